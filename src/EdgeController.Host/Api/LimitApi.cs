using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EdgeController.Host.Api;

/// <summary>Limits of energy managers over HTTP: set with a time to live, listed, removed. They can only lower.</summary>
internal static class LimitApi
{
    public static void Map(WebApplication application, LimitDesk desk)
    {
        application.MapGet("/api/v1/limits", context => JsonAnswer.WriteAsync(context, desk.List(), SiteViewJson.Default.IReadOnlyListLimitView));
        application.MapPost("/api/v1/limits", context => SetAsync(context, desk));
        application.MapDelete("/api/v1/limits/{circuit}/{source}", context => ClearAsync(context, desk));
    }

    private static async Task SetAsync(HttpContext context, LimitDesk desk)
    {
        using var body = await JsonAnswer.ReadAsync(context);
        if (body is null)
        {
            return;
        }

        var (request, problem) = LimitRequest.Read(body.RootElement, desk.Site);
        if (request is null)
        {
            await JsonAnswer.RefuseAsync(context, HttpStatusCode.BadRequest, problem!);
            return;
        }

        var (answer, limit) = desk.Set(request);
        if (limit is null)
        {
            await RefuseAsync(context, answer, request.Circuit, request.Source);
            return;
        }

        await JsonAnswer.WriteAsync(context, limit, SiteViewJson.Default.LimitView);
    }

    private static Task ClearAsync(HttpContext context, LimitDesk desk)
    {
        var (circuit, source) = ((string)context.Request.RouteValues["circuit"]!, (string)context.Request.RouteValues["source"]!);
        var answer = desk.Clear(circuit, source);
        if (answer != DeskAnswer.Done)
        {
            return RefuseAsync(context, answer, circuit, source);
        }

        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(HttpContext context, DeskAnswer answer, string circuit, string source) => answer switch
    {
        DeskAnswer.Unknown => JsonAnswer.RefuseAsync(context, HttpStatusCode.NotFound, $"'{source}' limits nothing at circuit '{circuit}'"),
        DeskAnswer.Full => JsonAnswer.RefuseAsync(context, HttpStatusCode.Conflict, $"circuit '{circuit}' has limits of {Core.State.LimitBook.MostExternal} sources already: remove one, or wait for one to end"),
        _ => JsonAnswer.RefuseAsync(context, HttpStatusCode.ServiceUnavailable, "the controller is busy: nothing was changed, try again"),
    };
}
