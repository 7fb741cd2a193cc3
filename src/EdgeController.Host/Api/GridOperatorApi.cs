using System.Net;
using System.Text.Json;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EdgeController.Host.Api;

/// <summary>The grid operator's dimming over HTTP: the signal, to be repeated as a heartbeat, and the evidence of what became of it.</summary>
internal static class GridOperatorApi
{
    private const string NotThere = "the site file has no grid_operator.de14a";

    public static void Map(WebApplication application, Site site, SiteClock clock, Func<SiteEvent, bool> post, Func<SiteSnapshot> newest)
    {
        application.MapPost("/api/v1/grid-operator/dimming", context => SignalAsync(context, site, clock, post));
        application.MapGet("/api/v1/grid-operator/evidence", context => EvidenceAsync(context, site, clock, newest));
    }

    private static async Task SignalAsync(HttpContext context, Site site, SiteClock clock, Func<SiteEvent, bool> post)
    {
        if (site.Dimming is not { } rule)
        {
            await JsonAnswer.RefuseAsync(context, HttpStatusCode.NotFound, NotThere);
            return;
        }

        if (rule.Input is not null)
        {
            await JsonAnswer.RefuseAsync(context, HttpStatusCode.Conflict, "the grid operator's signal comes from a digital input");
            return;
        }

        using var body = await JsonAnswer.ReadAsync(context);
        if (body is null)
        {
            return;
        }

        var (signal, problem) = Read(body.RootElement, clock.Now);
        if (signal is null)
        {
            await JsonAnswer.RefuseAsync(context, HttpStatusCode.BadRequest, problem!);
        }
        else if (!post(signal))
        {
            await JsonAnswer.RefuseAsync(context, HttpStatusCode.ServiceUnavailable, "the controller is busy: nothing was changed, try again");
        }
        else
        {
            var limit = (DimmingState.Unheard with { SignalAt = signal.At, Active = signal.Active, Asked = signal.Power }).Limit(rule, signal.At);
            await JsonAnswer.WriteAsync(context, new DimmingAnswer(limit?.Value / 1000, rule.Heartbeat.TotalSeconds, rule.LostAfter.TotalSeconds), SiteViewJson.Default.DimmingAnswer);
        }
    }

    private static (DimmingSignalled? Signal, string? Problem) Read(JsonElement body, Instant now)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("active", out var active) || active.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return (null, "the body must be an object with active, true or false, and where less than all is to be dimmed kw");
        }

        if (body.EnumerateObject().FirstOrDefault(property => property.Name is not ("active" or "kw")) is { Value.ValueKind: not JsonValueKind.Undefined } other)
        {
            return (null, $"unknown property '{other.Name}': active and kw are known");
        }

        if (!body.TryGetProperty("kw", out var kw))
        {
            return (new DimmingSignalled(now, active.GetBoolean(), null), null);
        }

        return kw.ValueKind == JsonValueKind.Number && kw.TryGetDouble(out var power) && double.IsFinite(power) && power >= 0
            ? (new DimmingSignalled(now, active.GetBoolean(), new Watts(power * 1000)), null)
            : (null, "kw must be a number, 0 or more");
    }

    private static Task EvidenceAsync(HttpContext context, Site site, SiteClock clock, Func<SiteSnapshot> newest) => site.Dimming is null
        ? JsonAnswer.RefuseAsync(context, HttpStatusCode.NotFound, NotThere)
        : JsonAnswer.WriteAsync(context, [.. newest().Dimming.Evidence.Select(record => EvidenceView.Of(record, clock))], SiteViewJson.Default.IReadOnlyListEvidenceView);
}

/// <summary>What the grid operator's signal was answered with: the power that charging keeps (null where it is not dimmed), and when the signal has to be repeated.</summary>
public sealed record DimmingAnswer(double? LimitKw, double HeartbeatSeconds, double LostAfterSeconds);

/// <summary>One change of the grid operator's signal: what it said (null: it was lost), what charging drew and might draw, and how long it took to follow.</summary>
public sealed record EvidenceView(DateTimeOffset Time, bool? Active, double? AskedKw, double? LimitKw, double ChargingKw, double? ReactionSeconds)
{
    /// <summary>The record with times of the wall clock.</summary>
    public static EvidenceView Of(DimmingRecord record, SiteClock clock) => new(
        clock.WallAt(record.At),
        record.Signal,
        record.Asked?.Value / 1000,
        record.Limit is { } limit ? Math.Round(limit.Value / 1000, 3) : null,
        Math.Round(record.Charging.Value / 1000, 2),
        record.ReachedAt is { } reached ? Math.Round((reached - record.At).TotalSeconds, 1) : null);
}
