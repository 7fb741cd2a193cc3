using System.Net;
using System.Net.Sockets;
using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.RealTime;

/// <summary>
/// The frames of a <see cref="SimulatedGateway"/> on a loopback socket, one client after the other. Every request finds another current on the
/// meter that it asks, so that each answer can be told from all others.
/// </summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private const int RequestLength = 12;

    private readonly SimulatedSite _world;
    private readonly SimulatedGateway _gateway;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<SimulatedMeter, double> _measured = [];
    private readonly Task _serving;
    private int _requests;
    private int _connections;

    public GatewayServer(SimulatedSite world)
    {
        (_world, _gateway) = (world, new SimulatedGateway(world.Meters));
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The first phase's current that the meter measured when it was asked last.</summary>
    public double Amps(SimulatedMeter meter)
    {
        lock (_lock)
        {
            return _measured[meter];
        }
    }

    public void Begin(MeterFault fault, int lateBy)
    {
        lock (_lock)
        {
            (_world.Meters[0].Fault, _world.Meters[0].LateBy) = (fault, lateBy);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                await AnswerAsync(client.GetStream());
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                continue;
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var request = new byte[RequestLength];
        while (true)
        {
            await stream.ReadExactlyAsync(request, _stop.Token);
            if (Answer(request) is { } answer)
            {
                await stream.WriteAsync(answer, _stop.Token);
            }
        }
    }

    private byte[]? Answer(byte[] request)
    {
        lock (_lock)
        {
            var asked = _world.Meters.Single(meter => meter.Meter.Unit == request[6]);
            _world.Tree.Clear();
            _world.Tree.Add(0, Phase.L1, 100 + (++_requests % 50));
            _world.Tree.Add(_world.Meters[1].Circuit, Phase.L1, 20 + (_requests * 0.01));
            _measured[asked] = _world.Tree.Amps(asked.Circuit, Phase.L1);
            _gateway.Acquire(asked, _world.Tree);
            return _gateway.Answer(asked, request);
        }
    }
}
