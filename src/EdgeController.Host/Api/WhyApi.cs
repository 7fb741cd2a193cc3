using System.Globalization;
using System.Net;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EdgeController.Host.Api;

/// <summary>Why: what held charging back by day (<c>GET /api/v1/losses</c>), and each station's last decisions.</summary>
internal static class WhyApi
{
    public static void Map(WebApplication application, Func<SitePicture> picture, DecisionBook decisions, SiteClock clock)
    {
        application.MapGet("/api/v1/losses", context => LossesAsync(context, picture()));
        application.MapGet("/api/v1/stations/{id}/decisions", (string id, HttpContext context) => DecisionsAsync(context, id, picture(), decisions, clock));
    }

    private static Task LossesAsync(HttpContext context, SitePicture picture)
    {
        var asked = context.Request.Query["day"].ToString();
        var day = DateOnly.MinValue;
        if (asked.Length > 0 && !DateOnly.TryParseExact(asked, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            return JsonAnswer.RefuseAsync(context, HttpStatusCode.BadRequest, "day must be a date such as 2026-05-04");
        }

        var known = picture.Losses;
        if (known.IsEmpty)
        {
            return JsonAnswer.RefuseAsync(context, HttpStatusCode.ServiceUnavailable, "the controller has just started, nothing is summed up yet");
        }

        return (asked.Length == 0 ? known[0] : known.FirstOrDefault(one => one.Day == day)) is { } found
            ? JsonAnswer.WriteAsync(context, LossesView.Of(found, known.Select(one => one.Day).OrderDescending()), WhyJson.Default.LossesView)
            : JsonAnswer.RefuseAsync(context, HttpStatusCode.NotFound, $"nothing is known of {asked}: today and up to 31 days before it are kept");
    }

    private static Task DecisionsAsync(HttpContext context, string id, SitePicture picture, DecisionBook decisions, SiteClock clock)
    {
        var index = picture.Snapshot.Index.Find(new StationId(id));
        if (index < 0)
        {
            return JsonAnswer.RefuseAsync(context, HttpStatusCode.NotFound, $"there is no station '{id}'");
        }

        var site = picture.Snapshot.Site;
        var evses = site.Stations[index].Evses.Select(evse => new EvseDecisionsView(
            site.Evses[evse].Id.ToString(), site.Evses[evse].Id.Number, [.. decisions.Of(evse).Select(change => View(change, clock))]));
        return JsonAnswer.WriteAsync(context, new DecisionsView(id, [.. evses]), WhyJson.Default.DecisionsView);
    }

    private static DecisionView View(DecisionBook.Change change, SiteClock clock) => new(
        clock.WallAt(change.At),
        change.From is { } from ? Math.Round(from, 1) : null,
        Math.Round(change.To.Limit.Value, 1),
        Word(change.To.Change),
        change.To.Reason.Code,
        change.To.Reason.Sentence,
        Math.Round(change.To.Lost.Value, 1));

    private static string Word(SetpointChange change) => change switch
    {
        SetpointChange.Increase => "increase",
        SetpointChange.Decrease => "decrease",
        SetpointChange.Renewal => "renewal",
        _ => "hold",
    };
}
