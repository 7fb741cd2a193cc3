using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace EdgeController.Benchmarks.Harness;

/// <summary>
/// A 1.6 station without any of the product's code: a plain WebSocket that boots, charges, takes every profile, follows it at once and
/// tells what it measures.
/// </summary>
internal sealed class GoodStation(string id) : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private double _limit = 6;
    private int _number;

    /// <summary>What the vehicle draws on each phase: all that it is offered.</summary>
    public double Drawn => Volatile.Read(ref _limit);

    /// <summary>Told of every profile with a charging schedule: its lowest limit and the timestamp of its arrival.</summary>
    public Action<double, long>? OnProfile { get; init; }

    public async Task ConnectAsync(int port)
    {
        _socket.Options.AddSubProtocol("ocpp1.6");
        await _socket.ConnectAsync(new Uri(FormattableString.Invariant($"ws://127.0.0.1:{port}/ocpp/{id}")), _stop.Token);
        _reading = ReadAsync();
        await CallAsync("BootNotification", """{"chargePointVendor":"Bench","chargePointModel":"Good","firmwareVersion":"1"}""");
        await CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
        await CallAsync("StartTransaction", $$"""{"connectorId":1,"idTag":"BENCH","meterStart":0,"timestamp":"{{Now}}"}""");
    }

    /// <summary>One sample of its current.</summary>
    public Task MeasureAsync()
    {
        var amps = Drawn.ToString("0.0", CultureInfo.InvariantCulture);
        var values = string.Join(',', Enumerable.Range(1, 3).Select(phase => $$"""{"value":"{{amps}}","measurand":"Current.Import","phase":"L{{phase}}","unit":"A"}"""));
        return CallAsync("MeterValues", $$"""{"connectorId":1,"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{{values}}]}]}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
        _sending.Dispose();
    }

    private static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private Task CallAsync(string action, string payload) =>
        SendAsync(Encoding.UTF8.GetBytes(FormattableString.Invariant($"[2,\"{Interlocked.Increment(ref _number)}\",\"{action}\",{payload}]")));

    private async Task SendAsync(byte[] frame)
    {
        await _sending.WaitAsync(_stop.Token);
        try
        {
            await _socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                var at = TimeProvider.System.GetTimestamp();
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (buffer[1] == (byte)'2')
                {
                    await AnswerAsync(buffer.AsMemory(0, length), at);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The measurement is over, or the controller is.
            return;
        }
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> frame, long at)
    {
        using var call = JsonDocument.Parse(frame);
        var (name, action) = (call.RootElement[1].GetString(), call.RootElement[2].GetString());
        if (action == "SetChargingProfile")
        {
            var periods = call.RootElement[3].GetProperty("csChargingProfiles").GetProperty("chargingSchedule").GetProperty("chargingSchedulePeriod");
            var limit = periods[periods.GetArrayLength() - 1].GetProperty("limit").GetDouble();
            OnProfile?.Invoke(limit, at);
            Volatile.Write(ref _limit, limit);
        }

        await SendAsync(Encoding.UTF8.GetBytes($"[3,\"{name}\",{{\"status\":\"Accepted\"}}]"));
    }
}
