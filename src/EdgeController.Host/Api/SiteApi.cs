using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EdgeController.Host.Api;

/// <summary>The HTTP side: the site as JSON, its stream, health, and the page.</summary>
internal static class SiteApi
{
    private static readonly byte[] EventHead = "event: site\ndata: "u8.ToArray();
    private static readonly byte[] EventTail = "\n\n"u8.ToArray();

    public static void Map(WebApplication application, SiteStream stream, Func<bool> isAlive, Func<string?> whyNotReady, CancellationToken stopping)
    {
        application.Use(WriteGate.CheckAsync);
        application.UseDefaultFiles();
        if (Directory.Exists(application.Environment.WebRootPath))
        {
            application.UseStaticFiles(); // without the page's folder it would warn at every start
        }

        application.MapGet("/api/v1/site", context => SiteAsync(context, stream));
        application.MapGet("/api/v1/stream", context => StreamAsync(context, stream, stopping));
        application.MapGet("/health/live", () => isAlive() ? Results.Text("alive\n") : Results.Text("the control loop stands still\n", statusCode: (int)HttpStatusCode.ServiceUnavailable));
        application.MapGet("/health/ready", () => whyNotReady() is { } why ? Results.Text(why + "\n", statusCode: (int)HttpStatusCode.ServiceUnavailable) : Results.Text("ready\n"));
        application.Use(NoPageAsync);
    }

    /// <summary>Comes after the static files: an endpoint for this path would hide the page.</summary>
    private static Task NoPageAsync(HttpContext context, RequestDelegate next) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/"
            ? context.Response.WriteAsync("EdgeController runs; its page has not been built (npm run build in src/dashboard). The site is at /api/v1/site\n", context.RequestAborted)
            : next(context);

    private static async Task SiteAsync(HttpContext context, SiteStream stream)
    {
        if (stream.Newest is not { } json)
        {
            context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, SiteStream stream, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        var channel = stream.Listen();
        try
        {
            if (stream.Newest is { } first)
            {
                await SendAsync(context.Response, first, either.Token);
            }

            await foreach (var json in channel.Reader.ReadAllAsync(either.Token))
            {
                await SendAsync(context.Response, json, either.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The listener left, or the controller stops.
        }
        finally
        {
            stream.Leave(channel);
        }
    }

    private static async Task SendAsync(HttpResponse response, byte[] json, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(EventHead, cancellationToken);
        await response.Body.WriteAsync(json, cancellationToken);
        await response.Body.WriteAsync(EventTail, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
