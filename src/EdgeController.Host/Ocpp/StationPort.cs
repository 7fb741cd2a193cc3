using System.Net;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
    private readonly SiteInbox _inbox;
    private readonly SiteClock _clock;
    private readonly ILogger _log;
    private volatile bool _closing;

    public StationPort(IEnumerable<StationShell> shells, SiteInbox inbox, SiteClock clock, ILogger log)
    {
        _shells = shells.ToDictionary(shell => shell.Station.Id);
        (_inbox, _clock, _log) = (inbox, clock, log);
    }

    public IReadOnlyCollection<StationShell> Shells => _shells.Values;

    public void Map(WebApplication application, CancellationToken stopping)
    {
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
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
        SetpointChanged(_log, setpoint.Evse.ToString(), setpoint.Change, setpoint.Limit.Value, setpoint.Revision, setpoint.Reason.Code, setpoint.Reason.Sentence);
        if (!_shells.TryGetValue(setpoint.Evse.Station, out var shell) || !shell.TryApply(setpoint))
        {
            // The loop that calls us is the inbox's only reader: never wait for it here. A lost answer is noticed by the guard.
            _ = _inbox.TryPost(new SetpointAnswered(now, setpoint.Evse, setpoint.Revision, SetpointOutcome.NotSent));
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
            UnknownIdentity(_log, identity.Length <= 64 ? identity : identity[..64]);
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
            // OCPP-J: finish the handshake without a subprotocol, then close.
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.ProtocolError, "no common subprotocol", context.RequestAborted);
            return;
        }

        using var accepted = await context.WebSockets.AcceptWebSocketAsync("ocpp" + version);
        await shell.ServeAsync(accepted, version, context.Request.Headers.Authorization, stopping);
    }

    [LoggerMessage(1010, LogLevel.Warning, "refused unknown station {Identity}: it is not in the site file")]
    private static partial void UnknownIdentity(ILogger log, string identity);

    [LoggerMessage(1011, LogLevel.Information, "setpoint {Evse} {Change} {Amps} A (revision {Revision}) {Code}: {Sentence}")]
    private static partial void SetpointChanged(ILogger log, string evse, SetpointChange change, double amps, long revision, ReasonCode code, string sentence);
}
