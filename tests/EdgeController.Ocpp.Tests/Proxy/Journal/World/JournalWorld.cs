using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Proxy.Journal.World;

/// <summary>
/// One station, its controller and its back end in simulated time. The controller is a machine and a disk: it can be stopped before any of
/// its sends and writes, and then only what lies on the disk is left of it.
/// </summary>
internal sealed class JournalWorld
{
    private static readonly TimeSpan Hop = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DiskDelay = TimeSpan.FromMilliseconds(15);

    private readonly PriorityQueue<Action, (Instant At, long Order)> _queue = new();
    private readonly StationLinkOptions _options;
    private readonly Site _site;
    private readonly int _stopBefore;
    private StationLink? _link;
    private long _order;
    private int _lives;
    private int _csmsSocket;
    private bool _csmsOpen;
    private bool _deaf;
    private int _mutedSession = -1;

    /// <param name="version">OCPP version of the station.</param>
    /// <param name="options">Times and bounds of the link.</param>
    /// <param name="rules">What holds while the back end is away.</param>
    /// <param name="stopBefore">The send or write before which the controller is stopped, counted from 0; never where negative.</param>
    public JournalWorld(string version, StationLinkOptions? options = null, OfflineRules? rules = null, int stopBefore = -1)
    {
        _options = (options ?? new StationLinkOptions()) with { WritesProfiles = false };
        _site = TestSite.Of(evses: 2, offline: rules ?? new OfflineRules { AcceptsUnknown = true });
        _stopBefore = stopBefore;
        Station = new ScriptedStation(this, version);
        Csms = new LedgerCsms(this);
        Begin();
        After(TimeSpan.FromSeconds(1), Tick);
    }

    public Instant Now { get; private set; }

    public ScriptedStation Station { get; }

    public LedgerCsms Csms { get; }

    public StationBook Book { get; private set; } = StationBook.Empty;

    /// <summary>Times at which a crash or a broken socket may have swallowed an answer.</summary>
    public List<Instant> Breaks { get; } = [];

    /// <summary>Sends and writes so far.</summary>
    public int Boundaries { get; private set; }

    /// <summary>Every write fails while this is set.</summary>
    public bool DiskBroken { get; set; }

    public LinkCounters? Counters => _link?.Counters;

    public List<GivenUp> GivenUp { get; } = [];

    public bool CsmsIsOpen => _csmsOpen;

    public bool Admits => _link is { RefusesStation: false };

    public void After(TimeSpan delay, Action what) => At(Now + delay, what);

    public void At(Instant when, Action what) => _queue.Enqueue(what, (when, _order++));

    public void RunUntil(Instant end)
    {
        while (_queue.TryPeek(out _, out var due) && due.At < end)
        {
            var what = _queue.Dequeue();
            Now = due.At;
            what();
        }

        Now = end;
    }

