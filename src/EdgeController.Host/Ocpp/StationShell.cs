using System.Net.WebSockets;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>
/// The thin shell around one station's <see cref="StationLink"/>: owns its two sockets, feeds the machine one input at a time and
/// performs what it puts out.
/// </summary>
internal sealed partial class StationShell : IAsyncDisposable
{
    private static readonly Elapsed Second = new();

    private readonly Station _station;
    private readonly SiteClock _clock;
    private readonly SiteInbox _inbox;
    private readonly CsmsLeg _csms;
    private readonly JournalPump _journal;
    private readonly ILogger _log;
    private readonly NetworkOptions _network;

    /// <summary>By code, so that a peer that provokes one kind of line cannot drown the others.</summary>
    private readonly TokenBucket[] _noticeLines;

    private readonly ShellQueue _turns = new();
    private readonly List<LinkOutput> _outputs = [];
    private readonly Errands _errands = new();
    private StationLink _link;
    private OcppSocket? _stationSocket;
    private string? _authorization;
    private OcppSocket? _live;
    private bool _stopping;

    /// <summary>A step since the last second has left the link calm: it needs no other to see that time passes.</summary>
    private volatile bool _calm;
    private KeepProfiles? _unkept;

    public StationShell(
        Station station, StationLink link, SiteClock clock, SiteInbox inbox, CsmsDialer? dialer, ILogger log, NetworkOptions? network = null, ITransactionJournal? journal = null)
    {
        _network = network ?? new NetworkOptions();
        Seat = new StationSeat(_network.ProbeTimeout);
        _noticeLines = [.. Enum.GetValues<NoticeCode>().Select(_ => new TokenBucket(_network.NoticeLines, clock.TimeProvider))];
        (_station, _link, _clock, _inbox, _log) = (station, link, clock, inbox, log);
        _journal = new JournalPump(station.Id, journal, _turns, log);
        _csms = new CsmsLeg(station.Id, dialer, _turns, _network.Socket, clock.TimeProvider);
    }

    public Station Station => _station;

    /// <summary>Where the back end's charging profiles are kept; null where nothing is.</summary>
    public IProfileStore? Profiles { get; init; }

    /// <summary>What the journal keeps of the station, where that could not be read at the start; null where it was.</summary>
    public LateBook? Late { get; set; }

    /// <summary>The one connection that the station may have; taken before <see cref="ServeAsync"/>.</summary>
    public StationSeat Seat { get; }

    /// <summary>True while new connections of this station are turned away because its back end cannot take its transactions.</summary>
    public bool Refuses => _link.RefusesStation;

    /// <summary>True while the leg to the back end is open.</summary>
    public bool CsmsOpen => _csms.IsOpen;

    /// <summary>Feeds the machine until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var end = cancellationToken.UnsafeRegister(static turns => ((ShellQueue)turns!).Complete(), _turns);
        try
        {
            await foreach (var turn in _turns.ReadAllAsync())
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                _turns.Taken(turn);
                await TakeAsync(turn, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The owner stops us and disposes us next.
        }
    }

    /// <summary>Tells the machine to close both legs for good; <see cref="ServeAsync"/> returns when the station has answered the close.</summary>
    public ValueTask ShutDownAsync(CancellationToken cancellationToken) => _turns.PostAsync(
        () =>
        {
            _stopping = true;
            return [new ShutDown()];
        },
        cancellationToken);

    /// <summary>A second has passed.</summary>
    public void Elapse()
    {
        Volatile.Read(ref _live)?.Elapse();
        _csms.Elapse();
        if (_calm)
        {
            _calm = false;
            return;
        }

        _turns.TryPost(Second);
    }

    /// <summary>Hands a setpoint to the machine; false where the link is too far behind to take it.</summary>
    public bool TryApply(Setpoint setpoint) => _turns.TryPost(new ApplySetpoint(setpoint));

