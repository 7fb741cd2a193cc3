using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// Where an EVSE stands in the order of admission: those with a guaranteed current; those whose turn has just begun; those that have waited
/// too long, longest first; then by priority, by the policy's rank, those in their turn before others, who has received less over the last days, who came first.
/// </summary>
internal readonly record struct Standing(int Class, int Priority, double Rank, bool InTurn, double Received, long Arrived)
{
    private const double Last = 1e9;

    /// <summary>So long a vehicle that slept at the end of its last turn is given to show that it is awake.</summary>
    private static readonly TimeSpan Asked = TimeSpan.FromMinutes(2);

    /// <summary>Its vehicle is full or asleep: it drew nothing for a whole turn, or when its last turn ended. Until it has waited too long others come first.</summary>
    public bool Idle { get; init; }

    /// <summary>Turns that began together do not end together: a swap leaves its current unused for some seconds.</summary>
    private static readonly TimeSpan Stagger = TimeSpan.FromSeconds(20);

    public static Standing Of(int evse, in EvseView view, EvseState state, (double Rank, double Hold) rank, bool canStart, GuardOptions options, Instant now)
    {
        var arrived = view.Claim.Arrived;
        var charges = view.Told > 0;
        if (options.Without.HasFlag(Protections.Rotation))
        {
            return new Standing(charges ? 1 : 3, view.Claim.Priority.Value, rank.Rank, charges, 0, arrived.SinceStart.Ticks);
        }

        var since = charges ? state.Turn.Since ?? arrived : state.PausedSince ?? arrived;
        var lasts = now - since;
        var least = state.Turn.Slept && state.Sleeps ? Asked : options.MinimumOn;
        var sleeps = charges ? state.Sleeps && lasts >= least : state.Turn.Slept;
        var spread = Stagger * (evse % 6);
        var unseen = !state.Demand.PhasesLearned && !state.Turn.Slept && view.Loaded.Count() > 1;
        var waits = !charges && canStart && lasts >= (unseen ? options.FirstLook : options.LongestWait);
        var order = view.Floor > view.Minimum ? 0
            : charges && (lasts < least + spread || !canStart) ? 1
            : waits ? 2
            : charges || canStart ? 3
            : 4;
        var inTurn = charges && !sleeps && lasts < options.Turn + spread;
        return new Standing(
            order,
            waits ? 0 : view.Claim.Priority.Value,
            waits ? since.SinceStart.TotalSeconds : inTurn ? rank.Rank - rank.Hold : rank.Rank,
            inTurn,
            state.Received.At(now).Value - (charges ? options.TurnHysteresis.Value : 0) + (sleeps ? Last : 0),
            arrived.SinceStart.Ticks)
        {
            // Who has not drawn since it was offered current may only have slept in: it is called first.
            Idle = sleeps && !waits && view.Floor <= view.Minimum && (!charges || state.Turn.Slept || state.Wake.Drew || state.Wake.Pulses > 0),
        };
    }

    /// <summary>False where <see cref="Idle"/> is certainly not set, known without the rest.</summary>
    public static bool MayBeIdle(in EvseView view) => view.Told > 0 ? view.Sleeps : view.Slept;

    /// <summary>Negative where a comes before b; 0 only where nothing tells them apart.</summary>
    public static int Compare(in Standing a, in Standing b) =>
        a.Class != b.Class ? a.Class - b.Class
        : a.Priority != b.Priority ? b.Priority - a.Priority
        : a.Rank != b.Rank ? (a.Rank < b.Rank ? -1 : 1)
        : a.InTurn != b.InTurn ? (a.InTurn ? -1 : 1)
        : a.Received != b.Received ? (a.Received < b.Received ? -1 : 1)
        : a.Arrived.CompareTo(b.Arrived);
}
