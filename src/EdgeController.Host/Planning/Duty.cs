using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>One line of the duty plan: a vehicle stands in a bay from its arrival to its departure.</summary>
/// <param name="Line">Where it stands in the file.</param>
/// <param name="Vehicle">What the plan calls the vehicle; null where any may come.</param>
/// <param name="Evse">Index of the EVSE that is its bay; null where it may stand anywhere.</param>
/// <param name="Arrival">When it is expected.</param>
/// <param name="Departure">When it must leave.</param>
/// <param name="Energy">What it needs; null where the plan does not say.</param>
internal sealed record Duty(int Line, string? Vehicle, int? Evse, DateTimeOffset Arrival, DateTimeOffset Departure, WattHours? Energy);

/// <summary>What a duty plan says, and what is wrong with it.</summary>
/// <param name="Duties">The good lines, by departure.</param>
/// <param name="Problems">A sentence for each bad line, which does not count.</param>
/// <param name="Hints">Sentences about good lines that may not mean what they say.</param>
internal sealed record DutyPlan(ImmutableArray<Duty> Duties, ImmutableArray<string> Problems, ImmutableArray<string> Hints)
{
    public static DutyPlan Empty { get; } = new([], [], []);

    /// <summary>The file as a whole cannot be used: what it said before holds on.</summary>
    public bool IsUseless { get; init; }
}

/// <summary>The duty plan that holds now; any thread may read and replace it.</summary>
internal sealed class DutyBook
{
    private volatile DutyPlan _plan = DutyPlan.Empty;

    public DutyPlan Plan
    {
        get => _plan;
        set => _plan = value;
    }
}
