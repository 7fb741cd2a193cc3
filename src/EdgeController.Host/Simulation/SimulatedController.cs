using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>
/// One life of the controller's machines in simulated time: the site controller and a link for each station, fed by the event queue.
/// When it is killed nothing of it is left but what the stations hold and what lies on its disk.
/// </summary>
internal sealed class SimulatedController : ISetpointSink
{
    private static readonly Elapsed Second = new();

    private readonly EventQueue _queue;
    private readonly StationLink[] _links;
    private readonly Dictionary<StationId, int> _stations;
    private readonly List<LinkOutput> _outputs = [];
    private readonly Action<int, LinkOutput> _perform;

    public SimulatedController(
        Site site,
        GuardOptions guard,
        EventQueue queue,
        SeededRandom random,
        DateTimeOffset epoch,
        SiteMemory? memory,
        LossBook losses,
        SimulatedDisk disk,
        StationLinkOptions link,
        Action<int, LinkOutput> perform,
        IResourceSink? resources = null)
    {
        _queue = queue;
        _perform = perform;
        _stations = site.Stations.ToDictionary(station => station.Id, station => station.Index);
        var options = link with { WritesProfiles = link.WritesProfiles && !guard.Without.HasFlag(Protections.Guard) };
        _links = [.. site.Stations.Select(station => new StationLink(station, site, options, () => Id(random), new Random(random.Below(int.MaxValue)), now => epoch + now.SinceStart, disk.Left(station.Id)))];
        Site = new SiteController(site, guard, this, memory is null ? null : initial => memory.Restore(initial, queue.Now, epoch + queue.Now.SinceStart, guard.LongestLease, guard.LargestStep), losses, resources);
    }

    public SiteController Site { get; }

    /// <summary>Sees each setpoint that goes to a station.</summary>
    public Action<Instant, Setpoint>? OnSetpoint { get; init; }

    public bool Refuses(int station) => _links[station].RefusesStation;

    public void Handle(SiteEvent what) => Site.Handle(what);

    /// <summary>One tick, at what the controller's wall clock shows.</summary>
    public void Tick(DateTimeOffset wall)
    {
        Site.TellTime(_queue.Now, wall);
        Site.Tick(_queue.Now);
    }

    public void ElapseAll()
    {
        for (var station = 0; station < _links.Length; station++)
        {
            Step(station, Second);
        }
    }

    public void Step(int station, LinkInput input)
    {
        var first = _outputs.Count;
        _links[station].Step(input, _queue.Now, _outputs);
        for (var i = first; i < _outputs.Count; i++)
        {
            if (_outputs[i] is Report report)
            {
                _queue.At(_queue.Now, () => Handle(report.Event));
            }
            else
            {
                _perform(station, _outputs[i]);
            }
        }

        _outputs.RemoveRange(first, _outputs.Count - first);
    }

    public void Apply(Setpoint setpoint, Instant now)
    {
        OnSetpoint?.Invoke(now, setpoint);
        Step(_stations[setpoint.Evse.Station], new ApplySetpoint(setpoint));
    }

    private static string Id(SeededRandom random) => $"{(uint)random.Below(int.MaxValue):x8}{(uint)random.Below(int.MaxValue):x8}{(uint)random.Below(int.MaxValue):x8}";
}
