using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Support;

/// <summary>How long vehicles that would charge at once go without any current, by what really flows.</summary>
internal sealed class WaitWatch(SimulatedSite world)
{
    private readonly int[] _waited = new int[world.Site.Evses.Length];

    /// <summary>The longest wait so far.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Looks at every EVSE, <paramref name="seconds"/> after the last time.</summary>
    public void Look(int seconds)
    {
        for (var evse = 0; evse < _waited.Length; evse++)
        {
            var waits = world.VehicleAt(evse) is { AppetiteAmps: >= 1, DrawnAmps: < 1 };
            _waited[evse] = waits ? _waited[evse] + seconds : 0;
            Longest = TimeSpan.FromSeconds(Math.Max(Longest.TotalSeconds, _waited[evse]));
        }
    }
}
