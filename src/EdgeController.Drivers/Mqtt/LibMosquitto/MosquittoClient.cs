using System.Collections.Immutable;
using System.Threading.Channels;
using EdgeController.Core.Units;

namespace EdgeController.Drivers.Mqtt.LibMosquitto;

/// <summary>
/// MQTT over libmosquitto. One thread owns the library's client and makes a new one for each connection; callers leave messages in bounded
/// queues and never wait for the broker.
/// </summary>
public sealed class MosquittoClient : IMqttTransport
{
    /// <summary>Topics that may wait to be taken.</summary>
    private const int Incoming = 4096;

    /// <summary>Messages that may wait to be published.</summary>
    private const int Outgoing = 4096;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly MqttOptions _options;
    private readonly Func<Instant> _clock;
    private readonly WakeSignal _wake = new();
    private readonly MqttOutbox _outbox = new(Outgoing);
    private readonly MqttBackOff _backOff;
    private readonly TakeoverWatch _takeovers = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<MqttLink> _changes = Channel.CreateBounded<MqttLink>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
    private ImmutableArray<string> _filters = [];
    private volatile bool _stopping;
    private volatile MqttLink _link;
    private long _received;
    private long _tooLong;
    private long _published;
    private long _refused;
    private long _connections;

    /// <param name="options">Where the broker is.</param>
    /// <param name="clock">The process's time line.</param>
    /// <param name="chance">For the jitter of the back-off.</param>
    public MosquittoClient(MqttOptions options, Func<Instant> clock, Random? chance = null)
    {
        (_options, _clock) = (options, clock);
        Arrived = new MqttMailbox(Incoming, options.Coalesces);
        _backOff = new MqttBackOff(options.FirstBackOff, options.LongestBackOff, chance ?? new Random());
        _link = new MqttLink(MqttLinkState.Down, clock(), null);
        new Thread(Work) { IsBackground = true, Name = $"mqtt {options.Host}:{options.Port}" }.Start();
    }

    public MqttLink Link => _link;

    public ChannelReader<MqttLink> Changes => _changes.Reader;

    public MqttMailbox Arrived { get; }

    public MqttCounts Counts => new(
        Interlocked.Read(ref _received), Interlocked.Read(ref _tooLong), Arrived.Replaced, Arrived.Dropped,
        Interlocked.Read(ref _published), Interlocked.Read(ref _refused), _outbox.Dropped, Interlocked.Read(ref _connections));

    public void Subscribe(string filter)
    {
        ImmutableInterlocked.Update(ref _filters, (filters, more) => filters.Contains(more) ? filters : filters.Add(more), filter);
        _wake.Set();
    }

    public void Publish(MqttPublication publication)
    {
        _outbox.Put(publication);
        _wake.Set();
    }

    /// <summary>Sends what still waits, for a second at most, and closes the connection in order: the will is not published then.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _wake.Set();
        await _ended.Task;
    }

    private void Work()
    {
        try
        {
            while (!_stopping)
            {
                var (stoodSince, problem, takenOver) = Serve();
                var now = _clock();
                if (stoodSince is { } since)
                {
                    _takeovers.Lost(since, now, takenOver);
                }

                var suspected = _takeovers.IsSuspected(now);
                Tell(new MqttLink(MqttLinkState.Down, now, problem) { TakenOver = suspected, Refused = _link.Refused });
                Pause(suspected ? _options.LongestBackOff : _backOff.Next(stoodSince, now));
            }
        }
        catch (Exception bug)
        {
            Tell(new MqttLink(MqttLinkState.Down, _clock(), $"defect in the MQTT client, which is off until a restart: {bug.GetType().Name}: {bug.Message}"));
        }
        finally
        {
            _changes.Writer.TryComplete();
            _wake.Dispose();
            _ended.TrySetResult();
        }
    }

    private (Instant? StoodSince, string Problem, bool TakenOver) Serve()
    {
        var began = _clock();
        Instant? stood = null;
        var subscribed = 0;
        long published = 0, refused = 0;
        using var session = MosquittoSession.Open(_options, _clock, Receive);
        while (session.Ended is null)
        {
            session.Step(_wake, _outbox.Waiting > 0 && session is { IsUp: true, HasRoom: true } ? TimeSpan.Zero : Beat);
            if (session.IsUp && session.Ended is null)
            {
                if (stood is null)
                {
                    stood = _clock();
                    Interlocked.Increment(ref _connections);
                    Tell(new MqttLink(MqttLinkState.Up, stood.Value, null) { TakenOver = _takeovers.IsSuspected(stood.Value) });
                }

                for (var filters = _filters; subscribed < filters.Length && session.Ended is null; subscribed++)
                {
                    session.Subscribe(filters[subscribed]);
                }

                Send(session);
                Interlocked.Add(ref _published, session.Published - published);
                Interlocked.Add(ref _refused, session.RefusedCount - refused);
                (published, refused) = (session.Published, session.RefusedCount);
                if (session.Refused is { } no && no != _link.Refused)
                {
                    Tell(_link with { Refused = no });
                }
            }
            else if (_clock() - began > _options.ConnectTimeout)
            {
                session.End(FormattableString.Invariant($"{_options.Host}:{_options.Port} did not accept the connection within {_options.ConnectTimeout.TotalSeconds:0.#} s"), politely: false);
            }

            if (_stopping)
            {
                SayGoodbye(session);
            }
        }

        return (stood, session.Ended, session.TakenOver);
    }

    private void Send(MosquittoSession session)
    {
        while (session is { Ended: null, HasRoom: true } && _outbox.TryTake(out var publication))
        {
            session.Publish(publication);
        }
    }

    private void SayGoodbye(MosquittoSession session)
    {
        var until = _clock() + Farewell;
        while (session is { Ended: null, IsUp: true } && (_outbox.Waiting > 0 || !session.IsIdle) && _clock() < until)
        {
            Send(session);
            session.Step(_wake, TimeSpan.FromMilliseconds(20));
        }

        session.End("the controller stops", politely: session.IsUp);
    }

    private void Receive(MqttMessage message)
    {
        Interlocked.Increment(ref _received);
        if (message.IsTooLong)
        {
            Interlocked.Increment(ref _tooLong);
        }

        Arrived.Put(message);
    }

    private void Pause(TimeSpan pause)
    {
        for (var until = _clock() + pause; !_stopping && _clock() < until;)
        {
            _wake.Wait(-1, forWriting: false, until - _clock());
        }
    }

    private void Tell(MqttLink link)
    {
        _link = link;
        _changes.Writer.TryWrite(link);
    }
}
