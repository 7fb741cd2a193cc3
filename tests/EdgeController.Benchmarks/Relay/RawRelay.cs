using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeController.Benchmarks.Relay;

/// <summary>The least that a relay can do: Kestrel in, ClientWebSocket out, bytes pumped without a look; and an upstream that answers.</summary>
internal static class RawRelay
{
    private static readonly byte[] Answer = "[3,\""u8.ToArray();

    /// <summary>Serves as a child process until its standard input ends; prints its port.</summary>
    public static async Task<int> ServeAsync(string upstream)
    {
        await using var application = await ListenAsync(async (path, socket, stop) =>
        {
            using var onward = new ClientWebSocket();
            onward.Options.AddSubProtocol("ocpp1.6");
            await onward.ConnectAsync(new Uri(upstream + path[path.LastIndexOf('/')..]), stop);
            await Task.WhenAny(PumpAsync(socket, onward, stop), PumpAsync(onward, socket, stop));
        });
        Console.WriteLine(FormattableString.Invariant($"stations: ws://127.0.0.1:{Port(application)}/ocpp"));
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>An upstream that answers every call with an empty result, but for the boot, which it accepts.</summary>
    public static Task<WebApplication> UpstreamAsync() => ListenAsync(async (_, socket, stop) =>
    {
        var buffer = new byte[4096];
        while (true)
        {
            var length = await ReceiveAsync(socket, buffer, stop);
            if (length < 0)
            {
                return;
            }

            if (buffer[1] == (byte)'2')
            {
                await socket.SendAsync(AnswerTo(buffer.AsSpan(0, length)), WebSocketMessageType.Text, endOfMessage: true, stop);
            }
        }
    });

    public static int Port(WebApplication application) => new Uri(application.Urls.First()).Port;

    /// <summary>Bytes of the next message, -1 where there is none any more.</summary>
    public static async ValueTask<int> ReceiveAsync(WebSocket socket, byte[] buffer, CancellationToken stop)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return -1;
            }

            if (part.EndOfMessage)
            {
                return length;
            }
        }
    }

    private static ReadOnlyMemory<byte> AnswerTo(ReadOnlySpan<byte> call)
    {
        var from = call.IndexOf((byte)'"') + 1;
        var id = call.Slice(from, call[from..].IndexOf((byte)'"'));
        var rest = call.IndexOf("BootNotification"u8) > 0
            ? "\",{\"status\":\"Accepted\",\"currentTime\":\"2030-01-01T00:00:00Z\",\"interval\":300}]"u8
            : "\",{}]"u8;
        var answer = new byte[Answer.Length + id.Length + rest.Length];
        Answer.CopyTo(answer, 0);
        id.CopyTo(answer.AsSpan(Answer.Length));
        rest.CopyTo(answer.AsSpan(Answer.Length + id.Length));
        return answer;
    }

    private static async Task PumpAsync(WebSocket from, WebSocket to, CancellationToken stop)
    {
        var buffer = new byte[4096];
        while (await ReceiveAsync(from, buffer, stop) is >= 0 and var length)
        {
            await to.SendAsync(buffer.AsMemory(0, length), WebSocketMessageType.Text, endOfMessage: true, stop);
        }
    }

    private static async Task<WebApplication> ListenAsync(Func<string, WebSocket, CancellationToken, Task> serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(async context =>
        {
            try
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync("ocpp1.6");
                await serve(context.Request.Path.Value!, socket, context.RequestAborted);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
            {
                // The peer is gone with the measurement.
                return;
            }
        });
        await application.StartAsync();
        return application;
    }
}
