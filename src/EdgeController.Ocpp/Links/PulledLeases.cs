using EdgeController.Core.Balancing;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// What a station may be told that asks for the limit of a Dynamic lease of ours (2.1 K28). An answer makes the lease last its whole duration again, and only the guard
/// renews. So a station that asks is written durations of two thirds of what the guard gave, and is answered as long as a whole duration still ends before that.
/// </summary>
internal sealed class PulledLeases
{
    private const double Share = 2.0 / 3;

    private readonly Dictionary<int, (Setpoint Setpoint, Instant Ends)> _sent = [];
    private readonly Dictionary<int, (Setpoint Setpoint, Instant Ends)> _lower = [];
    private bool _asks;

    /// <summary>The guard has decided; a decrease may be said before it is written.</summary>
    public void Decided(Setpoint setpoint, Instant now)
    {
        _lower.Remove(setpoint.Evse.Number);
        if (setpoint.Change == SetpointChange.Decrease)
        {
            _lower[setpoint.Evse.Number] = (setpoint, now + setpoint.Lease);
        }
    }

    /// <summary>It is on its way to the station, with what is left of its time.</summary>
    public void Sent(Setpoint setpoint, TimeSpan left, Instant now) => _sent[setpoint.Evse.Number] = (setpoint, now + left);

    /// <summary>It is not given: the station refused it, or it was never sent.</summary>
    public void Dropped(Setpoint setpoint)
    {
        var evse = setpoint.Evse.Number;
        if (_sent.TryGetValue(evse, out var sent) && sent.Setpoint.Revision == setpoint.Revision)
        {
            _sent.Remove(evse);
        }

        if (_lower.TryGetValue(evse, out var lower) && lower.Setpoint.Revision == setpoint.Revision)
        {
            _lower.Remove(evse);
        }
    }

    /// <summary>The station has lost what it held.</summary>
    public void Forget()
    {
        _sent.Clear();
        _lower.Clear();
    }

    /// <summary>The duration that is written for a lease of which that much is left.</summary>
    public TimeSpan Duration(Setpoint setpoint, TimeSpan left)
    {
        var shorter = setpoint.Lease * Share;
        return _asks && shorter < left ? shorter : left;
    }

    /// <summary>The station asks for the lease of that EVSE.</summary>
    public void Asked() => _asks = true;

    /// <summary>The value that was decided last, and when what the guard gave for it ends; null where nothing is given.</summary>
    public (Setpoint Setpoint, Instant Ends)? Newest(int evse) =>
        _lower.TryGetValue(evse, out var lower) ? lower : _sent.TryGetValue(evse, out var sent) ? sent : null;
}
