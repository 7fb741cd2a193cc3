using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Running;

/// <summary>One Kestrel listener with the bounds that a hostile network asks for.</summary>
internal static class WebListener
{
    public static WebApplication Create(ListenAddress listen, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = WebRoot() });
        builder.Services.AddSingleton(loggers);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 4096;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 4096;
            kestrel.Listen(listen.Address, listen.Port);
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
