using System.Net;
using EdgeController.Host.Api;
using EdgeController.Host.Tests.Rigs;
using Microsoft.AspNetCore.Http;

namespace EdgeController.Host.Tests.Api;

public sealed class WriteGateTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost:8080", "http://localhost:8080", "same-origin")]
    [InlineData("127.0.0.1", "127.0.0.1:8080", "http://127.0.0.1:8080", null)]
    [InlineData("::1", "[::1]:8080", "http://[::1]:8080", "same-origin")]
    [InlineData("::ffff:127.0.0.1", "localhost:8080", null, null)]
    public async Task Its_own_page_on_this_machine_may_write(string remote, string host, string? origin, string? site) =>
        Assert.True(await PassesAsync("POST", remote, host, origin, site));

    [Theory]
    [InlineData("192.168.1.7", "localhost:8080", null, null)]
    [InlineData("192.168.1.7", "192.168.1.2:8080", "http://192.168.1.2:8080", "same-origin")]
    [InlineData(null, "localhost:8080", null, null)]
    [InlineData("127.0.0.1", "localhost:8080", "http://evil.example", null)]
    [InlineData("127.0.0.1", "localhost:8080", "http://localhost:3000", null)]
    [InlineData("127.0.0.1", "localhost:8080", "https://localhost:8080", null)]
    [InlineData("127.0.0.1", "localhost:8080", "null", null)]
    [InlineData("127.0.0.1", "localhost:8080", null, "cross-site")]
    [InlineData("127.0.0.1", "localhost:8080", "http://localhost:8080", "same-site")]
    [InlineData("127.0.0.1", "evil.example:8080", "http://evil.example:8080", "same-origin")]
    [InlineData("127.0.0.1", "evil.example:8080", null, null)]
    public async Task Nobody_else_may_write(string? remote, string host, string? origin, string? site)
    {
        foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE", "ODD" })
        {
            Assert.False(await PassesAsync(method, remote, host, origin, site));
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task Everybody_may_read(string method) => Assert.True(await PassesAsync(method, "192.168.1.7", "edge.example", "http://evil.example", "cross-site"));

    [Fact]
    public async Task On_a_real_socket_the_page_passes_the_gate_and_another_origin_does_not()
    {
        await using var rig = await ControllerRig.StartAsync();

        Assert.Contains(await PostAsync(rig, rig.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)), new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(rig, "http://evil.example"));
    }

    private static async Task<HttpStatusCode> PostAsync(ControllerRig rig, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/site");
        request.Headers.Add("Origin", origin);
        using var response = await rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<bool> PassesAsync(string method, string? remote, string host, string? origin, string? site)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        context.Request.Headers.Origin = origin;
        context.Request.Headers["Sec-Fetch-Site"] = site;
        var passed = false;
        await WriteGate.CheckAsync(context, _ =>
        {
            passed = true;
            return Task.CompletedTask;
        });
        Assert.Equal(passed ? 200 : 403, context.Response.StatusCode);
        return passed;
    }
}
