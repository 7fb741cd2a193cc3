namespace EdgeController.Core.Topology;

/// <summary>How urgent a vehicle is, 1 (least) to 10: its weight in the fair share, its place in the order of the policy <c>priority</c> and in turns.</summary>
public readonly record struct Priority : IComparable<Priority>
{
    public static readonly Priority Low = new(2);
    public static readonly Priority Normal = new(5);
    public static readonly Priority High = new(8);

    // Kept as the distance from normal, so that the default value is normal.
    private readonly int _aboveNormal;

    public Priority(int value) => _aboveNormal = value is >= 1 and <= 10 ? value - 5 : throw new ArgumentOutOfRangeException(nameof(value), value, "a priority is 1 to 10");

    public int Value => _aboveNormal + 5;

    /// <summary>Weight in the fair share: 1 for normal, 2 for the highest.</summary>
    public double Weight => Value / 5.0;

    public static bool operator <(Priority a, Priority b) => a.Value < b.Value;

    public static bool operator >(Priority a, Priority b) => a.Value > b.Value;

    public static bool operator <=(Priority a, Priority b) => a.Value <= b.Value;

    public static bool operator >=(Priority a, Priority b) => a.Value >= b.Value;

    /// <summary>From OCPP 2.x <c>chargingPriority</c>: -9 to 9, 0 is normal (2.0.1 part 2, IdTokenInfoType); null outside that.</summary>
    public static Priority? FromOcpp(int chargingPriority) => chargingPriority switch
    {
        < -9 or > 9 => null,
        < 0 => new Priority(5 + (int)Math.Round(chargingPriority * 4 / 9.0, MidpointRounding.AwayFromZero)),
        _ => new Priority(5 + (int)Math.Round(chargingPriority * 5 / 9.0, MidpointRounding.AwayFromZero)),
    };

    /// <summary>Reads <c>low</c>, <c>normal</c>, <c>high</c> or 1 to 10; null for anything else.</summary>
    public static Priority? Parse(string text) => text switch
    {
        "low" => Low,
        "normal" => Normal,
        "high" => High,
        "10" => new Priority(10),
        [>= '1' and <= '9'] => new Priority(text[0] - '0'),
        _ => null,
    };

    public int CompareTo(Priority other) => Value.CompareTo(other.Value);

    public override string ToString() => Value switch
    {
        2 => "low",
        5 => "normal",
        8 => "high",
        _ => FormattableString.Invariant($"{Value}"),
    };
}
