using System.Net;
using System.Net.WebSockets;

namespace EdgeController.Host.Tests.Rigs;

/// <summary>Connects as a charging station would.</summary>
internal static class RawStation
{
    /// <summary>The socket, or the status of the refused handshake.</summary>
    public static async Task<(RawSocket? Socket, HttpStatusCode Status)> TryConnectAsync(int port, string path, string[] protocols, string? authorization = null)
    {
        var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        foreach (var protocol in protocols)
        {
            client.Options.AddSubProtocol(protocol);
        }

        if (authorization is not null)
        {
            client.Options.SetRequestHeader("Authorization", authorization);
        }

        try
        {
            await client.ConnectAsync(new Uri($"ws://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken);
            return (new RawSocket(client), client.HttpStatusCode);
        }
        catch (WebSocketException)
        {
            return (null, client.HttpStatusCode);
        }
    }

    public static async Task<RawSocket> ConnectAsync(int port, string path = "/ocpp/A1", string protocol = "ocpp1.6", string? authorization = null) =>
        (await TryConnectAsync(port, path, [protocol], authorization)).Socket ?? throw new InvalidOperationException("refused");
}
