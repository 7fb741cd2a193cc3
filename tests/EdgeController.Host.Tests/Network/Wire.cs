using System.Net;
using System.Net.Sockets;

namespace EdgeController.Host.Tests.Network;

/// <summary>A cable between two ports of loopback that can be cut: both ends stay open and nothing arrives any more.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _ends = [];
    private readonly int _target;
    private Task _running = Task.CompletedTask;
    private volatile bool _cut;

    private Wire(int target) => _target = target;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static Wire To(int port)
    {
        var wire = new Wire(port);
        wire._listener.Start();
        wire._running = wire.AcceptAsync();
        return wire;
    }

    public void Cut() => _cut = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _ends.ForEach(end => end.Dispose());
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync(_stop.Token);
                var far = new TcpClient();
                _ends.AddRange([near, far]);
                if (!_cut)
                {
                    await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                    pumps.Add(PumpAsync(near, far));
                    pumps.Add(PumpAsync(far, near));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
            {
                if (!_cut)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
                }
            }

            if (!_cut)
            {
                to.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or InvalidOperationException)
        {
            // One end is gone: so is what it had to say.
        }
    }
}
