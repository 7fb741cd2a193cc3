using System.Threading.Channels;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Shell;

/// <summary>
/// A <see cref="SimulatedSite"/> in real time with real sockets: a Modbus TCP server for each meter and a WebSocket client for each station.
/// One loop owns the site; sockets only post into its inbox.
/// </summary>
public sealed class RealTimeSite : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SimulatedSite _site;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<SiteOutput> _outputs = [];

    // Overflow: the newest is refused, as if the socket had lost it; 24 stations post a few frames a second.
    private readonly Channel<(int Station, StationInput Input)> _inbox = Channel.CreateBounded<(int Station, StationInput Input)>(8192);

    private readonly List<(SimulatedMeter Meter, ModbusTcpServer Server)> _meters = [];
    private readonly List<(SimulatedSunSpec Device, ModbusTcpServer Server)> _sunspec = [];
    private StationClient[] _clients = [];
    private Task _running = Task.CompletedTask;
    private int _second;

    private RealTimeSite(SimulatedSite site, TimeProvider time)
    {
        _site = site;
        _time = time;
        _started = time.GetTimestamp();
        foreach (var meter in site.Meters)
        {
            var server = ModbusTcpServer.Start();
            _meters.Add((meter, server));
        }

        foreach (var device in site.SunSpec)
        {
            var server = ModbusTcpServer.Start();
            server.TakeWrites(device.Unit.Unit, (start, words) => Look(_ => device.Write(start, words)));
            _sunspec.Add((device, server));
        }
    }

    /// <summary>Opens the meters' ports, so that the controller can be pointed at them before the stations connect.</summary>
    public static RealTimeSite Open(SimulatedSite site, TimeProvider time)
    {
        var open = new RealTimeSite(site, time);
        open.ServeMeters();
        return open;
    }

    /// <summary>Loopback port of the meter with that index in the site.</summary>
    public int MeterPort(int meter) =>
        (_meters.Find(pair => pair.Meter.Meter.Index == meter).Server ?? _sunspec.Find(pair => pair.Device.Unit.Meter?.Index == meter).Server).Port;

    /// <summary>Loopback port of the device by which the PV array or battery with that index is steered.</summary>
    public int ResourcePort(int resource) => _sunspec.Find(pair => pair.Device.Unit.Resource?.Index == resource).Server.Port;

    /// <summary>Begins: stations connect to <c>endpoint/identity</c> and time runs.</summary>
    public void Start(Uri endpoint)
    {
        _clients =
        [
            .. _site.Stations.Select((station, index) =>
                new StationClient(
                new Uri($"{endpoint.ToString().TrimEnd('/')}/{Uri.EscapeDataString(station.Options.Id)}"), station.Options.Version, index, _inbox.Writer, _time)),
        ];
        _running = RunAsync(_stop.Token);
    }

    /// <summary>Looks at the site, or changes it (faults), between two of its steps.</summary>
    public T Look<T>(Func<SimulatedSite, T> look)
    {
        lock (_gate)
        {
            return look(_site);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        finally
        {
            foreach (var client in _clients)
            {
                await client.DisposeAsync();
            }

            foreach (var server in _meters.Select(pair => pair.Server).Concat(_sunspec.Select(pair => pair.Server)))
            {
                await server.DisposeAsync();
            }

            _stop.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Second, _time);
        var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        var mail = _inbox.Reader.WaitToReadAsync(cancellationToken).AsTask();
        try
        {
            while (true)
            {
                await Task.WhenAny(tick, mail);
                lock (_gate)
                {
                    Step();
                }

                if (tick.IsCompleted)
                {
                    await tick;
                    tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                }

                if (mail.IsCompleted)
                {
                    await mail;
                    mail = _inbox.Reader.WaitToReadAsync(cancellationToken).AsTask();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(Task.WhenAll(tick, mail));
        }
    }

    private void Step()
    {
        var elapsed = _time.GetElapsedTime(_started);
        while (_inbox.Reader.TryRead(out var letter))
        {
            _site.Deliver(letter.Station, letter.Input, new Instant(elapsed), _outputs);
        }

        var stepped = false;
        while (_second <= (int)elapsed.TotalSeconds)
        {
            _site.Advance(Instant.FromSeconds(_second++), _outputs);
            stepped = true;
        }

        foreach (var output in _outputs)
        {
            _clients[output.Station].Carry(output.Output);
        }

        _outputs.Clear();
        if (stepped)
        {
            ServeMeters();
        }
    }

    private void ServeMeters()
    {
        foreach (var (meter, server) in _meters)
        {
            var image = meter.Read(_site.Tree);
            server.Fault = meter.Fault == MeterFault.Gone ? ModbusServerFault.Refuse : image is null ? ModbusServerFault.Mute : ModbusServerFault.None;
            if (image is not null)
            {
                server.Serve(meter.Meter.Unit, image);
            }
        }

        foreach (var (device, server) in _sunspec)
        {
            server.Fault = device.Image is null ? ModbusServerFault.Mute : ModbusServerFault.None;
            if (device.Image is { } registers)
            {
                server.Serve(device.Unit.Unit, registers);
            }
        }
    }
}
