using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// Vehicles that fall asleep while paused, and do not notice when they may charge again: after a quarter of an hour at nothing the offer is
/// taken away for half a minute and given back, a few times in a session (fault D27). Not for direct current, where 0 ends the session.
/// </summary>
internal static class WakeRule
{
    private static readonly Reason Waking = new(ReasonCode.Waking);

    public static void Judge(EvseState state, Station station, ControlMode mode, GuardOptions options, Instant now, ref EvseView view)
    {
        if (!view.Shares || station.Dc is not null || options.Without.HasFlag(Protections.Waking))
        {
            return;
        }

        var pulsing = state.Wake.PulsedAt is { } at && now - at < options.WakePause;
        var due = mode == ControlMode.Normal && state.Wake.Pulses < MostPulses(state.Wake, station, options) && state.Wake.IdleSince is { } since && now - since >= options.WakeAfter;
        if (pulsing || due)
        {
            (view.Held, view.Withheld) = (true, Waking);
        }
    }

    /// <summary>Who has drawn and stopped by itself is most likely full: it is called once, and not at the price of a station's flash.</summary>
    private static int MostPulses(WakeWatch wake, Station station, GuardOptions options) =>
        !wake.Drew ? options.WakePulses : station.Storage == StorageClass.Flash ? 0 : Math.Min(1, options.WakePulses);
}
