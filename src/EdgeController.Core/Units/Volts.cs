namespace EdgeController.Core.Units;

/// <summary>Voltage between a phase and neutral in volts. Import from the grid and consumption are positive.</summary>
public readonly record struct Volts(double Value) : IComparable<Volts>
{
    public static readonly Volts Zero = new(0);

    public static Volts operator +(Volts a, Volts b) => new(a.Value + b.Value);

    public static Volts operator -(Volts a, Volts b) => new(a.Value - b.Value);

    public static Volts operator -(Volts a) => new(-a.Value);

    public static Volts operator *(Volts a, double factor) => new(a.Value * factor);

    public static bool operator <(Volts a, Volts b) => a.Value < b.Value;

    public static bool operator >(Volts a, Volts b) => a.Value > b.Value;

    public static bool operator <=(Volts a, Volts b) => a.Value <= b.Value;

    public static bool operator >=(Volts a, Volts b) => a.Value >= b.Value;

    public static Volts Min(Volts a, Volts b) => a.Value <= b.Value ? a : b;

    public static Volts Max(Volts a, Volts b) => a.Value >= b.Value ? a : b;

    public int CompareTo(Volts other) => Value.CompareTo(other.Value);

    public override string ToString() => FormattableString.Invariant($"{Value:0.##} V");
}
