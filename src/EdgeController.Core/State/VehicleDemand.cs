using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What the vehicle on an EVSE has shown: the phases it loads and the current it does not go beyond.</summary>
public sealed record VehicleDemand
{
    /// <summary>A phase counts as loaded above this.</summary>
    private static readonly Amperes PhaseThreshold = new(1.0);

    /// <summary>Below this the vehicle is taken to be drawing nothing.</summary>
    private static readonly Amperes Idle = new(0.5);

    /// <summary>Drawing this close to the offer means that it would take more.</summary>
    private static readonly Amperes Close = new(0.4);

    /// <summary>The same once it is known what it takes: well inside <see cref="Slack"/>, so that metering noise is no wish.</summary>
    private static readonly Amperes CloseToKnown = new(0.25);

    /// <summary>Drawing this far below the offer means that it does not want it.</summary>
    private static readonly Amperes Far = new(0.6);

    /// <summary>Left above what it takes, so that it can show that it wants more.</summary>
    private static readonly Amperes Slack = new(0.6);

    private static readonly Amperes ProbeStep = new(1.5);
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

    private int LowSamples { get; init; }

    /// <summary>A new session: nothing is known of the vehicle.</summary>
    public static VehicleDemand Unknown(Phases wired) => new() { Loaded = wired };

    /// <summary>Learns from one sample, given what the EVSE was offering and since when.</summary>
    public VehicleDemand Observe(PerPhase<Amperes> current, Phases wired, Amperes offered, Instant offeredSince, Instant at)
    {
        var learned = ObservePhases(current, wired);
        var drawn = Amperes.Max(current.L1, Amperes.Max(current.L2, current.L3));
        if (at - offeredSince < Settling)
        {
            return learned.LowSamples == 0 ? learned : learned with { LowSamples = 0 };
        }

        if (drawn >= offered - (learned.Takes is null ? Close : CloseToKnown))
        {
            return learned.Takes is null && learned.LowSamples == 0 ? learned : learned with { Takes = null, LowSamples = 0, TakesAt = at, ProbeAfter = FirstProbe };
        }

        if (learned.Takes is { } takes && at - learned.TakesAt >= learned.ProbeAfter && drawn > Idle)
        {
            var later = learned.ProbeAfter * 2;
            return learned with { Takes = takes + ProbeStep, TakesAt = at, LowSamples = 0, ProbeAfter = later < LongestProbe ? later : LongestProbe };
        }

        if (drawn > offered - Far)
        {
            return learned with { LowSamples = 0 };
        }

        var needed = drawn < Idle ? 6 : 2;
        var low = learned.LowSamples + 1;
        if (low < needed)
        {
            return learned with { LowSamples = low };
        }

        var shown = drawn + Slack;
        return learned.Takes is { } before && Math.Abs(before.Value - shown.Value) < 0.3
            ? learned
            : learned with { Takes = shown, TakesAt = at, LowSamples = low };
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
