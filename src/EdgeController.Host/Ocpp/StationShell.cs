using System.Net.WebSockets;
using System.Threading.Channels;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>
/// The thin shell around one station's <see cref="StationLink"/>: owns its two sockets, feeds the machine one input at a time and
/// performs what it puts out.
/// </summary>
internal sealed partial class StationShell : IAsyncDisposable
{
    private const int UnreadMessages = 32;

    private readonly Station _station;
    private readonly StationLink _link;
    private readonly SiteClock _clock;
    private readonly SiteInbox _inbox;
    private readonly CsmsDialer? _dialer;
    private readonly ILogger _log;
    private readonly NetworkOptions _network;

    /// <summary>By code, so that a peer that provokes one kind of line cannot drown the others.</summary>
    private readonly TokenBucket[] _noticeLines;

    /// <summary>Full means that the link is behind: sockets wait (their peers feel it), setpoints are reported as not sent.</summary>
    private readonly Channel<Func<IEnumerable<LinkInput>>> _inputs = Channel.CreateBounded<Func<IEnumerable<LinkInput>>>(
        new BoundedChannelOptions(512) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    /// <summary>Messages of either socket that the machine has not taken: few, so that setpoints always find room among the inputs.</summary>
    private readonly SemaphoreSlim _unread = new(UnreadMessages);

    private readonly List<LinkOutput> _outputs = [];
    private readonly List<Task> _background = [];
    private OcppSocket? _stationSocket;
    private OcppSocket? _csmsSocket;
    private CancellationTokenSource? _csmsStop;
    private long _csmsGeneration;
    private string? _authorization;
    private bool _stopping;
    private volatile bool _csmsOpen;

    public StationShell(Station station, StationLink link, SiteClock clock, SiteInbox inbox, CsmsDialer? dialer, ILogger log, NetworkOptions? network = null)
    {
        _network = network ?? new NetworkOptions();
        Seat = new StationSeat(_network.ProbeTimeout);
        _noticeLines = [.. Enum.GetValues<NoticeCode>().Select(_ => new TokenBucket(_network.NoticeLines, clock.TimeProvider))];
        (_station, _link, _clock, _inbox, _dialer, _log) = (station, link, clock, inbox, dialer, log);
    }

    public Station Station => _station;

    /// <summary>The one connection that the station may have; taken before <see cref="ServeAsync"/>.</summary>
    public StationSeat Seat { get; }

    /// <summary>True while new connections of this station are turned away because its back end cannot take its transactions.</summary>
    public bool Refuses => _link.RefusesStation;

    /// <summary>True while the leg to the back end is open.</summary>
    public bool CsmsOpen => _csmsOpen;

    /// <summary>Feeds the machine until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var inputs in _inputs.Reader.ReadAllAsync(cancellationToken))
            {
                await TakeAsync(inputs, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The owner stops us and disposes us next.
        }
    }

    /// <summary>Tells the machine to close both legs for good; <see cref="ServeAsync"/> returns when the station has answered the close.</summary>
    public ValueTask ShutDownAsync(CancellationToken cancellationToken) => PostAsync(
        () =>
        {
            _stopping = true;
            return [new ShutDown()];
        },
        cancellationToken);

    /// <summary>A second has passed.</summary>
    public void Elapse() => _inputs.Writer.TryWrite(static () => [new Elapsed()]);

    /// <summary>Hands a setpoint to the machine; false where the link is too far behind to take it.</summary>
    public bool TryApply(Setpoint setpoint) => _inputs.Writer.TryWrite(() => [new ApplySetpoint(setpoint)]);

    /// <summary>Serves one connection of the station until it is gone.</summary>
    public async Task ServeAsync(WebSocket webSocket, string version, string? authorization, CancellationToken cancellationToken, WatchedStream? wire = null)
    {
        await using var socket = new OcppSocket(webSocket, _network.Socket, _clock.TimeProvider, wire);
        await PostAsync(() => Adopt(socket, version, authorization), cancellationToken);
        string reason;
        while (true)
        {
            var received = await socket.ReceiveAsync(cancellationToken);
            if (received.Closed is { } closed)
            {
                reason = received.Detail is { Length: > 0 } detail ? $"{closed}: {detail}" : closed.ToString();
                break;
            }

            await PostMessageAsync(() => ReferenceEquals(_stationSocket, socket) ? [new StationMessage(received.Message)] : [], cancellationToken);
        }

        await PostAsync(() => Lose(socket, reason), CancellationToken.None);
        await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, reason);
    }

