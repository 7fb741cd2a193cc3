using System.Net;
using Microsoft.AspNetCore.Http;

namespace EdgeController.Host.Api;

/// <summary>
/// As long as there are no users, only this machine may change anything, and only from the controller's own page: requests that write
/// must come from a loopback address, ask for a name of this machine and, where a browser names their origin, come from this very origin.
/// </summary>
internal static class WriteGate
{
    public static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            await next(context);
            return;
        }

        if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            await RefuseAsync(context, "only this machine may change anything: there are no users yet");
        }
        else if (!IsSameOrigin(request))
        {
            await RefuseAsync(context, "another origin may not change anything");
        }
        else
        {
            await next(context);
        }
    }

    private static bool IsSameOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (!IsLocalName(request.Host.Host) || (site.Length > 0 && site is not ("same-origin" or "none")))
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value && uri.Scheme == request.Scheme);
    }

    /// <summary>A name that only looks like ours (DNS rebinding) is not this machine.</summary>
    private static bool IsLocalName(string host) => host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = (int)HttpStatusCode.Forbidden;
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }
}