    /// <summary>Runs until the station has nothing to say and nothing is kept, at most for so long.</summary>
    public void RunDry(TimeSpan atMost)
    {
        var end = Now + atMost;
        while (Now < end && !(Station.IsDone && Book.Entries.IsEmpty && Csms.IsIdle))
        {
            RunUntil(Now + TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The controller's process ends and a new one begins two seconds later.</summary>
    public void Stop()
    {
        if (_link is null)
        {
            return;
        }

        _link = null;
        _lives++;
        Breaks.Add(Now);
        CutCsms();
        Station.Lost();
        After(TimeSpan.FromSeconds(2), Begin);
    }

    /// <summary>The upstream socket breaks.</summary>
    public void BreakCsms()
    {
        if (_csmsOpen)
        {
            CutCsms();
            Breaks.Add(Now);
            Give(new CsmsClosed("broken"));
        }
    }

    /// <summary>C4: what is sent either way is lost, and only the keep-alive notices, after half a minute.</summary>
    public void HalfOpen()
    {
        if (_csmsOpen)
        {
            var socket = _csmsSocket;
            _deaf = true;
            After(TimeSpan.FromSeconds(30), () =>
            {
                if (socket == _csmsSocket)
                {
                    BreakCsms();
                }
            });
        }
    }

    /// <summary>The station's socket breaks.</summary>
    public void BreakStation()
    {
        if (Station.IsConnected)
        {
            Breaks.Add(Now);
            Station.Lost();
            Give(new StationClosed("broken"));
        }
    }

    /// <summary>What is sent either way between station and controller is lost, and the controller notices only after 20 s.</summary>
    public void MuteStation()
    {
        if (Station.IsConnected)
        {
            var session = _mutedSession = Station.Session;
            After(TimeSpan.FromSeconds(20), () =>
            {
                if (session == Station.Session)
                {
                    BreakStation();
                }
            });
        }
    }

    public void Connect(string version) => Give(new StationOpened(version));

    public void FromStation(byte[] frame)
    {
        var (life, session) = (_lives, Station.Session);
        After(Hop, () =>
        {
            if (life == _lives && session == Station.Session && session != _mutedSession)
            {
                Give(new StationMessage(frame));
            }
        });
    }

    /// <summary>A frame of the back end, after a while, if the socket still stands then.</summary>
    public void FromCsms(byte[] frame, TimeSpan delay, Action arrived)
    {
        var socket = _csmsSocket;
        After(delay, () =>
        {
            if (socket == _csmsSocket && _csmsOpen && !_deaf)
            {
                arrived();
                Give(new CsmsMessage(frame));
            }
        });
    }

    private void Begin() => _link = new StationLink(
        _site.Stations[0], _site, _options, MessageIdSource.Seeded(new Random(_lives)), new Random(_lives + 7), now => LinkRig.Epoch + now.SinceStart, new StationKept(Book));

    private void Tick()
    {
        Give(new Elapsed());
        After(TimeSpan.FromSeconds(1), Tick);
    }

    private void Give(LinkInput input)
    {
        if (_link is not { } link)
        {
            return;
        }

        var outputs = new List<LinkOutput>();
        link.Step(input, Now, outputs);
        foreach (var output in outputs)
        {
            if (output is WriteJournal or ToStation or ToCsms && StopsHere())
            {
                return;
            }

            Perform(output);
        }
    }

    private bool StopsHere()
    {
        if (Boundaries++ != _stopBefore)
        {
            return false;
        }

        Stop();
        return true;
    }

    private void Perform(LinkOutput output)
    {
        switch (output)
        {
            case ToStation message:
                var session = Station.Session;
                After(Hop, () =>
                {
                    if (session != _mutedSession)
                    {
                        Station.Receive(message.Utf8, session);
                    }
                });
                break;
            case CloseStation:
                Breaks.Add(Now);
                Station.Lost();
                break;
            case ToCsms message:
                var socket = _csmsSocket;
                After(Hop, () =>
                {
                    if (socket == _csmsSocket && _csmsOpen && !_deaf)
                    {
                        Csms.Receive(message.Utf8);
                    }
                });
                break;
            case OpenCsms:
                Dial();
                break;
            case CloseCsms:
                Breaks.Add(Now);
                CutCsms();
                break;
            case WriteJournal write:
                Write(write);
                break;
            case GivenUp lost:
                GivenUp.Add(lost);
                break;
        }
    }

    private void Write(WriteJournal write)
    {
        var life = _lives;
        After(DiskDelay, () =>
        {
            if (life != _lives || StopsHere())
            {
                return;
            }

            if (DiskBroken)
            {
                Give(new JournalFailed(write.Ticket, "the disk is full"));
                return;
            }

            Book = Book.With(write.Change);
            if (!StopsHere())
            {
                Give(new JournalWritten(write.Ticket));
            }
        });
    }

    private void Dial()
    {
        var socket = ++_csmsSocket;
        After(TimeSpan.FromMilliseconds(50), () =>
        {
            if (socket != _csmsSocket)
            {
                return;
            }

            Assert.False(_csmsOpen, "a second upstream socket was opened beside the first");
            _csmsOpen = Csms.IsThere;
            Give(Csms.IsThere ? new CsmsOpened() : new CsmsClosed("no route"));
        });
    }

    private void CutCsms()
    {
        _csmsSocket++;
        (_csmsOpen, _deaf) = (false, false);
        Csms.Lost();
    }
}
