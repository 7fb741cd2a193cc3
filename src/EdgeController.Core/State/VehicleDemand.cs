using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What the vehicle on an EVSE has shown: the phases it loads and the current it does not go beyond.</summary>
public sealed record VehicleDemand
{
    /// <summary>A phase counts as loaded above this.</summary>
    private static readonly Amperes PhaseThreshold = new(1.0);

    /// <summary>Below this the vehicle is taken to be drawing nothing.</summary>
    private static readonly Amperes Idle = new(0.5);

    /// <summary>Drawing this close to the offer means that it would take more; closer than its habit at least.</summary>
    private const double Close = 0.4;

    /// <summary>The same once it is known what it takes: well inside <see cref="Slack"/>, so that metering noise is no wish.</summary>
    private const double CloseToKnown = 0.25;

    /// <summary>Drawing this far below the offer means that it does not want it.</summary>
    private const double Far = 0.6;

    /// <summary>Left above what it takes, so that it can show that it wants more.</summary>
    private const double Slack = 0.6;

    /// <summary>No vehicle that follows its offer stays further below it than this.</summary>
    private const double LargestHabit = 0.6;

    private const double ProbeStep = 1.5;

    /// <summary>Samples further apart than this count alone; others need a second one that says the same.</summary>
    private static readonly TimeSpan Rare = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan SameTwice = TimeSpan.FromSeconds(5);

    /// <summary>Drawing nothing for so long is no pause between two thoughts of its charger.</summary>
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan FirstProbe = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>Phases that it has been seen to load in this session; all wired ones until it has been seen.</summary>
    public Phases Loaded { get; init; } = Phases.All;

    /// <summary>True once <see cref="Loaded"/> comes from measurement.</summary>
    public bool PhasesLearned { get; init; }

    /// <summary>More than this it has not taken; null where it takes all it is offered.</summary>
    public Amperes? Takes { get; init; }

    public Instant TakesAt { get; init; }

    /// <summary>Time to the next probe; doubles each time that the vehicle did not want more.</summary>
    private TimeSpan ProbeAfter { get; init; } = FirstProbe;

    private Phases Candidate { get; init; }

    private int SameCandidate { get; init; }

    /// <summary>Since when it has drawn less than it could; null while it does not.</summary>
    private Instant? LowSince { get; init; }

    private Instant? SeenAt { get; init; }

    /// <summary>What it was offered at the last sample, and since when.</summary>
    private (Amperes Limit, Instant Since)? Offer { get; init; }

    /// <summary>How far below its offer it stays when it follows it; null until seen.</summary>
    private double? Habit { get; init; }

    /// <summary>A new session: nothing is known of the vehicle.</summary>
    public static VehicleDemand Unknown(Phases wired) => new() { Loaded = wired };

    /// <summary>Learns from one sample, given what the EVSE was offering and since when.</summary>
    /// <param name="current">What it draws.</param>
    /// <param name="wired">The phases that the station is wired to.</param>
    /// <param name="offered">The limit in force.</param>
    /// <param name="offeredSince">Since when.</param>
    /// <param name="at">When it was measured.</param>
    /// <param name="scale">How much coarser a large direct-current station is than one of 32 A.</param>
    public VehicleDemand Observe(PerPhase<Amperes> current, Phases wired, Amperes offered, Instant offeredSince, Instant at, double scale = 1)
    {
        // A lease that only was renewed offers the same since before.
        var since = Offer is { } same && same.Limit == offered && same.Since < offeredSince ? same.Since : offeredSince;
        var learned = ObservePhases(current, wired) with { SeenAt = at, Offer = (offered, since) };
        var drawn = Amperes.Max(current.L1, Amperes.Max(current.L2, current.L3));
        if (at - since < Settling)
        {
            return learned with { LowSince = null };
        }

        return learned.ObserveTaken(drawn, (offered - drawn).Value / scale, SeenAt is { } before ? at - before : TimeSpan.Zero, at, scale);
    }

    /// <param name="drawn">What it draws.</param>
    /// <param name="gap">How far below the offer that is, in the measure of a station of 32 A.</param>
    /// <param name="interval">Time since the sample before.</param>
    /// <param name="at">When it was measured.</param>
    /// <param name="scale">The measure.</param>
    private VehicleDemand ObserveTaken(Amperes drawn, double gap, TimeSpan interval, Instant at, double scale)
    {
        var habit = Takes is null && drawn > Idle && gap <= LargestHabit ? Math.Min(Habit ?? gap, Math.Max(0, gap)) : Habit;
        var usual = habit ?? 0;
        var learned = habit == Habit ? this : this with { Habit = habit };
        if (gap <= Math.Max(Takes is null ? Close : CloseToKnown, usual + 0.15))
        {
            return learned with { Takes = null, LowSince = null, TakesAt = at, ProbeAfter = FirstProbe };
        }

        if (Takes is { } takes && at - TakesAt >= ProbeAfter && drawn > Idle)
        {
            var later = ProbeAfter * 2;
            return learned with { Takes = takes + new Amperes(ProbeStep * scale), TakesAt = at, LowSince = null, ProbeAfter = later < LongestProbe ? later : LongestProbe };
        }

        if (gap < Math.Max(Far, usual + 0.4))
        {
            return learned with { LowSince = null };
        }

        var since = LowSince ?? at;
        var lasted = at - since + (interval >= Rare ? interval : TimeSpan.Zero);
        if (lasted < (drawn < Idle ? IdleFor : SameTwice))
        {
            return learned with { LowSince = since };
        }

        var shown = drawn + new Amperes(Math.Max(Slack, usual + 0.5) * scale);
        return Takes is { } before && Math.Abs(before.Value - shown.Value) < 0.3 * scale
            ? learned with { LowSince = since }
            : learned with { Takes = shown, TakesAt = at, LowSince = since };
    }

    private VehicleDemand ObservePhases(PerPhase<Amperes> current, Phases wired)
    {
        var seen = Phases.None;
        foreach (var phase in PerPhase.Each)
        {
            seen |= current[phase] > PhaseThreshold ? phase.ToSet() : Phases.None;
        }

        seen &= wired;
        if (seen == Phases.None)
        {
            return this;
        }

        if (PhasesLearned)
        {
            return (seen & ~Loaded) == Phases.None ? this : this with { Loaded = Loaded | seen };
        }

        var same = seen == Candidate ? SameCandidate + 1 : 1;
        return same >= 3
            ? this with { Loaded = seen, PhasesLearned = true, Candidate = seen, SameCandidate = same }
            : this with { Candidate = seen, SameCandidate = same };
    }
}
