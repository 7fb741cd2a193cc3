namespace EdgeController.Core.Units;

/// <summary>Current of one phase in amperes. Import from the grid and consumption are positive.</summary>
public readonly record struct Amperes(double Value) : IComparable<Amperes>
{
    public static readonly Amperes Zero = new(0);

    public static Amperes operator +(Amperes a, Amperes b) => new(a.Value + b.Value);

    public static Amperes operator -(Amperes a, Amperes b) => new(a.Value - b.Value);

    public static Amperes operator -(Amperes a) => new(-a.Value);

    public static Amperes operator *(Amperes a, double factor) => new(a.Value * factor);

    public static bool operator <(Amperes a, Amperes b) => a.Value < b.Value;

    public static bool operator >(Amperes a, Amperes b) => a.Value > b.Value;

    public static bool operator <=(Amperes a, Amperes b) => a.Value <= b.Value;

    public static bool operator >=(Amperes a, Amperes b) => a.Value >= b.Value;

    public static Amperes Min(Amperes a, Amperes b) => a.Value <= b.Value ? a : b;

    public static Amperes Max(Amperes a, Amperes b) => a.Value >= b.Value ? a : b;

    public int CompareTo(Amperes other) => Value.CompareTo(other.Value);

    public override string ToString() => FormattableString.Invariant($"{Value:0.##} A");
}
