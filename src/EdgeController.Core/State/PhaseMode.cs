using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>On how many phases an EVSE that can switch is told to charge: all three, or its first terminal alone.</summary>
public sealed record PhaseMode
{
    /// <summary>A session begins on all phases.</summary>
    public static PhaseMode Initial { get; } = new();

    /// <summary>Number of phases in the newest limit.</summary>
    public int Told { get; init; } = 3;

    /// <summary>When that number was last changed; null while it has not been in this session.</summary>
    public Instant? SwitchedAt { get; init; }

    /// <summary>The number that would fit better, by the guard's last decision.</summary>
    public int Wished { get; init; } = 3;

    /// <summary>Since when it wishes that.</summary>
    public Instant WishedSince { get; init; }

    /// <summary>It has refused a number of phases, or charges on others than told: it is not switched again in this session.</summary>
    public bool Refused { get; init; }

    /// <summary>Revision of the setpoint that changed the number, for its answer.</summary>
    internal long Revision { get; init; }

    /// <summary>The number in force: without a lease that is open for certain the fallback may hold, on all phases.</summary>
    public int InForce(LeaseBook leases, TimeSpan clockUncertainty, Instant now) =>
        leases.Last is { } last && last.EndsAt - (clockUncertainty * 2) > now ? Told : 3;

    /// <summary>Another number goes to the station.</summary>
    internal PhaseMode Switch(int phases, long revision, Instant at) => this with { Told = phases, SwitchedAt = at, Revision = revision };

    /// <summary>The station did not take it: it is as before, and asked no more where it said no.</summary>
    internal PhaseMode NotTaken(bool refused) => this with { Told = 4 - Told, Revision = 0, Refused = Refused || refused };
}
