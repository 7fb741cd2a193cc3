using System.Net;
using EdgeController.Core.State;
using EdgeController.Host.Planning;
using Microsoft.AspNetCore.Builder;

namespace EdgeController.Host.Api;

/// <summary><c>GET /api/v1/plan</c>: the newest charging plan: slots, setpoints, prices, forecast, what binds, and warnings.</summary>
internal static class PlanApi
{
    public static void Map(WebApplication application, PlanBook book, Func<SiteSnapshot> snapshot) =>
        application.MapGet("/api/v1/plan", context => book.Newest is { } newest
            ? JsonAnswer.WriteAsync(context, PlanView.Of(newest, snapshot()), PlanViewJson.Default.PlanView)
            : JsonAnswer.RefuseAsync(context, HttpStatusCode.NotFound, "there is no plan: no session is in mode plan"));
}