    /// <summary>Serves one connection of the station until it is gone.</summary>
    public async Task ServeAsync(WebSocket webSocket, string version, string? authorization, CancellationToken cancellationToken, WatchedStream? wire = null)
    {
        await using var socket = new OcppSocket(webSocket, _network.Socket, _clock.TimeProvider, wire);
        Volatile.Write(ref _live, socket);
        await _turns.PostAsync(() => Adopt(socket, version, authorization), cancellationToken);
        SocketReceive received;
        while ((received = await socket.ReceiveAsync(cancellationToken)).Closed is null)
        {
            await _turns.PostMessageAsync(socket, new StationMessage(received.Message), cancellationToken);
        }

        Interlocked.CompareExchange(ref _live, null, socket);
        await _turns.PostAsync(() => Lose(socket, received.Reason), CancellationToken.None);
        await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, received.Reason);
    }

    /// <summary>Ends what is left of both legs; call after <see cref="RunAsync"/> has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        _turns.Complete();
        await _csms.DisposeAsync();
        await _journal.EndAsync();
        await _errands.AllAsync();
        _turns.Dispose();
    }

    private IEnumerable<LinkInput> Adopt(OcppSocket socket, string version, string? authorization)
    {
        if (_stationSocket is { } old)
        {
            _errands.Add(old.CloseAsync(WebSocketCloseStatus.PolicyViolation, "replaced by a new connection"));
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
    private async ValueTask TakeAsync(ShellTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            if (turn.From is { } socket && !ReferenceEquals(_stationSocket, socket) && !_csms.Is(socket))
            {
                return;
            }

            if (turn.Input is { } single)
            {
                await StepAsync(single, cancellationToken);
                return;
            }

            foreach (var input in turn.Make!())
            {
                await StepAsync(input, cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LinkFailed(_log, e, _station.Id.Value);
            if (_stationSocket is { } station)
            {
                _stationSocket = null;
                _errands.Add(station.CloseAsync(WebSocketCloseStatus.InternalServerError, "internal error"));
            }

            await StepAsync(new StationClosed("internal error"), cancellationToken);
        }
    }

    private async ValueTask StepAsync(LinkInput input, CancellationToken cancellationToken)
    {
        _outputs.Clear();
        _link.Step(input, _clock.Now, _outputs);
        var second = ReferenceEquals(input, Second);
        if (_unkept is { } again && second)
        {
            Keep(again);
        }

        _calm = !second && _unkept is null && Late is null && _link.IsCalm;
        if (Late is { } late && second && late.IsDue(_clock.Now))
        {
            _errands.Add(ReadLateAsync(late));
        }

        foreach (var output in _outputs)
        {
            switch (output)
            {
                case ToStation message:
                    if (_stationSocket is { } station && !station.TrySend(message.Utf8))
                    {
                        _errands.Add(station.CloseAsync(WebSocketCloseStatus.PolicyViolation, "send queue full"));
                    }

                    break;
                case ToCsms message:
                    _csms.Send(message.Utf8);
                    break;
                case Report report:
                    await _inbox.PostAsync(report.Event, cancellationToken);
                    break;
                case CloseStation close:
                    if (_stationSocket is { } closing)
                    {
                        // The machine is done with this socket: nothing that still comes from it counts.
                        _stationSocket = null;
                        _errands.Add(closing.CloseAsync((WebSocketCloseStatus)close.Code, close.Reason));
                    }

                    break;
                case OpenCsms open:
                    _csms.Dial(open.Version, _authorization);
                    break;
                case CloseCsms close:
                    await _csms.HangUpAsync(close.Reason);
                    break;
                case KeepProfiles keep:
                    Keep(keep);
                    break;
                case WriteJournal write:
                    _journal.Write(write);
                    break;
                case GivenUp lost:
                    var frame = PlainText.Whole(lost.Entry.Frame.Span);
                    MessageGivenUp(_log, _station.Id.Value, PlainText.Of(lost.Why), lost.Entry.At, frame);
                    break;
                case Notice notice:
                    if (_noticeLines[(int)notice.Code].TryTake())
                    {
                        var text = PlainText.Of(notice.Text);
                        LinkNotice(_log, IsTrouble(notice.Code) ? LogLevel.Warning : LogLevel.Information, _station.Id.Value, notice.Code, text);
                    }

                    break;
            }
        }
    }

    private async Task ReadLateAsync(LateBook late)
    {
        if (await late.TryReadAsync() is { } book)
        {
            await _turns.PostAsync(() => BeginAnew(late, book), CancellationToken.None);
        }
    }

    /// <summary>The old machine closes its connections; the station comes back to the new one and sends again what was not answered.</summary>
    private IEnumerable<LinkInput> BeginAnew(LateBook late, StationBook book)
    {
        if (!_stopping && Late is not null)
        {
            Late = null;
            yield return new ShutDown();
            _link = late.Make(book, _unkept?.Book);
            JournalIsRead(_log, _station.Id.Value);
            yield return Second;
        }
    }

    /// <summary>What cannot be written is tried again each second until it can, or something newer takes its place.</summary>
    private void Keep(KeepProfiles keep) => _unkept = Profiles?.TryWrite(keep.Station, keep.Book) == false ? keep : null;

    [LoggerMessage(1001, LogLevel.Information, "station {Station} connected, ocpp{Version}")]
    private static partial void StationIsHere(ILogger log, string station, string version);

    [LoggerMessage(EventId = 1002, Message = "station {Station} disconnected: {Reason}")]
    private static partial void StationIsGone(ILogger log, LogLevel level, string station, string reason);

    [LoggerMessage(1004, LogLevel.Error, "station {Station}: defect in its link, its connections are closed")]
    private static partial void LinkFailed(ILogger log, Exception exception, string station);

    /// <summary>Worth a look by whoever runs the site.</summary>
    private static bool IsTrouble(NoticeCode code) =>
        code is NoticeCode.JournalFailing or NoticeCode.JournalFull or NoticeCode.ReplayRefused or NoticeCode.StartRejected or NoticeCode.StationRefused;

    [LoggerMessage(EventId = 1003, Message = "station {Station}: {Code}: {Text}")]
    private static partial void LinkNotice(ILogger log, LogLevel level, string station, NoticeCode code, string text);

    [LoggerMessage(1008, LogLevel.Information, "station {Station}: the journal can be read now; the station is disconnected once and goes on with it")]
    private static partial void JournalIsRead(ILogger log, string station);

    [LoggerMessage(1006, LogLevel.Error, "station {Station}: a transaction message was given up, {Why}; it came at {At:O} and reads {Frame}")]
    private static partial void MessageGivenUp(ILogger log, string station, string why, DateTimeOffset at, string frame);
}
