using EdgeController.Core.State;
using Microsoft.AspNetCore.Builder;

namespace EdgeController.Host.Api;

/// <summary><c>GET /api/v1/plan</c>: whether charging goes by a plan, and the newest: slots, setpoints, prices, forecast, what binds, why, and warnings.</summary>
internal static class PlanApi
{
    public static void Map(WebApplication application, PlanViewBuilder plans, Func<SiteSnapshot> snapshot) =>
        application.MapGet("/api/v1/plan", context => JsonAnswer.WriteAsync(context, plans.Build(snapshot()), PlanViewJson.Default.PlanView));
}
