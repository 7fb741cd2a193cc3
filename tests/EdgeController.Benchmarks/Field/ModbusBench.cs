using System.Collections.Concurrent;
using EdgeController.Benchmarks.Harness;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;

namespace EdgeController.Benchmarks.Field;

/// <summary>Fifty Modbus TCP meters on loopback, each a server of its own in another process, polled every second; and what one reading costs to decode.</summary>
internal static class ModbusBench
{
    private const int Devices = 50;
    private const int WarmSeconds = 10;
    private const int Seconds = 30;
    private const string Group = "modbus";

    public static async Task RunAsync(Figures figures)
    {
        var template = MeterTemplates.Load(ConfigurationFolder.FindMeters())["janitza-umg96rm"];
        Decode(figures, template);
        await using var devices = Child.Start("EdgeController.Benchmarks.dll", "--modbus-devices");
        int[] ports = [.. (await devices.LineAsync("^ports: ([0-9 ]+)$")).Split(' ').Select(int.Parse)];
        await PollAsync(figures, template, ports);
    }

    /// <summary>Serves as a child process until its standard input ends; prints its ports.</summary>
    public static async Task<int> ServeAsync()
    {
        var template = MeterTemplates.Load(ConfigurationFolder.FindMeters())["janitza-umg96rm"];
        var image = MeterEncoder.Encode(template, Sample);
        var servers = new List<ModbusTcpServer>();
        for (var i = 0; i < Devices; i++)
        {
            servers.Add(ModbusTcpServer.Start());
            servers[i].Serve(1, image);
        }

        Console.WriteLine($"ports: {string.Join(' ', servers.Select(server => server.Port))}");
        await Console.In.ReadToEndAsync();
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        return 0;
    }

    private static MeterSample Sample { get; } = new()
    {
        Voltage = PerPhase.All<Volts?>(new Volts(230)),
        Current = PerPhase.All<Amperes?>(new Amperes(20)),
        Power = PerPhase.All<Watts?>(new Watts(4600)),
        TotalPower = new Watts(13800),
        FrequencyHertz = 50,
        EnergyImport = new WattHours(1_000_000),
        EnergyExport = WattHours.Zero,
    };

    private static void Decode(Figures figures, MeterTemplate template)
    {
        const int Readings = 200_000;
        var image = MeterEncoder.Encode(template, Sample);
        var meter = Meter(0, 502);
        var costs = new Series();
        for (var round = 0; round < 7; round++)
        {
            var from = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < Readings; i++)
            {
                _ = MeterReadingDecoder.ToEvent(meter, template, image, Instant.Start);
            }

            costs.Add(TimeProvider.System.GetElapsedTime(from).TotalMicroseconds / Readings);
        }

        figures.Add(Group, "decoding one reading, from registers to an event, median", costs.Median, "us");
    }

    private static async Task PollAsync(Figures figures, MeterTemplate template, int[] ports)
    {
        var started = TimeProvider.System.GetTimestamp();
        Instant Now() => new(TimeProvider.System.GetElapsedTime(started));
        var newest = new ConcurrentDictionary<MeterId, Instant>();
        var (took, ages) = (new ConcurrentQueue<double>(), new Series());
        using var stop = new CancellationTokenSource();
        var fleet = new ModbusMeterFleet(
            [.. ports.Select((port, i) => Meter(i, port))],
            new Dictionary<string, MeterTemplate>(StringComparer.Ordinal) { [template.Id] = template },
            meter => new ModbusTcpClient(new ModbusTcpOptions { Host = meter.Host, Port = meter.Port }, TimeProvider.System),
            (happened, _) =>
            {
                if (happened is MeterReading reading)
                {
                    newest[reading.Meter] = reading.At;
                    took.Enqueue((Now() - reading.At).TotalMilliseconds);
                }

                return ValueTask.CompletedTask;
            },
            Now,
            TimeProvider.System);
        var polling = fleet.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(WarmSeconds), TimeProvider.System);
        took.Clear();
        var (cpu, from) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        for (var second = 0; second < Seconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1.037), TimeProvider.System);
            foreach (var at in newest.Values)
            {
                ages.Add((Now() - at).TotalMilliseconds);
            }
        }

        var seconds = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
        var share = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / seconds;
        await stop.CancelAsync();
        try
        {
            await polling;
        }
        catch (OperationCanceledException)
        {
            // What we asked for.
        }

        var answers = new Series();
        foreach (var value in took)
        {
            answers.Add(value);
        }

        figures.Add(Group, $"{Devices} meters each second: share of one core", share * 100, "%", atMost: 10);
        figures.Add(Group, $"{Devices} meters: readings a second", took.Count / seconds, "1/s", atLeast: 49);
        figures.Add(Group, $"{Devices} meters: request to reading, median", answers.Median, "ms");
        figures.Add(Group, $"{Devices} meters: request to reading, p99", answers.P99, "ms");
        figures.Add(Group, $"{Devices} meters: age of the newest sample at any moment, p99", ages.P99, "ms", atMost: 1100);
    }

    private static Meter Meter(int index, int port) => new()
    {
        Id = new MeterId(FormattableString.Invariant($"meter{index}")),
        Index = index,
        Template = "janitza-umg96rm",
        Host = "127.0.0.1",
        Port = port,
        Unit = 1,
        Poll = TimeSpan.FromSeconds(1),
        Phases = PhaseRotation.L1L2L3,
    };
}
