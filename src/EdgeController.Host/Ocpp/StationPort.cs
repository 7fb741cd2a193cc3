using System.Net;
using System.Net.WebSockets;
using System.Threading.Channels;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>
/// The listener for stations: one port for all, the version by subprotocol, the identity by the last segment of the path. Hands each
/// connection to its station's shell, and setpoints to the same shells.
/// </summary>
internal sealed partial class StationPort : ISetpointSink
{
    /// <summary>Subprotocols that are spoken, by OCPP version.</summary>
    private static readonly string[] Versions = ["1.6", "2.0.1", "2.1"];

    private readonly Dictionary<StationId, StationShell> _shells;
    private readonly NetworkOptions _network;
    private readonly Doorman _doorman;
    private readonly SiteInbox _inbox;
    private readonly SiteClock _clock;
    private readonly ILogger _log;

    /// <summary>Between the loop and the shells: a turn of a shell runs on the thread of whoever brings it, and must not be the loop's.</summary>
    private readonly Channel<Setpoint> _setpoints;
    private volatile bool _closing;

    public StationPort(IEnumerable<StationShell> shells, NetworkOptions network, SiteInbox inbox, SiteClock clock, ILogger log)
    {
        _shells = shells.ToDictionary(shell => shell.Station.Id);
        (_network, _inbox, _clock, _log) = (network, inbox, clock, log);
        _setpoints = Channel.CreateBounded<Setpoint>(
            new BoundedChannelOptions(4 * Math.Max(256, _shells.Values.Sum(shell => shell.Station.Evses.Length))) { SingleReader = true });
        _doorman = new Doorman(network.RefusalLines, clock.TimeProvider, log);
    }

    public IReadOnlyCollection<StationShell> Shells => _shells.Values;

    public void Map(WebApplication application, CancellationToken stopping)
    {
        application.Use((context, next) =>
        {
            if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            {
                context.Features.Set<IHttpUpgradeFeature>(new WatchedUpgrade(upgrade, _network, _clock.TimeProvider));
            }

            return next(context);
        });
        application.UseWebSockets();
        application.Run(context => ServeAsync(context, stopping));
    }

    /// <summary>Ticks every link once a second until cancelled.</summary>
    public async Task ElapseAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _clock.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var shell in _shells.Values)
            {
                shell.Elapse();
            }
        }
    }

    /// <summary>Takes no station any more, and closes the sockets of those that are here (1001).</summary>
    public async Task ShutDownAsync(CancellationToken cancellationToken)
    {
        _closing = true;
        foreach (var shell in _shells.Values)
        {
            await shell.ShutDownAsync(cancellationToken);
        }
    }

    public void Apply(Setpoint setpoint, Instant now)
    {
        if (!_setpoints.Writer.TryWrite(setpoint))
        {
            // The loop that calls us is the inbox's only reader: never wait for it here. A lost answer is noticed by the guard.
            _ = _inbox.TryPost(new SetpointAnswered(now, setpoint.Evse, setpoint.Revision, SetpointOutcome.NotSent));
        }
    }

    /// <summary>Hands the loop's setpoints to the shells until cancelled.</summary>
    public async Task DeliverAsync(CancellationToken cancellationToken)
    {
        await foreach (var setpoint in _setpoints.Reader.ReadAllAsync(cancellationToken))
        {
            SetpointChanged(_log, setpoint.Evse.ToString(), setpoint.Change, setpoint.Limit.Value, setpoint.Revision, setpoint.Reason.Code, setpoint.Reason.Sentence, setpoint.Lost.Value);
            if (!_shells.TryGetValue(setpoint.Evse.Station, out var shell) || !shell.TryApply(setpoint))
            {
                await _inbox.PostAsync(new SetpointAnswered(_clock.Now, setpoint.Evse, setpoint.Revision, SetpointOutcome.NotSent), cancellationToken);
            }
        }
    }

    private async Task ServeAsync(HttpContext context, CancellationToken stopping)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = (int)HttpStatusCode.UpgradeRequired;
            await context.Response.WriteAsync("this port speaks OCPP over WebSocket: ws://host:port/ocpp/<identity>\n", context.RequestAborted);
            return;
        }

        var path = context.Request.Path.Value ?? string.Empty;
        var identity = path[(path.LastIndexOf('/') + 1)..];
        if (!path.StartsWith("/ocpp/", StringComparison.Ordinal) || !_shells.TryGetValue(new StationId(identity), out var shell))
        {
            _doorman.Turn(Refusal.Unknown, identity, context);
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        if (_closing || shell.Refuses)
        {
            context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            return;
        }

        var version = context.WebSockets.WebSocketRequestedProtocols
            .Select(protocol => Array.Find(Versions, known => "ocpp" + known == protocol)).FirstOrDefault(known => known is not null);
        if (version is null)
        {
            _doorman.Turn(Refusal.NoCommonProtocol, identity, context);
            await TurnAwayAsync(context);
            return;
        }

        if (await shell.Seat.TakeAsync(context.Abort) is not { } seat)
        {
            _doorman.Turn(Refusal.Duplicate, identity, context);
            context.Response.StatusCode = (int)HttpStatusCode.Conflict;
            return;
        }

        try
        {
            using var accepted = await context.WebSockets.AcceptWebSocketAsync(Terms(version));
            var wire = (context.Features.Get<IHttpUpgradeFeature>() as WatchedUpgrade)?.Wire;
            shell.Seat.Occupy(seat, wire);
            await shell.ServeAsync(accepted, version, context.Request.Headers.Authorization, stopping, wire);
        }
        finally
        {
            shell.Seat.Leave(seat);
        }
    }

    /// <summary>OCPP-J 3.3: finish the handshake without a subprotocol, then close; a peer that does not answer the close is dropped.</summary>
    private async Task TurnAwayAsync(HttpContext context)
    {
        using var accepted = await context.WebSockets.AcceptWebSocketAsync(Terms(null));
        await using var socket = new OcppSocket(accepted, _network.Socket, _clock.TimeProvider);
        await socket.CloseAsync(WebSocketCloseStatus.ProtocolError, "no common subprotocol");
    }

    private WebSocketAcceptContext Terms(string? version) => new()
    {
        SubProtocol = version is null ? null : "ocpp" + version,
        KeepAliveInterval = Timeout.InfiniteTimeSpan,
        DangerousEnableCompression = _network.Compression && version is not null and not "1.6",
        DisableServerContextTakeover = true,
    };

    [LoggerMessage(1011, LogLevel.Information, "setpoint {Evse} {Change} {Amps} A (revision {Revision}) {Code}: {Sentence}; costs {Lost} A")]
    private static partial void SetpointChanged(ILogger log, string evse, SetpointChange change, double amps, long revision, ReasonCode code, string sentence, double lost);
}
