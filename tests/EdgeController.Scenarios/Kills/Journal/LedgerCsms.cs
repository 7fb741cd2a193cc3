using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeController.Scenarios.Kills.Journal;

/// <summary>A back end that writes down each message of a transaction before it answers, and can go away and come back.</summary>
internal sealed class LedgerCsms : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IReadOnlyDictionary<string, TransactionLedger> _ledgers;
    private readonly ConcurrentDictionary<HttpContext, bool> _connections = new();
    private readonly ConcurrentDictionary<string, int> _transactions = new(StringComparer.Ordinal);
    private int _given;
    private volatile bool _away;

    private LedgerCsms(WebApplication application, IReadOnlyDictionary<string, TransactionLedger> ledgers) => (_application, _ledgers) = (application, ledgers);

    public Uri Endpoint => new(_application.Urls.First().Replace("http", "ws", StringComparison.Ordinal));

    /// <summary>What an answer named wrongly: numbers of transactions that were never given.</summary>
    public ConcurrentQueue<string> Strange { get; } = new();

    public static async Task<LedgerCsms> StartAsync(IReadOnlyDictionary<string, TransactionLedger> ledgers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var csms = new LedgerCsms(builder.Build(), ledgers);
        csms._application.UseWebSockets();
        csms._application.Run(csms.ServeAsync);
        await csms._application.StartAsync(TestContext.Current.CancellationToken);
        return csms;
    }

    /// <summary>Breaks every connection and refuses new ones.</summary>
    public void GoAway()
    {
        _away = true;
        foreach (var connection in _connections.Keys)
        {
            connection.Abort();
        }
    }

    public void ComeBack() => _away = false;

    public ValueTask DisposeAsync()
    {
        GoAway();
        return _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (_away || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var station = context.Request.Path.Value!.Split('/')[^1];
        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols[0]);
        _connections[context] = true;
        try
        {
            var buffer = new byte[64 * 1024];
            while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: WebSocketMessageType.Text } part)
            {
                if (Answer(station, Encoding.UTF8.GetString(buffer, 0, part.Count)) is { } answer)
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes(answer).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // Aborted by us, or its process was killed.
        }
        finally
        {
            _connections.TryRemove(context, out _);
        }
    }

    private string? Answer(string station, string text)
    {
        var frame = JsonSerializer.Deserialize<JsonElement>(text);
        if (frame[0].GetInt32() != 2)
        {
            return null;
        }

        var (id, action) = (frame[1].GetString()!, frame[2].GetString());
        var payload = action switch
        {
            "BootNotification" => "{\"currentTime\":\"2026-11-02T00:00:00Z\",\"interval\":300,\"status\":\"Accepted\"}",
            "Heartbeat" => "{\"currentTime\":\"2026-11-02T00:00:00Z\"}",
            "StartTransaction" => $"{{\"transactionId\":{Number(station, frame[3])},\"idTagInfo\":{{\"status\":\"Accepted\"}}}}",
            "StopTransaction" => "{\"idTagInfo\":{\"status\":\"Accepted\"}}",
            "TransactionEvent" => "{\"idTokenInfo\":{\"status\":\"Accepted\"}}",
            _ => "{}",
        };
        if (action is "StartTransaction" or "StopTransaction" or "MeterValues" or "TransactionEvent")
        {
            _ledgers[station].BackEndWasTold(new LedgerLine(id, text));
            Look(station, frame[3]);
        }

        return $"[3,\"{id}\",{payload}]";
    }

    /// <summary>The same start has the same number, however often it is told.</summary>
    private int Number(string station, JsonElement start) => _transactions.GetOrAdd($"{station}/{start.GetProperty("meterStart")}", _ => Interlocked.Increment(ref _given));

    /// <summary>A 1.6 message must name the number that its own start was given.</summary>
    private void Look(string station, JsonElement payload)
    {
        if (payload.TryGetProperty("transactionId", out var number) && number.ValueKind == JsonValueKind.Number)
        {
            var start = payload.TryGetProperty("meterStop", out var stop) ? stop.GetRawText() : payload.GetProperty("meterValue")[0].GetProperty("sampledValue")[0].GetProperty("value").GetString()!.Split('.')[0];
            if (!_transactions.TryGetValue($"{station}/{start}", out var given) || given != number.GetInt32())
            {
                Strange.Enqueue($"{station}: {payload} names {number}, its start was given {given}");
            }
        }
    }
}
