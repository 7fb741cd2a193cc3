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

/// <summary>How a station differs from a good one; everything off by default.</summary>
public sealed record StationQuirks
{
    public ClockFault Clock { get; init; }

    public RelativeAnchor RelativeAnchor { get; init; } = RelativeAnchor.StartOfCharging;

    public bool RejectsTxDefault { get; init; }

    public bool RejectsTxProfile { get; init; }

    public bool RejectsStationMax { get; init; }

    /// <summary>Every SetChargingProfile is rejected.</summary>
    public bool RejectsProfiles { get; init; }

    /// <summary>Accepts every profile and obeys none.</summary>
    public bool IgnoresProfiles { get; init; }

    /// <summary>Reads CALLs and never answers them.</summary>
    public bool AnswersNothing { get; init; }

    /// <summary>Added before each answer.</summary>
    public TimeSpan AnswerDelay { get; init; }

    /// <summary>2.x: refuses GetVariables and tells its variables only in a report.</summary>
    public bool VariablesByReportOnly { get; init; }

    /// <summary>2.x: ids up to this are kept for external constraints (MaxExternalConstraintsId).</summary>
    public int MaxExternalConstraintsId { get; init; }

    public bool NoMeterValues { get; init; }

    public bool ForgetsProfilesOnReboot { get; init; }

    /// <summary>Applies the station-wide maximum to each connector instead of dividing it.</summary>
    public bool MaxPerConnector { get; init; }

    /// <summary>Sends a BootNotification on every new socket, not only after a boot.</summary>
    public bool BootsOnReconnect { get; init; }

    public int MaxStackLevel { get; init; } = 8;

    public bool AcceptsAmperes { get; init; } = true;

    public bool AcceptsWatts { get; init; } = true;
}
