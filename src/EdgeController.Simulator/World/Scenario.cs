using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.World;

/// <summary>What happens on a simulated site, but for chance, which the seed decides.</summary>
public sealed record Scenario
{
    /// <summary>UTC of the simulation's instant 0.</summary>
    public DateTimeOffset Epoch { get; init; } = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Local date at instant 0.</summary>
    public DateOnly FirstDay { get; init; } = new(2026, 3, 2);

    /// <summary>Local time of day at instant 0; midnight for whole days. Vehicles and loads go by days of 24 hours from here, also where the clock is changed.</summary>
    public TimeSpan StartTimeOfDay { get; init; }

    /// <summary>For how long arrivals are planned.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromDays(1);

    public ArrivalParameters Arrivals { get; init; } = new();

    public PvArray? Pv { get; init; }

    /// <summary>Clouds above the arrays of the site file; null for a clear sky.</summary>
    public Weather? Weather { get; init; }

    /// <summary>The visits, in the order of their arrival; null where chance plans them by <see cref="Arrivals"/>.</summary>
    public IReadOnlyList<PlannedSession>? Sessions { get; init; }

    /// <summary>What the site's clock shows at instant 0, in its time zone.</summary>
    public DateTimeOffset WallAtStart(string timeZone)
    {
        var local = FirstDay.ToDateTime(TimeOnly.MinValue) + StartTimeOfDay;
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById(timeZone).GetUtcOffset(local));
    }

    /// <summary>OCPP versions that the stations speak, in turn (the first station the first, and so on).</summary>
    /// <summary>Sets of models of the SunSpec devices, in turn.</summary>
    public IReadOnlyList<SunSpec.SunSpecModelSet> SunSpecModels { get; init; } = [SunSpec.SunSpecModelSet.Integers, SunSpec.SunSpecModelSet.Floats, SunSpec.SunSpecModelSet.Der];

    public IReadOnlyList<string> Versions { get; init; } = [OcppVersion.V16];

    /// <summary>How single stations are really wired, by identity, where that differs from the site file.</summary>
    public IReadOnlyDictionary<string, PhaseRotation> Wiring { get; init; } = new Dictionary<string, PhaseRotation>(StringComparer.Ordinal);

    /// <summary>Quirks of single stations by identity.</summary>
    public IReadOnlyDictionary<string, StationQuirks> Quirks { get; init; } = new Dictionary<string, StationQuirks>(StringComparer.Ordinal);
}

/// <summary>How busy the site is and what its vehicles are like: a garage by default.</summary>
public sealed record ArrivalParameters
{
    /// <summary>Every EVSE has a vehicle with a large request at instant 0.</summary>
    public bool PluggedInAtStart { get; init; }

    public double MorningShare { get; init; } = 1;

    public double AfternoonShare { get; init; } = 0.75;

    public double OvernightShare { get; init; } = 0.25;

    /// <summary>Where set, these waves take the place of the three shares above.</summary>
    public IReadOnlyList<ArrivalWave>? Waves { get; init; }

    public double LeastKwh { get; init; } = 8;

    public double MostKwh { get; init; } = 45;

    /// <summary>Least and most energy that a vehicle asks of a direct-current station.</summary>
    public double DcLeastKwh { get; init; } = 20;

    public double DcMostKwh { get; init; } = 120;

    /// <summary>The request is the largest of so many uniform draws: 1 for evenly spread, more for hungrier vehicles.</summary>
    public int RequestDraws { get; init; } = 3;

    /// <summary>An arrival is the mean of so many uniform draws within its wave: 1 for evenly spread, more for a rush in its middle.</summary>
    public int ArrivalDraws { get; init; } = 3;

    /// <summary>No vehicle asks for more than this share of what its own charger could take during its stay.</summary>
    public double FeasibleShare { get; init; } = 0.95;

    public double ThreePhaseShare { get; init; } = 0.6;

    public double TwoPhaseShare { get; init; } = 0.1;

    /// <summary>Vehicles that sleep a while before they charge.</summary>
    public double LateSleeperShare { get; init; } = 0.04;

    /// <summary>Vehicles that never charge.</summary>
    public double NeverShare { get; init; } = 0.01;

    public double TaperShare { get; init; } = 0.4;

    /// <summary>Vehicles draw between nothing and this less than they are offered.</summary>
    public double MostUnderDrawAmps { get; init; } = 0.3;

    /// <summary>Vehicles take between 2 s and this to follow a changed offer.</summary>
    public double MostReactionSeconds { get; init; } = 8;
}

/// <summary>Vehicles that come within some hours of each day; hours since that day's midnight, beyond 24 on the next one.</summary>
/// <param name="Share">Of the EVSEs that are free.</param>
/// <param name="From">First arrivals.</param>
/// <param name="To">Last arrivals.</param>
/// <param name="LeaveFrom">First departures.</param>
/// <param name="LeaveTo">Last departures; nobody leaves within half an hour.</param>
public sealed record ArrivalWave(double Share, double From, double To, double LeaveFrom, double LeaveTo);
