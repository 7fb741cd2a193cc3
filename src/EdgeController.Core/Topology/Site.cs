using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>
/// The site as the installer described it: immutable, checked before it is built. Circuits, meters, stations and EVSEs have dense
/// indexes (their place in these arrays) by which all run-time state is kept.
/// </summary>
public sealed record Site
{
    public required string Name { get; init; }

    /// <summary>IANA time zone, for example <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; init; }

    public required Volts NominalVoltage { get; init; }

    public required SafetyMargin Margin { get; init; }

    public required MeterStaleness Staleness { get; init; }

    /// <summary>Parents stand before their children.</summary>
    public required ImmutableArray<Circuit> Circuits { get; init; }

    public required ImmutableArray<Meter> Meters { get; init; }

    public required ImmutableArray<Station> Stations { get; init; }

    public required ImmutableArray<Evse> Evses { get; init; }

    /// <summary>PV arrays and batteries.</summary>
    public ImmutableArray<EnergyResource> Resources { get; init; } = [];

    /// <summary>Back ends by name; a station without one (<see cref="Station.Csms"/> null) has the controller itself as its back end.</summary>
    public required ImmutableArray<CsmsBackEnd> BackEnds { get; init; }

    /// <summary>Tokens that may charge at the stations without a back end, in upper case; null where everyone may.</summary>
    public ImmutableHashSet<string>? Tokens { get; init; }

    /// <summary>The broker; null where the site has none.</summary>
    public SiteMqtt? Mqtt { get; init; }

    /// <summary>Prices; null where the site file tells none.</summary>
    public Tariff? Tariff { get; init; }

    /// <summary>What plans go by beside prices and wishes.</summary>
    public PlanningSources Planning { get; init; } = PlanningSources.Default;

    /// <summary>How the grid operator may dim; null where it may not.</summary>
    public DimmingRule? Dimming { get; init; }

    /// <summary>The highest load on that circuit itself that is no EVSE of ours: what the file assumes, and the charging of batteries that it does not hold.</summary>
    public PerPhase<Amperes> AssumedOn(Circuit circuit)
    {
        var sum = circuit.AssumedUncontrolled;
        foreach (var battery in Resources)
        {
            if (battery.Circuit == circuit.Index && battery is { Kind: ResourceKind.Battery, ChargingIsAssumed: false })
            {
                var charging = battery.MaxCurrent(NominalVoltage);
                sum = new(sum.L1 + charging.L1, sum.L2 + charging.L2, sum.L3 + charging.L3);
            }
        }

        return sum;
    }

    /// <summary>Who gets what when not everybody can have everything.</summary>
    public SitePolicy Policy { get; init; } = SitePolicy.Default;
}

/// <summary>What the controller stays below a breaker's value: usable limit = limit x (1 - percent / 100) - amps; kW and kVA limits take the percentage only.</summary>
public sealed record SafetyMargin(double Percent, Amperes Amps)
{
    public Amperes Usable(Amperes limit) => new(Math.Max(0, limit.Value * (1 - (Percent / 100)) - Amps.Value));

    public Watts Usable(Watts limit) => limit * (1 - (Percent / 100));

    public VoltAmperes Usable(VoltAmperes limit) => limit * (1 - (Percent / 100));
}

/// <summary>Age of a meter's last good sample after which increases stop, and after which the meter counts as blind.</summary>
public sealed record MeterStaleness(TimeSpan NoIncrease, TimeSpan Blind);

/// <summary>A back end: <see cref="Url"/> is the endpoint to which <c>/identity</c> is appended.</summary>
public sealed record CsmsBackEnd(string Name, Uri Url)
{
    /// <summary>What holds while it is away.</summary>
    public OfflineRules Offline { get; init; } = OfflineRules.Default;

    /// <summary>What becomes of its charging profiles.</summary>
    public ProfilePolicy Profiles { get; init; } = ProfilePolicy.Cap;

    /// <summary>As whom the controller itself connects to it, for limits of all its stations together; null where it does not.</summary>
    public OwnIdentity? Identity { get; init; }
}
