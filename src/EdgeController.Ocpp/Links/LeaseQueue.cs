using EdgeController.Core.Balancing;

namespace EdgeController.Ocpp.Links;

/// <summary>Setpoints that wait for the station: at most one per EVSE, the newest.</summary>
internal sealed class LeaseQueue
{
    private readonly List<(Setpoint Setpoint, bool Urgent)> _waiting = [];

    public bool HasUrgent => First(urgent: true) >= 0;

    /// <summary>Adds the setpoint; gives back the one that it replaces.</summary>
    public Setpoint? Put(Setpoint setpoint)
    {
        var urgent = setpoint.Change == SetpointChange.Decrease;
        var place = _waiting.FindIndex(entry => entry.Setpoint.Evse == setpoint.Evse);
        if (place < 0)
        {
            _waiting.Add((setpoint, urgent));
            return null;
        }

        // What replaces a decrease that never left is still below what the station holds, as far as anyone knows.
        var replaced = _waiting[place];
        _waiting[place] = (setpoint, urgent || replaced.Urgent);
        return replaced.Setpoint;
    }

    /// <summary>Puts one that was taken back to the front; false where a newer one waits for its EVSE.</summary>
    public bool PutBack(Setpoint setpoint)
    {
        if (_waiting.Exists(entry => entry.Setpoint.Evse == setpoint.Evse))
        {
            return false;
        }

        _waiting.Insert(0, (setpoint, setpoint.Change == SetpointChange.Decrease));
        return true;
    }

    /// <summary>The longest waiting one of that urgency.</summary>
    public Setpoint? Take(bool urgent)
    {
        var place = First(urgent);
        if (place < 0)
        {
            return null;
        }

        var setpoint = _waiting[place].Setpoint;
        _waiting.RemoveAt(place);
        return setpoint;
    }

    private int First(bool urgent)
    {
        for (var place = 0; place < _waiting.Count; place++)
        {
            if (_waiting[place].Urgent == urgent)
            {
                return place;
            }
        }

        return -1;
    }
}
