using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using EdgeController.Benchmarks.Harness;

namespace EdgeController.Benchmarks.Relay;

/// <summary>
/// A station that does nothing but call and wait for the answer: MeterValues of about 310 bytes. It comes from a loopback address of
/// its own choice, since the controller takes only so many connections from one address.
/// </summary>
internal sealed class Caller(string id, int source) : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _from = new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, stop) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(FormattableString.Invariant($"127.0.1.{1 + source}")), 0));
            await socket.ConnectAsync(context.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });
    private readonly byte[] _buffer = new byte[8192];
    private int _number;

    /// <summary>The payload of what is called.</summary>
    public static string MeterValues(string now) =>
        $$"""{"connectorId":1,"meterValue":[{"timestamp":"{{now}}","sampledValue":[{"value":"6.0","measurand":"Current.Import","phase":"L1","unit":"A"},{"value":"6.0","measurand":"Current.Import","phase":"L2","unit":"A"},{"value":"6.0","measurand":"Current.Import","phase":"L3","unit":"A"}]}]}""";

    public async Task ConnectAsync(int port, CancellationToken stop)
    {
        _socket.Options.AddSubProtocol("ocpp1.6");
        await _socket.ConnectAsync(new Uri(FormattableString.Invariant($"ws://127.0.0.1:{port}/ocpp/{id}")), _from, stop);
        await CallAsync("BootNotification", """{"chargePointVendor":"Bench","chargePointModel":"Caller"}""", stop);
        await CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""", stop);
    }

    /// <summary>One call a second, the stations spread over it, until the end; round trips in microseconds.</summary>
    public async Task BeatAsync(TimeSpan offset, int seconds, Series? trips, Lock gate, CancellationToken stop)
    {
        await Task.Delay(offset, TimeProvider.System, stop);
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        for (var second = 0; second < seconds; second++)
        {
            var trip = await MeasureAsync(stop);
            lock (gate)
            {
                trips?.Add(trip);
            }

            await beat.WaitForNextTickAsync(stop);
        }
    }

    /// <summary>As many calls as go until the end; how many went.</summary>
    public async Task<int> SaturateAsync(TimeSpan length, CancellationToken stop)
    {
        var (began, calls) = (TimeProvider.System.GetTimestamp(), 0);
        for (; TimeProvider.System.GetElapsedTime(began) < length; calls++)
        {
            await MeasureAsync(stop);
        }

        return calls;
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
        _from.Dispose();
    }

    private Task<double> MeasureAsync(CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return CallAsync(
            "MeterValues",
            MeterValues(now),
            stop);
    }

    private async Task<double> CallAsync(string action, string payload, CancellationToken stop)
    {
        var name = FormattableString.Invariant($"{++_number:000000}");
        var frame = Encoding.UTF8.GetBytes($"[2,\"{name}\",\"{action}\",{payload}]");
        var began = TimeProvider.System.GetTimestamp();
        await _socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, stop);
        while (true)
        {
            var length = await RawRelay.ReceiveAsync(_socket, _buffer, stop);
            if (length < 0)
            {
                throw new InvalidOperationException($"{id} was disconnected");
            }

            if (_buffer[1] != (byte)'2')
            {
                return TimeProvider.System.GetElapsedTime(began).TotalMicroseconds;
            }

            // A call of the controller: the fallback, or a limit.
            var text = Encoding.UTF8.GetString(_buffer, 0, length);
            await _socket.SendAsync(Encoding.UTF8.GetBytes($"[3,\"{text.Split('"')[1]}\",{{\"status\":\"Accepted\"}}]").AsMemory(), WebSocketMessageType.Text, endOfMessage: true, stop);
        }
    }
}
