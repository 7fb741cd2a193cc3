using EdgeController.Core.Balancing.Policies;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>One EVSE as the guard sees it during one tick.</summary>
internal struct EvseView
{
    /// <summary>It can be given a lease now.</summary>
    public bool Steerable;

    /// <summary>It draws more than it was told, or does not answer: nothing that it is told frees anything, so it counts in full and takes no part.</summary>
    public bool Adrift;

    /// <summary>Its station's clock is lost while a lease above the fallback is open: nothing that ends can be worded, but the lease can be cleared.</summary>
    public bool Clockless;

    /// <summary>Why it takes no part in the sharing; null when it does.</summary>
    public Reason? Why;

    /// <summary>Phases that its current loads.</summary>
    public Phases Loaded;

    /// <summary>Phases that it may load without loading all three, where a circuit above it limits the unbalance.</summary>
    public Phases Lopsided;

    /// <summary>Held low until it has shown which phases it loads.</summary>
    public bool PhasesUnknown;

    /// <summary>Its way through the capacity rows, by circuit and loaded phases.</summary>
    public int Route;

    /// <summary>What it was told last: the limit of an open lease, else what holds beneath.</summary>
    public double Told;

    /// <summary>What it counts for on each phase that it loads: never less than it may draw.</summary>
    public double Account;

    /// <summary>
    /// What it counts for when others would have to be paused for it: its account without the ramp of one that does not follow, and its
    /// fallback where a station has only not yet said whether it holds one (just started or rebooted). Known only of those that do not share.
    /// </summary>
    public double Evident;

    /// <summary>What it draws above its limit, little enough to count as following it: others must not be given that.</summary>
    public double Overdrawn;

    /// <summary>Measured current on phases that it is not expected to load.</summary>
    public double StrayL1;
    public double StrayL2;
    public double StrayL3;

    public double Minimum;
    public double Maximum;

    /// <summary>What it keeps while admitted and the rows can carry it: its guaranteed current, else <see cref="Minimum"/>.</summary>
    public double Floor;

    /// <summary>What is wished for its session.</summary>
    public Claim Claim;

    public ChargingMode Mode;

    /// <summary>The circuit that its station hangs on.</summary>
    public int Circuit;

    /// <summary>Why its mode gives it nothing now; null where it does.</summary>
    public Reason? Withheld;

    /// <summary>Why <see cref="Maximum"/> is what it is, where its mode says so.</summary>
    public Reason? Capped;

    /// <summary>It was told more than its back end's charging profiles allow: that does not wait.</summary>
    public bool OverCsms;

    /// <summary>Largest increase in one step.</summary>
    public double Ramp;

    /// <summary>Its fair share of this tick.</summary>
    public double Share;

    /// <summary>Row that stopped the share, or <see cref="FairShare.OwnMaximum"/>.</summary>
    public int Binding;

    /// <summary>False where there is no room for its minimum.</summary>
    public bool Admitted;

    /// <summary>It is not raised yet after an outage.</summary>
    public bool Restarts;

    /// <summary>Its vehicle draws nothing though it may, and its station would fall back to nothing: it keeps its minimum only where nobody else could use it.</summary>
    public bool Idle;

    /// <summary>The new limit of this tick; NaN where it keeps what it was told.</summary>
    public double Next;

    public SetpointChange Change;

    /// <summary>It was paused for lack of room, and its pause is not over.</summary>
    public bool Resting;

    /// <summary>Why it was not raised towards its share, and the row without room where that is why.</summary>
    public HeldBy Waits;
    public int WaitsFor;

    /// <summary>It is told 0 for a moment, whatever others could use: to wake it, or before its number of phases changes.</summary>
    public bool Held;

    /// <summary>On how many phases its limit of this tick is, and on how many it would fit better; 0 where its station cannot switch.</summary>
    public int Phases;
    public int PhasesWished;

    /// <summary>Its mode gives it the sun's surplus only, and that carries no minimum on three phases, or not even on one.</summary>
    public bool ShortOnThree;
    public bool ShortOnOne;

    /// <summary>The number of phases changes with the next limit.</summary>
    public bool Switched;

    /// <summary>What it was made from, when, and until when it holds as long as that is the same.</summary>
    public EvseState? State;
    public StationState? StationState;
    public Instant SeenAt;
    public Instant SteadyUntil;

    /// <summary>Account, maximum and floor as they were seen, before the tick that works with them changes them.</summary>
    public (double Account, double Maximum, double Floor) Seen;

    /// <summary>What it draws above its limit while it counts as following it.</summary>
    public double Excess;

    /// <summary>What its vehicle would take, amperes per phase.</summary>
    public double Appetite;

    /// <summary>It draws no more than it was told.</summary>
    public bool Follows;

    /// <summary>Its vehicle draws nothing though it may; it drew nothing when its last turn ended.</summary>
    public bool Sleeps;
    public bool Slept;

    /// <summary>It was held at 0 for lack of room.</summary>
    public bool Paused;

    /// <summary>The setpoint sent last, when it was sent, when its lease ends, when that is to be renewed, and whether its answer is missing.</summary>
    public OpenLease? Last;
    public Instant IssuedAt;
    public Instant EndsAt;
    public Instant RenewAt;
    public bool Unanswered;

    /// <summary>Its station refused the last lease.</summary>
    public bool Refused;

    /// <summary>It takes part in the sharing; else its account is taken off before.</summary>
    public readonly bool Shares => Steerable && !Adrift && !Clockless;

    /// <summary>It takes part in the sharing and its mode lets it.</summary>
    public readonly bool Asks => Shares && Withheld is null;

    /// <summary>It is told a new limit, or the same one again.</summary>
    public void Tell(double limit, SetpointChange change)
    {
        Next = limit > 0 ? Math.Max(RoundDown(limit), Math.Min(limit, Minimum)) : 0;
        Change = change;
    }

    /// <summary>The one place where limits are rounded: down to 0.1 A.</summary>
    public static double RoundDown(double amps) => Math.Floor((amps * 10) + 1e-6) / 10;

    public readonly double Stray(int phase) => phase switch
    {
        0 => StrayL1,
        1 => StrayL2,
        _ => StrayL3,
    };
}
