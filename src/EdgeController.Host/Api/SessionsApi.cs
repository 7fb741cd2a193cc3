using System.Globalization;
using System.Net;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EdgeController.Host.Api;

/// <summary>
/// <c>GET /api/v1/sessions</c>: who is there, and where departure and energy come from. <c>POST /api/v1/sessions/{station}[/{number}]</c>: a wish for the session that runs there. It goes through the inbox like everything else;
/// the guard decides what it comes to.
/// </summary>
internal static class SessionsApi
{
    public static void Map(WebApplication application, Func<SitePicture> picture, SiteClock clock, SiteInbox inbox)
    {
        application.MapGet("/api/v1/sessions", context => JsonAnswer.WriteAsync(context, [.. SessionView.Of(picture().Snapshot, clock)], SessionViewJson.Default.IReadOnlyListSessionView));
        application.MapPost("/api/v1/sessions/{**evse}", (string evse, HttpContext context) => WishAsync(evse, context, picture(), clock, inbox));
    }

    private static async Task WishAsync(string name, HttpContext context, SitePicture picture, SiteClock clock, SiteInbox inbox)
    {
        var snapshot = picture.Snapshot;
        var index = Find(snapshot.Index, name);
        if (index < 0)
        {
            await JsonAnswer.RefuseAsync(context, HttpStatusCode.NotFound, $"there is no EVSE '{name}'");
            return;
        }

        if (snapshot.Evses[index].Session is null)
        {
            await JsonAnswer.RefuseAsync(context, HttpStatusCode.Conflict, $"no vehicle is connected to {name}");
            return;
        }

        using var body = await JsonAnswer.ReadAsync(context);
        if (body is null)
        {
            return;
        }

        var now = clock.Now;
        var (wish, problem) = WishBody.Read(body.RootElement, new SessionWished(now, snapshot.Site.Evses[index].Id, WishSource.Operator), clock.WallAt(now));
        if (wish is null)
        {
            await JsonAnswer.RefuseAsync(context, HttpStatusCode.BadRequest, problem!);
            return;
        }

        await inbox.PostAsync(wish, context.RequestAborted);
        context.Response.StatusCode = (int)HttpStatusCode.Accepted;
    }

    private static int Find(SiteIndex index, string name)
    {
        var slash = name.LastIndexOf('/');
        return slash < 0 ? index.Find(new EvseId(new StationId(name), 1))
            : int.TryParse(name.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? index.Find(new EvseId(new StationId(name[..slash]), number))
            : -1;
    }
}
