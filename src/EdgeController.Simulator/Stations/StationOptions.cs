using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Simulator.Stations;

/// <summary>What a simulated station is: its identity, hardware and habits.</summary>
public sealed record StationOptions
{
    public required string Id { get; init; }

    /// <summary>The OCPP version that it speaks: <c>1.6</c>, <c>2.0.1</c> or <c>2.1</c>.</summary>
    public string Version { get; init; } = OcppVersion.V16;

    public string Vendor { get; init; } = "EdgeSim";

    public string Model { get; init; } = "Good-1";

    public string Firmware { get; init; } = "1.0";

    public int Connectors { get; init; } = 1;

    /// <summary>Hardware maximum per phase and connector.</summary>
    public required double MaxAmps { get; init; }

    /// <summary>Number of phases that it is wired to.</summary>
    public int Phases { get; init; } = 3;

    /// <summary>Set for a direct-current station: output in watts divided by the watts that the grid gives. Its amperes are then nominal ones of the grid.</summary>
    public double? DcEfficiency { get; init; }

    /// <summary>Least current per phase that it offers; below there is none.</summary>
    public double LeastAmps { get; init; } = 6;

    /// <summary>Watts at the vehicle, all phases together, for an ampere per phase.</summary>
    public double WattsPerAmp => NominalVolts * Phases * (DcEfficiency ?? 1);

    /// <summary>It can let vehicles give back (2.1).</summary>
    public bool GivesBack { get; init; }

    /// <summary>It charges on as many phases as its profile says, one or three.</summary>
    public bool SwitchesPhases { get; init; }

    public double NominalVolts { get; init; } = 230;

    /// <summary>UTC of the simulation's instant 0.</summary>
    public required DateTimeOffset Epoch { get; init; }

    public TimeSpan MeterInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Second within the meter interval at which it samples, so that stations do not all send at once.</summary>
    public int Stagger { get; init; }

    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan RebootTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Moment of the first attempt to connect.</summary>
    public Instant FirstConnect { get; init; }

    public StationQuirks Quirks { get; init; } = new();
}
