namespace EdgeController.Core.Units;

/// <summary>Active power in watts. Import from the grid and consumption are positive.</summary>
public readonly record struct Watts(double Value) : IComparable<Watts>
{
    public static readonly Watts Zero = new(0);

    public static Watts operator +(Watts a, Watts b) => new(a.Value + b.Value);

    public static Watts operator -(Watts a, Watts b) => new(a.Value - b.Value);

    public static Watts operator -(Watts a) => new(-a.Value);

    public static Watts operator *(Watts a, double factor) => new(a.Value * factor);

    public static bool operator <(Watts a, Watts b) => a.Value < b.Value;

    public static bool operator >(Watts a, Watts b) => a.Value > b.Value;

    public static bool operator <=(Watts a, Watts b) => a.Value <= b.Value;

    public static bool operator >=(Watts a, Watts b) => a.Value >= b.Value;

    public static Watts Min(Watts a, Watts b) => a.Value <= b.Value ? a : b;

    public static Watts Max(Watts a, Watts b) => a.Value >= b.Value ? a : b;

    public int CompareTo(Watts other) => Value.CompareTo(other.Value);

    public override string ToString() => FormattableString.Invariant($"{Value:0.##} W");
}
