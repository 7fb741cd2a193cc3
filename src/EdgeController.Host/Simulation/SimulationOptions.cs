using EdgeController.Core.Balancing;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>What a simulated run is made of.</summary>
public sealed record SimulationOptions
{
    public required ulong Seed { get; init; }

    public TimeSpan Length { get; init; } = TimeSpan.FromHours(24);

    public GuardOptions Guard { get; init; } = GuardOptions.Default;

    /// <summary>Times and bounds of the stations' links, and what is known of their models.</summary>
    public StationLinkOptions Link { get; init; } = new();

    /// <summary>Arrivals and the like; its duration is set to <see cref="Length"/>.</summary>
    public Scenario Scenario { get; init; } = new();

    /// <summary>Drivers say at plug-in when they leave and how much energy they need.</summary>
    public bool DriversTellWishes { get; init; }

    public IReadOnlyList<PlannedFault> Faults { get; init; } = [];

    /// <summary>A hostile back end and odd stations; null for good ones.</summary>
    public AdversaryOptions? Adversary { get; init; }

    /// <summary>What is written to the journal is gone with the process: only to show what the journal is for.</summary>
    public bool DiskForgets { get; init; }

    /// <summary>False: PV and batteries are left to themselves, to compare with.</summary>
    public bool SteersResources { get; init; } = true;

    /// <summary>Prices and forecasts from files; what the site file itself says is known.</summary>
    public TimeSeriesInputs Inputs { get; init; } = new();

    /// <summary>The duty plan.</summary>
    internal Planning.DutyBook Duties { get; init; } = new();

    /// <summary>Makes the planner; null for the usual one.</summary>
    public Func<IChargingPlanner>? Planner { get; init; }

    /// <summary>False: nothing is planned, to compare with.</summary>
    public bool Plans { get; init; } = true;

    /// <summary>Where a row per second goes; null for no trace.</summary>
    public TextWriter? Trace { get; init; }

    /// <summary>Sees each setpoint as it leaves the controller.</summary>
    public Action<Instant, Setpoint>? OnSetpoint { get; init; }

    /// <summary>Sees each frame between a station and the controller as it is sent, in order.</summary>
    public Action<RecordedFrame>? OnFrame { get; init; }
}
