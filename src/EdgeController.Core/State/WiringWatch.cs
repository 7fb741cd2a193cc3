using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// Whether an EVSE's current lands on the phases that the site file says (fault A15). When a one- or two-phase vehicle's current steps
/// while its neighbours stand still, the meter above must step on the mapped phases. Twice on others, or once while the meter also
/// shows less than the stations measured, and the file is wrong: until the restart the station counts on all phases.
/// </summary>
public sealed record WiringWatch
{
    private const double LeastStep = 4;
    private const double Still = 1.5;
    private const int MisfitsToTell = 2;

    /// <summary>The site's own load moves too: what was seen before this long ago no longer compares.</summary>
    private static readonly TimeSpan Compares = TimeSpan.FromSeconds(60);

    /// <summary>Rotations, the likely mistake first: all three terminals shifted.</summary>
    private static readonly ImmutableArray<PhaseRotation> All =
    [
        .. new[] { "L1L2L3", "L2L3L1", "L3L1L2", "L1L3L2", "L2L1L3", "L3L2L1", "L1L2", "L2L3", "L3L1", "L2L1", "L3L2", "L1L3", "L1", "L2", "L3" }
            .Select(text => PhaseRotation.Parse(text)!),
    ];

    public static WiringWatch Initial { get; } = new();

    /// <summary>True once its current has landed on other phases twice; stays until the restart.</summary>
    public bool IsWrong => Misfits >= MisfitsToTell;

    /// <summary>The rotation that fits what was seen; null while the site file's does.</summary>
    public PhaseRotation? Fits => IsWrong ? Candidates[0] : null;

    /// <summary>Since when the current has stood still.</summary>
    public Instant StillSince { get; private init; }

    /// <summary>A step is over and can be compared with the meter.</summary>
    public bool IsDue => Confirmed && !IsWrong;

    /// <summary>One step has landed on other phases.</summary>
    internal bool IsSuspect => Misfits == 1;

    private int Misfits { get; init; }

    private ImmutableArray<PhaseRotation> Candidates { get; init; } = [];

    private PerPhase<Amperes> Level { get; init; }

    private Point? Before { get; init; }

    private Point? After { get; init; }

    private bool Confirmed { get; init; }

    /// <summary>A transaction begins: so far nothing flows.</summary>
    public WiringWatch Begin(PerPhase<Amperes>? meter, Instant now) => End(now) with { Before = Point.Of(default, meter, now) };

    /// <summary>Nothing flows any more.</summary>
    public WiringWatch End(Instant now) => this with
    {
        Level = default,
        StillSince = Distance(Level, default) <= Still ? StillSince : now,
        Before = null,
        After = null,
        Confirmed = false,
    };

    /// <summary>Takes a measurement in, with what the meter shows at the same moment.</summary>
    public WiringWatch Observe(PerPhase<Amperes> own, PerPhase<Amperes>? meter, Instant now)
    {
        if (Distance(own, Level) > Still)
        {
            return this with { Level = own, StillSince = now, After = null, Confirmed = false };
        }

        var point = Point.Of(own, meter, now);
        if (Before is not { } before || Distance(own, before.Own) <= LeastStep || now - before.At > Compares)
        {
            return this with { Before = point, After = null, Confirmed = false };
        }

        // A second sample at the new level gives the neighbours time to show whether they moved too.
        return After is null ? this with { After = point } : this with { Confirmed = true };
    }

    /// <summary>What was to be compared has been: from here on the new level is where the next step starts.</summary>
    public WiringWatch Settle() => !Confirmed ? this : this with { Before = After, After = null, Confirmed = false };

    /// <summary>The meter shows less than the stations measured: with one step that landed elsewhere that is evidence enough.</summary>
    internal WiringWatch Corroborate() => IsSuspect ? this with { Misfits = MisfitsToTell } : this;

    /// <summary>Compares the step with the meter's, where the neighbours have stood still since before it.</summary>
    public WiringWatch Judge(PhaseRotation rotation, Instant neighboursStillSince)
    {
        var (before, after) = (Before!.Value, After!.Value);
        var settled = Settle();
        var step = Minus(after.Own, before.Own);
        var moved = PerPhase.Each.Count(phase => Math.Abs(step[phase]) > LeastStep);
        if (neighboursStillSince > before.At || moved == 3 || PerPhase.Each.Any(phase => Math.Abs(step[phase]) is > 1 and <= LeastStep))
        {
            return settled;
        }

        var meter = Minus(after.Meter, before.Meter);
        if (Match(step, meter))
        {
            return settled with { Misfits = 0, Candidates = [] };
        }

        var station = rotation.ToStation(step, 0);
        var fits = All.Where(other => other.Terminals.Length == rotation.Terminals.Length && Match(other.ToSite(station, 0), meter)).ToImmutableArray();
        var both = Misfits == 0 ? fits : [.. fits.Where(fit => Candidates.Contains(fit))];
        return fits.IsEmpty ? settled
            : both.IsEmpty ? settled with { Misfits = 1, Candidates = fits }
            : settled with { Misfits = Misfits + 1, Candidates = both };
    }

    private static bool Match(PerPhase<double> step, PerPhase<double> meter)
    {
        var tolerance = Math.Max(Still, 0.2 * PerPhase.Each.Max(phase => Math.Abs(step[phase])));
        return PerPhase.Each.All(phase => Math.Abs(step[phase] - meter[phase]) <= tolerance);
    }

    private static PerPhase<double> Minus(PerPhase<Amperes> a, PerPhase<Amperes> b) => new(a.L1.Value - b.L1.Value, a.L2.Value - b.L2.Value, a.L3.Value - b.L3.Value);

    private static double Distance(PerPhase<Amperes> a, PerPhase<Amperes> b)
    {
        var step = Minus(a, b);
        return Math.Max(Math.Abs(step.L1), Math.Max(Math.Abs(step.L2), Math.Abs(step.L3)));
    }

    /// <summary>The EVSE's and the meter's currents at one moment.</summary>
    private readonly record struct Point(PerPhase<Amperes> Own, PerPhase<Amperes> Meter, Instant At)
    {
        public static Point? Of(PerPhase<Amperes> own, PerPhase<Amperes>? meter, Instant at) => meter is { } shown ? new Point(own, shown, at) : null;
    }
}
