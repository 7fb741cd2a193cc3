using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Support;

/// <summary>How long vehicles that would charge at once go without any current, by what really flows.</summary>
internal sealed class WaitWatch(SimulatedSite world)
{
    private readonly int[] _waited = new int[world.Site.Evses.Length];

    private int _looked;

    /// <summary>The longest wait so far.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Who waited that long, and until when.</summary>
    public string Who { get; private set; } = string.Empty;

    /// <summary>Looks at every EVSE, <paramref name="seconds"/> after the last time.</summary>
    public void Look(int seconds)
    {
        _looked += seconds;
        for (var evse = 0; evse < _waited.Length; evse++)
        {
            var waits = world.VehicleAt(evse) is { AppetiteAmps: >= 1, DrawnAmps: < 1 };
            _waited[evse] = waits ? _waited[evse] + seconds : 0;
            if (_waited[evse] > Longest.TotalSeconds)
            {
                (Longest, Who) = (TimeSpan.FromSeconds(_waited[evse]), $"{world.Site.Evses[evse].Id} from {TimeSpan.FromSeconds(_looked - _waited[evse])} of the run");
            }
        }
    }
}
