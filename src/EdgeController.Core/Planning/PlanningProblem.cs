using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Planning;

/// <summary>
/// All that a plan is made from: the coming slots, the circuits with what they carry beside the vehicles, vehicles with their wishes,
/// batteries, PV, prices and goals. Money is in the site's currency, whatever that is.
/// </summary>
public sealed record PlanningProblem
{
    /// <summary>Revision of the snapshot that this was taken from; the plan carries it.</summary>
    public long Revision { get; init; }

    /// <summary>Beginning of the first slot.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Length of each slot, one after the other without a gap: 1 to 60 minutes, usually 5, 15 or 60, mixed as one likes.</summary>
    public required ImmutableArray<TimeSpan> Slots { get; init; }

    /// <summary>Nominal voltage between a phase and neutral.</summary>
    public Volts Nominal { get; init; } = new(230);

    /// <summary>The site's clock, for times in sentences; null where each time goes by the offset that it was told with.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>What the clock on the wall shows, hours and minutes.</summary>
    public string ClockAt(DateTimeOffset instant) =>
        (Zone is { } zone ? TimeZoneInfo.ConvertTime(instant, zone) : instant).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The circuits, parents before their children.</summary>
    public required ImmutableArray<PlanCircuit> Circuits { get; init; }

    public ImmutableArray<PlanVehicle> Vehicles { get; init; } = [];

    public ImmutableArray<PlanBattery> Batteries { get; init; } = [];

    public ImmutableArray<PlanPv> Pv { get; init; } = [];

    public PlanPrices Prices { get; init; } = new();

    /// <summary>What the month's highest quarter of an hour costs; null where nothing.</summary>
    public DemandCharge? Demand { get; init; }

    public PlanGoals Goals { get; init; } = new();

    /// <summary>Hours of each slot, and the hours from <see cref="Start"/> to its beginning; one entry more for the end.</summary>
    public (double[] Hours, double[] From) Grid()
    {
        var hours = new double[Slots.Length];
        var from = new double[Slots.Length + 1];
        for (var t = 0; t < hours.Length; t++)
        {
            hours[t] = Slots[t].TotalHours;
            from[t + 1] = from[t] + hours[t];
        }

        return (hours, from);
    }
}
