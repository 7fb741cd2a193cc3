using System.Collections.Concurrent;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.RealTime;

/// <summary>Fault A9 over real sockets: the meters of operation, on libmodbus, poll a gateway that mixes up its answers.</summary>
public sealed class RealWrongAnswerTests(ITestOutputHelper output)
{
    private const int PollsWatched = 40;

    [Theory]
    [InlineData(MeterFault.AnswersLate, "another request (transaction id)")]
    [InlineData(MeterFault.UnitsSwapped, "answered instead of unit")]
    public async Task Over_real_sockets_no_wrong_answer_becomes_a_reading_and_each_ends_its_connection(MeterFault fault, string said)
    {
        var seen = await PlayAsync(fault, checksIdentity: true);
        Assert.True(seen is { Wrong: 0, Refused: > 10 } && seen.Connections > seen.Refused / 2, $"{seen}");
        Assert.Contains(said, seen.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MeterFault.AnswersLate)]
    [InlineData(MeterFault.UnitsSwapped)]
    public async Task Over_real_sockets_without_a_look_at_transaction_and_unit_wrong_answers_become_readings(MeterFault fault)
    {
        var seen = await PlayAsync(fault, checksIdentity: false);
        Assert.True(seen is { Wrong: > 10, Refused: 0, Connections: 1 }, $"{seen}");
    }

    private async Task<Seen> PlayAsync(MeterFault fault, bool checksIdentity)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(180));
        var garage = Examples.Garage;
        using var world = new SimulatedSite(
            garage with { Meters = [.. garage.Meters.Select(meter => meter with { Template = garage.Meters[0].Template })] }, new Scenario(), 1, Examples.Templates);
        await using var server = new GatewayServer(world);
        var (healthy, wrong, refused, sentences) = (0, 0, 0, new ConcurrentQueue<string>());
        var fleet = new ModbusMeterFleet(
            [.. world.Meters.Select(meter => meter.Meter with { Host = "127.0.0.1", Port = server.Port, Poll = TimeSpan.FromMilliseconds(50) })],
            Examples.Templates,
            meter => new ModbusTcpClient(Options(meter), TimeProvider.System),
            (what, _) =>
            {
                Judge(what);
                return ValueTask.CompletedTask;
            },
            () => Instant.Start,
            TimeProvider.System);
        var polling = fleet.RunAsync(limit.Token);
        await UntilAsync(() => Volatile.Read(ref healthy) >= 4);
        Assert.Equal((0, 0), (wrong, refused));
        server.Begin(fault, lateBy: 1);
        await UntilAsync(() => Volatile.Read(ref healthy) + Volatile.Read(ref wrong) + Volatile.Read(ref refused) >= PollsWatched);
        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);
        var seen = new Seen(healthy, wrong, refused, server.Connections, sentences.FirstOrDefault() ?? "");
        output.WriteLine($"{fault}, identity {checksIdentity}: {seen}");
        return seen;

        // A long response time-out: here every request is answered, and a busy machine is not the fault.
        ModbusTcpOptions Options(Meter meter) => new() { Host = meter.Host, Port = meter.Port, ResponseTimeout = TimeSpan.FromSeconds(10), ChecksIdentity = checksIdentity };

        void Judge(SiteEvent what)
        {
            if (what is MeterReading reading)
            {
                // The meter is not polled again before this returns: what it measured last is what the reading must be.
                var truth = server.Amps(world.Meters.Single(meter => meter.Meter.Id == reading.Meter));
                Interlocked.Increment(ref Math.Abs(reading.Current.L1.Value - truth) < 0.005 ? ref healthy : ref wrong);
            }
            else if (what is MeterReadFailed failed)
            {
                Interlocked.Increment(ref refused);
                sentences.Enqueue(failed.Reason);
            }
        }

        async Task UntilAsync(Func<bool> reached)
        {
            while (!reached())
            {
                Assert.False(polling.IsFaulted, $"{polling.Exception}");
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
            }
        }
    }

    private sealed record Seen(int Healthy, int Wrong, int Refused, int Connections, string Sentence);
}
