using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Own;
using EdgeController.Ocpp.Profiles.Csms;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>The thin shell around the controller's own connection to one back end (<see cref="OwnLink"/>): feeds it one input at a time, once a second the time and the site.</summary>
internal sealed partial class OwnShell : IAsyncDisposable
{
    private readonly CsmsBackEnd _backEnd;
    private readonly OwnLink _link;
    private readonly SiteClock _clock;
    private readonly SiteInbox _inbox;
    private readonly Func<SitePicture> _picture;
    private readonly IProfileStore? _profiles;
    private readonly ILogger _log;
    private readonly TokenBucket[] _noticeLines;
    private readonly ShellQueue _turns = new();
    private readonly CsmsLeg _leg;
    private readonly List<LinkOutput> _outputs = [];
    private KeepProfiles? _unkept;

    public OwnShell(CsmsBackEnd backEnd, Site site, NetworkOptions network, SiteClock clock, SiteInbox inbox, Func<SitePicture> picture, IProfileStore? profiles, ILogger log)
    {
        (_backEnd, _clock, _inbox, _picture, _profiles, _log) = (backEnd, clock, inbox, picture, profiles, log);
        var identity = backEnd.Identity!.Id;
        _link = new OwnLink(backEnd, site, network.Link, MessageIdSource.Secure, Random.Shared, clock.WallAt, profiles?.Read(identity));
        _leg = new CsmsLeg(identity, new CsmsDialer(backEnd, network, clock.TimeProvider), _turns, network.Socket, clock.TimeProvider);
        _noticeLines = [.. Enum.GetValues<NoticeCode>().Select(_ => new TokenBucket(network.NoticeLines, clock.TimeProvider))];
    }

    public string BackEnd => _backEnd.Name;

    public bool IsOpen => _leg.IsOpen;

    /// <summary>Feeds the machine until cancelled. Its first step tells what an earlier life has kept, before any station can have come.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var end = cancellationToken.UnsafeRegister(static turns => ((ShellQueue)turns!).Complete(), _turns);
        await TakeAsync(new ShellTurn(null, null, new Elapsed()), cancellationToken);
        await Task.WhenAll(TickAsync(cancellationToken), TakeAllAsync(cancellationToken));
    }

    /// <summary>Tells the machine to close its connection for good.</summary>
    public ValueTask ShutDownAsync(CancellationToken cancellationToken) => _turns.PostAsync(static () => [new ShutDown()], cancellationToken);

    /// <summary>Ends what is left; call after <see cref="RunAsync"/> has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        _turns.Complete();
        await _leg.DisposeAsync();
        _turns.Dispose();
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _clock.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            _turns.TryPost(new SiteSeen(_picture().Snapshot));
        }
    }

    private async Task TakeAllAsync(CancellationToken cancellationToken)
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

    /// <summary>A defect in this machine costs this connection and nothing else: what it has told the guard holds.</summary>
    private async ValueTask TakeAsync(ShellTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            if (turn.From is { } socket && !_leg.Is(socket))
            {
                return;
            }

            foreach (var input in turn.Input is { } single ? [single] : turn.Make!())
            {
                await StepAsync(input, cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LinkFailed(_log, e, _backEnd.Name);
            await _leg.HangUpAsync("internal error");
            await StepAsync(new CsmsClosed("internal error"), cancellationToken);
        }
    }

    private async ValueTask StepAsync(LinkInput input, CancellationToken cancellationToken)
    {
        _outputs.Clear();
        _link.Step(input, _clock.Now, _outputs);
        if (_unkept is { } again && input is SiteSeen)
        {
            Keep(again);
        }

        foreach (var output in _outputs)
        {
            switch (output)
            {
                case ToCsms message:
                    _leg.Send(message.Utf8);
                    break;
                case OpenCsms open:
                    _leg.Dial(open.Version, null);
                    break;
                case CloseCsms close:
                    await _leg.HangUpAsync(close.Reason);
                    break;
                case KeepProfiles keep:
                    Keep(keep);
                    break;
                case Report report:
                    await _inbox.PostAsync(report.Event, cancellationToken);
                    break;
                case Notice notice when _noticeLines[(int)notice.Code].TryTake():
                    var text = PlainText.Of(notice.Text);
                    LinkNotice(_log, notice.Code, text);
                    break;
            }
        }
    }

    /// <summary>What cannot be written is tried again each second until it can, or something newer takes its place.</summary>
    private void Keep(KeepProfiles keep) => _unkept = _profiles?.TryWrite(keep.Station, keep.Book) == false ? keep : null;

    [LoggerMessage(1021, LogLevel.Error, "back end {BackEnd}: defect in the controller's own link, its connection is closed")]
    private static partial void LinkFailed(ILogger log, Exception exception, string backEnd);

    [LoggerMessage(1022, LogLevel.Information, "own identity: {Code}: {Text}")]
    private static partial void LinkNotice(ILogger log, NoticeCode code, string text);
}
