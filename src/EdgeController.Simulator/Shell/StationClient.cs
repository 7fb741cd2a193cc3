using System.Net.WebSockets;
using System.Threading.Channels;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.Shell;

/// <summary>
/// The socket of one simulated station: opens and closes it as the machine wishes, and posts what arrives. The machine itself is stepped
/// by whoever reads <see cref="RealTimeSite"/>'s inbox, so that one thread at a time touches it.
/// </summary>
internal sealed class StationClient(Uri endpoint, string version, int station, ChannelWriter<(int Station, StationInput Input)> inbox, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource? _current;
    private OcppSocket? _socket;
    private Task _running = Task.CompletedTask;

    /// <summary>Does what the machine wants done.</summary>
    public void Carry(in StationOutput output)
    {
        switch (output.Kind)
        {
            case StationOutputKind.Connect:
                var previous = _running;
                var current = _current = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                _running = RunAsync(previous, current);
                break;
            case StationOutputKind.Send:
                if (Volatile.Read(ref _socket) is { } socket && !socket.TrySend(output.Frame))
                {
                    _current?.Cancel();
                }

                break;
            default:
                _current?.Cancel();
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(Task previous, CancellationTokenSource current)
    {
        await previous;
        using var _ = current;
        var cancellationToken = current.Token;
        using var web = new ClientWebSocket();
        web.Options.AddSubProtocol("ocpp" + version);
        try
        {
            using var limit = new CancellationTokenSource(ConnectTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await web.ConnectAsync(endpoint, either.Token);
        }
        catch (Exception failed) when (failed is WebSocketException or OperationCanceledException or IOException)
        {
            inbox.TryWrite((station, StationInput.Closed));
            return;
        }

        await using var socket = new OcppSocket(web, new OcppSocketOptions { CloseTimeout = TimeSpan.FromSeconds(1) }, time);
        Volatile.Write(ref _socket, socket);
        inbox.TryWrite((station, StationInput.Connected));
        var received = await socket.ReceiveAsync(cancellationToken);
        while (received.Closed is null)
        {
            inbox.TryWrite((station, StationInput.Message(received.Message)));
            received = await socket.ReceiveAsync(cancellationToken);
        }

        Volatile.Write(ref _socket, null);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "");
        if (!_stop.IsCancellationRequested)
        {
            inbox.TryWrite((station, StationInput.Closed));
        }
    }
}
