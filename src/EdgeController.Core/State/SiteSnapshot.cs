using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>All that is known of the site after the last event: immutable, so that a decision, the page and the planner each read one consistent picture.</summary>
public sealed record SiteSnapshot
{
    public required SiteIndex Index { get; init; }

    public required ImmutableArray<MeterState> Meters { get; init; }

    public required ImmutableArray<CircuitState> Circuits { get; init; }

    public required Rows<StationState> Stations { get; init; }

    public required Rows<EvseState> Evses { get; init; }

    /// <summary>By resource: what its own meter shows.</summary>
    public ImmutableArray<ResourceState> Resources { get; init; } = [];

    /// <summary>What each token has received over the last days, by its transactions that have ended.</summary>
    public ImmutableDictionary<string, ReceivedEnergy> Received { get; init; } = ImmutableDictionary.Create<string, ReceivedEnergy>(StringComparer.OrdinalIgnoreCase);

    /// <summary>By circuit: the last time that all stations of this feeder were gone; of no meaning for circuits that are no feeders.</summary>
    public ImmutableArray<Outage> Outages { get; init; } = [];

    /// <summary>Limits that come and go.</summary>
    public LimitBook Limits { get; init; } = LimitBook.Empty;

    /// <summary>By back end: what it allows all its stations together; null where it says nothing.</summary>
    public ImmutableArray<CsmsLimit?> GroupLimits { get; init; } = [];

    /// <summary>By circuit: where it stands in the period of its contract demand.</summary>
    public ImmutableArray<DemandState> Demands { get; init; } = [];

    /// <summary>What the grid operator signals.</summary>
    public DimmingState Dimming { get; init; } = DimmingState.Unheard;

    /// <summary>What was told of the wall clock.</summary>
    public WallClock Clock { get; init; } = WallClock.Unheard;

    /// <summary>Revision of the snapshot that the charging plan in force was made from; 0 before the first.</summary>
    public long PlanBasis { get; init; }

    /// <summary>The instant of the last event.</summary>
    public Instant At { get; init; }

    /// <summary>Counts events.</summary>
    public long Revision { get; init; }

    public bool ShuttingDown { get; init; }

    /// <summary>True where meters are believed whatever they show: only in a negative control.</summary>
    public bool BelievesMeters { get; init; }

    /// <summary>True where the last sample of a station that is gone counts like any other: only in a negative control.</summary>
    public bool TrustsTheGone { get; init; }

    /// <summary>True where stations are taken to be wired as the site file says: only in a negative control.</summary>
    public bool BelievesWiring { get; init; }

    public Site Site => Index.Site;

    /// <summary>Before anything has been heard.</summary>
    public static SiteSnapshot Initial(Site site)
    {
        var index = new SiteIndex(site);
        return new SiteSnapshot
        {
            Index = index,
            Meters = [.. site.Meters.Select(_ => new MeterState())],
            Circuits = [.. site.Circuits.Select(_ => new CircuitState())],
            Demands = [.. site.Circuits.Select(_ => DemandState.Unknown)],
            GroupLimits = [.. site.BackEnds.Select(_ => (CsmsLimit?)null)],
            Outages = [.. site.Circuits.Select(_ => default(Outage))],
            Stations = [.. site.Stations.Select(station => new StationState { Writes = WriteBudget.Of(station.Storage.DailyWrites()) })],
            Resources = [.. site.Resources.Select(_ => new ResourceState())],
            Evses = [.. site.Evses.Select(evse => new EvseState { Demand = VehicleDemand.Unknown(index.StationOf(evse.Index).Rotation.Wired) })],
        };
    }

    /// <summary>What limits the EVSE when no lease does: the fallback that the station accepted, else its hardware maximum.</summary>
    public Amperes Beneath(int evse)
    {
        var station = Index.StationOf(evse);
        return Stations[station.Index].HoldsFallback ? station.Fallback : station.Max;
    }

    /// <summary>The highest limit that may be in force at the EVSE.</summary>
    public Amperes Cap(int evse, Instant now) => Evses[evse].Leases.Cap(now, Beneath(evse));
}
