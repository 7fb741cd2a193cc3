namespace EdgeController.Core.Units;

/// <summary>Energy in watt hours. Import from the grid and consumption are positive.</summary>
public readonly record struct WattHours(double Value) : IComparable<WattHours>
{
    public static readonly WattHours Zero = new(0);

    public static WattHours operator +(WattHours a, WattHours b) => new(a.Value + b.Value);

    public static WattHours operator -(WattHours a, WattHours b) => new(a.Value - b.Value);

    public static WattHours operator -(WattHours a) => new(-a.Value);

    public static WattHours operator *(WattHours a, double factor) => new(a.Value * factor);

    public static bool operator <(WattHours a, WattHours b) => a.Value < b.Value;

    public static bool operator >(WattHours a, WattHours b) => a.Value > b.Value;

    public static bool operator <=(WattHours a, WattHours b) => a.Value <= b.Value;

    public static bool operator >=(WattHours a, WattHours b) => a.Value >= b.Value;

    public static WattHours Min(WattHours a, WattHours b) => a.Value <= b.Value ? a : b;

    public static WattHours Max(WattHours a, WattHours b) => a.Value >= b.Value ? a : b;

    public int CompareTo(WattHours other) => Value.CompareTo(other.Value);

    public override string ToString() => FormattableString.Invariant($"{Value:0.##} Wh");
}
