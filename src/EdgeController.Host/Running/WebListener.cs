using System.Net.Sockets;
using EdgeController.Host.Ocpp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Running;

/// <summary>One Kestrel listener with the bounds that a hostile network asks for.</summary>
internal static class WebListener
{
    /// <param name="listen">Where to listen.</param>
    /// <param name="loggers">For the framework's lines.</param>
    /// <param name="handshake">How long a connection may take to begin a request, and to finish its headers.</param>
    /// <param name="connectionsPerAddress">Connections at once from one remote address.</param>
    public static WebApplication Create(ListenAddress listen, ILoggerFactory loggers, TimeSpan handshake, int connectionsPerAddress)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = WebRoot() });
        builder.Services.AddSingleton(loggers);

        // Nothing that serves a connection blocks: what arrives is handled on the thread that brings it, not handed on to another.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = handshake;

            // Before a request's first byte this one counts: a connection that says nothing at all.
            kestrel.Limits.KeepAliveTimeout = handshake;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 4096;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 4096;
            var cap = new AddressCap(connectionsPerAddress);
            kestrel.Listen(listen.Address, listen.Port, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.Use(next => connection => cap.ServeAsync(connection, next));
            });
        });
        return builder.Build();
    }

    /// <summary>Starts it; a busy or forbidden port is one sentence.</summary>
    public static async Task<string?> TryStartAsync(WebApplication application, ListenAddress listen, string option, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            var why = e.GetBaseException() is SocketException { SocketErrorCode: SocketError.AccessDenied } ? "may not be opened by this user" : "is in use or not an address of this machine";
            return $"{listen} {why}; choose another with {option}, or port 0 for a free one";
        }
    }

    /// <summary>The port that is really listened on.</summary>
    public static int Port(WebApplication application) =>
        new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    private static string? WebRoot()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        return Directory.Exists(folder) ? folder : null;
    }
}
