namespace EdgeController.Core.Units;

/// <summary>Apparent power in volt-amperes: voltage times the magnitude of the current, summed over the phases; never negative for a load.</summary>
public readonly record struct VoltAmperes(double Value) : IComparable<VoltAmperes>
{
    public static readonly VoltAmperes Zero = new(0);

    public static VoltAmperes operator +(VoltAmperes a, VoltAmperes b) => new(a.Value + b.Value);

    public static VoltAmperes operator -(VoltAmperes a, VoltAmperes b) => new(a.Value - b.Value);

    public static VoltAmperes operator *(VoltAmperes a, double factor) => new(a.Value * factor);

    public static bool operator <(VoltAmperes a, VoltAmperes b) => a.Value < b.Value;

    public static bool operator >(VoltAmperes a, VoltAmperes b) => a.Value > b.Value;

    public static bool operator <=(VoltAmperes a, VoltAmperes b) => a.Value <= b.Value;

    public static bool operator >=(VoltAmperes a, VoltAmperes b) => a.Value >= b.Value;

    public int CompareTo(VoltAmperes other) => Value.CompareTo(other.Value);

    public override string ToString() => FormattableString.Invariant($"{Value:0.##} VA");
}
