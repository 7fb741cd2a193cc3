using System.Text;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Own;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>The controller's own connections to its back ends in simulated time, one life of the process after the other.</summary>
internal sealed class SimulatedIdentities
{
    private readonly One[] _all;

    public SimulatedIdentities(SimulatedRun run, Site site, SimulationOptions options, EventQueue queue, SimulatedDisk disk)
    {
        var random = new SeededRandom(options.Seed).Fork("own");
        _all = [.. site.BackEnds.Where(backEnd => backEnd.Identity is not null).Select(backEnd => new One(run, site, options, queue, disk, random, backEnd))];
    }

    /// <summary>A new process begins.</summary>
    public void Start() => Array.ForEach(_all, one => one.Start());

    /// <summary>The process is gone.</summary>
    public void Kill() => Array.ForEach(_all, one => one.Kill());

    /// <summary>All connections break.</summary>
    public void Break() => Array.ForEach(_all, one => one.Break());

    /// <summary>A second has passed.</summary>
    public void Elapse(SiteSnapshot? snapshot)
    {
        foreach (var one in _all)
        {
            one.Step(snapshot is null ? new Elapsed() : new SiteSeen(snapshot));
        }
    }

    /// <summary>The back end calls the controller itself.</summary>
    public void Call(string backEnd, string action, string payload) => Array.Find(_all, one => one.Name == backEnd)!.Call(action, payload);

    private sealed class One(SimulatedRun run, Site site, SimulationOptions options, EventQueue queue, SimulatedDisk disk, SeededRandom random, CsmsBackEnd backEnd)
    {
        private readonly StationId _id = backEnd.Identity!.Id;
        private readonly StationSocket _socket = new(queue, random);
        private readonly List<LinkOutput> _outputs = [];
        private OwnLink? _link;

        public string Name => backEnd.Name;

        public void Start()
        {
            var epoch = options.Scenario.Epoch;
            _link = new OwnLink(
                backEnd, site, options.Link, MessageIdSource.Seeded(new Random(random.Below(int.MaxValue))), new Random(random.Below(int.MaxValue)), now => epoch + now.SinceStart, disk.Left(_id).Profiles);
            Step(new Elapsed());
        }

        public void Kill()
        {
            _link = null;
            _socket.Break();
        }

        public void Break()
        {
            _socket.CutCsms();
            Step(new CsmsClosed("connection reset"));
        }

        public void Call(string action, string payload) => _socket.FromCsms.Send(() => Step(new CsmsMessage(run.Csms.Call(_id.Value, action, Encoding.UTF8.GetBytes(payload), queue.Now))));

        public void Step(LinkInput input)
        {
            _outputs.Clear();
            _link?.Step(input, queue.Now, _outputs);
            foreach (var output in _outputs)
            {
                switch (output)
                {
                    case Report report:
                        queue.At(queue.Now, () => run.Tell(report.Event));
                        break;
                    case KeepProfiles keep:
                        disk.Write(keep);
                        break;
                    case ToCsms message:
                        _socket.ToCsms.Send(() => Receive(message.Utf8));
                        break;
                    case OpenCsms:
                        _socket.ToCsms.Send(() => Step(run.CsmsAway ? new CsmsClosed("no route") : new CsmsOpened()));
                        break;
                    case CloseCsms:
                        _socket.CutCsms();
                        break;
                }
            }
        }

        private void Receive(ReadOnlyMemory<byte> frame)
        {
            if (!run.CsmsAway && run.Csms.Receive(_id.Value, frame, queue.Now) is { } answer)
            {
                _socket.FromCsms.Send(() => Step(new CsmsMessage(answer)));
            }
        }
    }
}