    /// <summary>Ends what is left of both legs; call after <see cref="RunAsync"/> has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        _inputs.Writer.TryComplete();
        if (_csmsStop is { } stop)
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(_background);
        _csmsStop?.Dispose();
    }

    private async ValueTask PostAsync(Func<IEnumerable<LinkInput>> inputs, CancellationToken cancellationToken)
    {
        try
        {
            await _inputs.Writer.WriteAsync(inputs, cancellationToken);
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            // The shell stops; nobody is left to tell.
        }
    }

    private async ValueTask PostMessageAsync(Func<IEnumerable<LinkInput>> message, CancellationToken cancellationToken)
    {
        try
        {
            await _unread.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return; // The next receive ends the same way.
        }

        await PostAsync(
            () =>
            {
                _unread.Release();
                return message();
            },
            cancellationToken);
    }

    private IEnumerable<LinkInput> Adopt(OcppSocket socket, string version, string? authorization)
    {
        if (_stationSocket is { } old)
        {
            Background(old.CloseAsync(WebSocketCloseStatus.PolicyViolation, "replaced by a new connection"));
            _stationSocket = null;
            yield return new StationClosed("replaced by a new connection");
        }

        _stationSocket = socket;
        _authorization = authorization;
        StationIsHere(_log, _station.Id.Value, version);
        yield return new StationOpened(version);
    }

    private IEnumerable<LinkInput> Lose(OcppSocket socket, string reason)
    {
        if (ReferenceEquals(_stationSocket, socket))
        {
            _stationSocket = null;
            reason = PlainText.Of(reason);
            StationIsGone(_log, _stopping ? LogLevel.Information : LogLevel.Warning, _station.Id.Value, reason);
            yield return new StationClosed(reason);
        }
    }

    /// <summary>A defect in one station's machine costs that station its connection, not the site its controller.</summary>
    private async ValueTask TakeAsync(Func<IEnumerable<LinkInput>> inputs, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var input in inputs())
            {
                await StepAsync(input, cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LinkFailed(_log, e, _station.Id.Value);
            if (_stationSocket is { } socket)
            {
                _stationSocket = null;
                Background(socket.CloseAsync(WebSocketCloseStatus.InternalServerError, "internal error"));
            }

            await StepAsync(new StationClosed("internal error"), cancellationToken);
        }
    }

    private async ValueTask StepAsync(LinkInput input, CancellationToken cancellationToken)
    {
        _outputs.Clear();
        _link.Step(input, _clock.Now, _outputs);
        foreach (var output in _outputs)
        {
            switch (output)
            {
                case ToStation message:
                    if (_stationSocket is { } station && !station.TrySend(message.Utf8))
                    {
                        Background(station.CloseAsync(WebSocketCloseStatus.PolicyViolation, "send queue full"));
                    }

                    break;
                case ToCsms message:
                    if (_csmsSocket is { } csms && !csms.TrySend(message.Utf8))
                    {
                        Background(csms.CloseAsync(WebSocketCloseStatus.PolicyViolation, "send queue full"));
                    }

                    break;
                case CloseStation close:
                    if (_stationSocket is { } closing)
                    {
                        // The machine is done with this socket: nothing that still comes from it counts.
                        _stationSocket = null;
                        Background(closing.CloseAsync((WebSocketCloseStatus)close.Code, close.Reason));
                    }

                    break;
                case OpenCsms open:
                    Dial(open.Version);
                    break;
                case CloseCsms close:
                    await HangUpAsync(close.Reason);
                    break;
                case Report report:
                    await _inbox.PostAsync(report.Event, cancellationToken);
                    break;
                case Notice notice:
                    if (_noticeLines[(int)notice.Code].TryTake())
                    {
                        LinkNotice(_log, _station.Id.Value, notice.Code, PlainText.Of(notice.Text));
                    }

                    break;
            }
        }
    }

    private void Dial(string version)
    {
        if (_dialer is null)
        {
            return;
        }

        _csmsStop?.Dispose();
        _csmsStop = new CancellationTokenSource();
        Background(ConverseAsync(_dialer, version, _authorization, ++_csmsGeneration, _csmsStop.Token));
    }

    private async Task HangUpAsync(string reason)
    {
        _csmsGeneration++;
        _csmsOpen = false;
        if (_csmsSocket is { } socket)
        {
            _csmsSocket = null;
            Background(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, reason));
        }
        else if (_csmsStop is { } stop)
        {
            await stop.CancelAsync();
        }
    }

    /// <summary>One life of the leg to the back end: connect, read until it ends, tell the machine. Late words of an old life are dropped.</summary>
    private async Task ConverseAsync(CsmsDialer dialer, string version, string? authorization, long generation, CancellationToken cancellationToken)
    {
        var reason = "closed";
        try
        {
            var (webSocket, problem) = await dialer.ConnectAsync(_station.Id, version, authorization, cancellationToken);
            if (webSocket is null)
            {
                reason = problem ?? "no connection";
                return;
            }

            await using var socket = new OcppSocket(webSocket, _network.Socket, _clock.TimeProvider);
            await PostAsync(() => Reach(socket, generation), CancellationToken.None);
            while (true)
            {
                var received = await socket.ReceiveAsync(cancellationToken);
                if (received.Closed is { } closed)
                {
                    reason = received.Detail is { Length: > 0 } detail ? $"{closed}: {detail}" : closed.ToString();
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done");
                    return;
                }

                await PostMessageAsync(() => generation == _csmsGeneration ? [new CsmsMessage(received.Message)] : [], cancellationToken);
            }
        }
        finally
        {
            await PostAsync(() => Miss(generation, reason), CancellationToken.None);
        }
    }

    private IEnumerable<LinkInput> Reach(OcppSocket socket, long generation)
    {
        if (generation != _csmsGeneration)
        {
            Background(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "no longer wanted"));
            yield break;
        }

        _csmsSocket = socket;
        _csmsOpen = true;
        yield return new CsmsOpened();
    }

    private IEnumerable<LinkInput> Miss(long generation, string reason)
    {
        if (generation == _csmsGeneration)
        {
            _csmsSocket = null;
            _csmsOpen = false;
            yield return new CsmsClosed(reason);
        }
    }

    private void Background(Task task)
    {
        _background.RemoveAll(done => done.IsCompletedSuccessfully);
        _background.Add(task);
    }

    [LoggerMessage(1001, LogLevel.Information, "station {Station} connected, ocpp{Version}")]
    private static partial void StationIsHere(ILogger log, string station, string version);

    [LoggerMessage(EventId = 1002, Message = "station {Station} disconnected: {Reason}")]
    private static partial void StationIsGone(ILogger log, LogLevel level, string station, string reason);

    [LoggerMessage(1004, LogLevel.Error, "station {Station}: defect in its link, its connections are closed")]
    private static partial void LinkFailed(ILogger log, Exception exception, string station);

    [LoggerMessage(1003, LogLevel.Information, "station {Station}: {Code}: {Text}")]
    private static partial void LinkNotice(ILogger log, string station, NoticeCode code, string text);
}
