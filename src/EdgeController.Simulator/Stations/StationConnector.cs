using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.Stations;

/// <summary>A charging transaction as the station sees it; in 1.6 the id comes from the back end, maybe long after the start.</summary>
public sealed class StationTransaction(DateTimeOffset startedAt, long meterStart)
{
    public DateTimeOffset StartedAt => startedAt;

    public long MeterStart => meterStart;

    public string? Id { get; set; }

    /// <summary>Number of the next event about it (2.x).</summary>
    internal int NextEvent { get; set; }
}

/// <summary>One connector of a simulated station: its vehicle, its transaction, its meter and the limit in force.</summary>
public sealed class StationConnector(int number)
{
    public int Number => number;

    public EvseStatus Status { get; internal set; } = EvseStatus.Available;

    public SimulatedVehicle? Vehicle { get; internal set; }

    public StationTransaction? Transaction { get; internal set; }

    /// <summary>What the pilot signal tells the vehicle per phase; 0 where nothing may be drawn.</summary>
    public double OfferedAmps { get; internal set; }

    /// <summary>What the profiles and the hardware allow per phase while a transaction runs.</summary>
    public double LimitAmps { get; internal set; }

    /// <summary>How many of the station's terminals are connected to the vehicle now.</summary>
    public int ActivePhases { get; internal set; } = 3;

    /// <summary>How often that changed, and how often while current flowed, which a vehicle may not survive.</summary>
    public int PhaseSwitches { get; internal set; }

    public int PhaseSwitchesUnderLoad { get; internal set; }

    /// <summary>Energy register.</summary>
    public double MeterWattHours { get; internal set; }

    /// <summary>True current on each phase that the vehicle uses.</summary>
    public double DrawnAmps => Vehicle?.DrawnAmps ?? 0;

    /// <summary>True current that the vehicle gives back on each phase that it uses.</summary>
    public double GivenAmps => Vehicle?.GivenAmps ?? 0;

    /// <summary>What the profiles tell the vehicle to do per phase, negative to give back; null where they only limit.</summary>
    public double? SetpointAmps { get; internal set; }

    internal int LimitPhases { get; set; } = 3;

    internal DateTimeOffset LimitUntil { get; set; }

    internal bool LimitStale { get; set; } = true;

    internal bool Authorizing { get; set; }

    internal bool Refused { get; set; }

    /// <summary>Transactions that have begun here.</summary>
    internal int Begun { get; set; }

    /// <summary>For whom the back end has started it; null for the driver's own card.</summary>
    internal string? RemoteToken { get; set; }

    /// <summary>Seconds to go until the vehicle is authorized, or until Finishing becomes Available.</summary>
    internal double Pause { get; set; }

    internal double IdleSeconds { get; set; }

    internal DateTimeOffset LastQueuedSample { get; set; }

    /// <summary>The limit that has taken effect at a station that delays each, and when the next one does.</summary>
    internal double? AppliedAmps { get; set; }

    internal Instant? AppliesAt { get; set; }

    /// <summary>Its register has jumped.</summary>
    internal bool Jumped { get; set; }
}
