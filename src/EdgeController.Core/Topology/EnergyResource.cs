using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>What kind of device feeds in behind a circuit's breaker.</summary>
public enum ResourceKind
{
    /// <summary>Photovoltaic: only feeds in.</summary>
    Pv,

    /// <summary>Battery: feeds in and charges, by its own rules.</summary>
    Battery,

    /// <summary>The vehicle at an EVSE that may give back: its charging is the EVSE's, only what it feeds in is the resource's.</summary>
    Vehicle,
}

/// <summary>A PV array or a battery on a circuit. The guard counts it where it is, and steers it where <see cref="Control"/> says how.</summary>
public sealed record EnergyResource
{
    /// <summary>Its key in the site file.</summary>
    public required string Id { get; init; }

    /// <summary>Place in <see cref="Site.Resources"/>.</summary>
    public required int Index { get; init; }

    public required ResourceKind Kind { get; init; }

    /// <summary>Index of the circuit that it hangs on.</summary>
    public required int Circuit { get; init; }

    /// <summary>Highest power at its terminals, in either direction.</summary>
    public required Watts Max { get; init; }

    /// <summary>Site phases that it is wired to.</summary>
    public Phases Wired { get; init; } = Phases.All;

    /// <summary>Index of its own meter, which shows what it feeds in as negative; null where it has none.</summary>
    public int? Meter { get; init; }

    /// <summary>The circuit's assumed load holds its charging already; else that comes on top.</summary>
    public bool ChargingIsAssumed { get; init; }

    /// <summary>How it is steered; null where it runs by itself.</summary>
    public ResourceControl? Control { get; init; }

    /// <summary>What a battery is used for; of no meaning for PV.</summary>
    public ResourceMode Mode { get; init; }

    /// <summary>What <see cref="ResourceMode.PeakShaving"/> holds the import at.</summary>
    public Watts? PeakTarget { get; init; }

    /// <summary>Shares of a battery's capacity that orders keep within.</summary>
    public double SocMin { get; init; }

    public double SocMax { get; init; } = 1;

    /// <summary>The EVSE of a <see cref="ResourceKind.Vehicle"/>; null for all others.</summary>
    public int? Evse { get; init; }

    /// <summary>Highest current on each phase that it is wired to, at the nominal voltage.</summary>
    public PerPhase<Amperes> MaxCurrent(Volts nominal)
    {
        var each = new Amperes(Max.Value / nominal.Value / Math.Max(1, Wired.Count()));
        return new(Wired.Has(Phase.L1) ? each : Amperes.Zero, Wired.Has(Phase.L2) ? each : Amperes.Zero, Wired.Has(Phase.L3) ? each : Amperes.Zero);
    }
}
