using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace EdgeController.Host.Api;

/// <summary>Reads bodies and writes answers of the HTTP interface: JSON, or one sentence why not.</summary>
internal static class JsonAnswer
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The body as JSON; null after it has been refused.</summary>
    public static async Task<JsonDocument?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted);
        }
        catch (JsonException)
        {
            await RefuseAsync(context, HttpStatusCode.BadRequest, "the body is not JSON");
            return null;
        }
    }

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(value, type, null, context.RequestAborted);
    }

    public static Task RefuseAsync(HttpContext context, HttpStatusCode status, string why)
    {
        context.Response.StatusCode = (int)status;
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }
}
