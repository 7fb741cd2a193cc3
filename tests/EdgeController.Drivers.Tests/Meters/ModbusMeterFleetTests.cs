using System.Collections.Concurrent;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Drivers.Tests.Modbus.LibModbus;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Drivers.Tests.Meters;

public class ModbusMeterFleetTests
{
    private static readonly MeterTemplate Template = TemplateFor.Type(RegisterType.Float32, WordOrder.LeastSignificantFirst, 1, []);
    private static readonly RegisterImage Good = MeterEncoder.Encode(Template, TemplateFor.Sample);

    [Fact]
    public async Task One_dead_meter_behind_a_gateway_does_not_stop_the_other()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Good);
        var seen = new ConcurrentQueue<SiteEvent>();
        await RunAsync([TemplateFor.Meter(1, server.Port, pollSeconds: 0.02), TemplateFor.Meter(2, server.Port, pollSeconds: 0.02)], seen, async () =>
        {
            await Until.TrueAsync(() => Task.FromResult(seen.OfType<MeterReading>().Count() >= 3 && seen.OfType<MeterReadFailed>().Count() >= 3));
            Assert.All(seen.OfType<MeterReading>(), reading => Assert.Equal(new MeterId("meter-1"), reading.Meter));
            Assert.All(seen.OfType<MeterReadFailed>(), failed => Assert.Contains("gateway: no answer", failed.Reason, StringComparison.Ordinal));

            server.Serve(2, Good);
            await Until.TrueAsync(() => Task.FromResult(seen.OfType<MeterReading>().Any(reading => reading.Meter == new MeterId("meter-2"))));
        });
    }

    /// <summary>Three buses: a serial one and a network one that hang, and a good one, which loses no poll.</summary>
    [Fact]
    public async Task A_bus_that_hangs_harms_no_other()
    {
        await using var hung = ModbusTcpServer.Start();
        hung.Fault = ModbusServerFault.Mute;
        await using var silent = ModbusRtuServer.Start();
        await using var good = ModbusTcpServer.Start();
        good.Serve(3, Good);
        var seen = new ConcurrentQueue<SiteEvent>();
        await RunAsync([TemplateFor.Meter(1, hung.Port, pollSeconds: 0.1), Serial(2, silent), TemplateFor.Meter(3, good.Port, pollSeconds: 0.1)], seen, async () =>
        {
            await Until.TrueAsync(() => Task.FromResult(seen.OfType<MeterReadFailed>().Select(failed => failed.Meter).Distinct().Count() == 2));
            var ages = seen.OfType<MeterReading>().Where(reading => reading.Meter == new MeterId("meter-3")).Select(reading => reading.At.SinceStart.TotalSeconds).ToArray();
            Assert.True(ages.Length >= 3, $"{ages.Length} readings while the others hung");
            Assert.All(ages.Zip(ages.Skip(1), (a, b) => b - a), gap => Assert.InRange(gap, 0, 0.6));
        });
    }

    [Fact]
    public async Task Several_meters_share_a_serial_bus_and_a_dead_one_takes_little_from_the_others()
    {
        await using var bus = ModbusRtuServer.Start();
        bus.Serve(1, Good);
        bus.Serve(2, Good);
        var seen = new ConcurrentQueue<SiteEvent>();
        await RunAsync([Serial(1, bus), Serial(2, bus), Serial(7, bus)], seen, async () =>
        {
            await Until.TrueAsync(() => Task.FromResult(seen.OfType<MeterReadFailed>().Count() >= 4));
            var readings = seen.OfType<MeterReading>().GroupBy(reading => reading.Meter.Value).ToDictionary(group => group.Key, group => group.Count());
            Assert.Equal(["meter-1", "meter-2"], readings.Keys.Order());
            Assert.All(readings.Values, count => Assert.True(count > 4, $"{count} readings beside a dead unit"));

            bus.Serve(7, Good);
            await Until.TrueAsync(() => Task.FromResult(seen.OfType<MeterReading>().Any(reading => reading.Meter == new MeterId("meter-7"))));
        });
    }

    /// <summary>Fault A10.</summary>
    [Fact]
    public async Task A_noisy_bus_is_not_believed_although_single_answers_come_through()
    {
        var clock = Instant.Start;
        var health = new BusHealth();
        var transport = new ScriptedTransport(call => call % 2 == 0 ? ModbusResult.Failed(ModbusFailure.BadChecksum, "noise") : ModbusResult.Ok);
        using var gate = new SemaphoreSlim(1);
        var driver = new ModbusMeterDriver(TemplateFor.Meter(), Template, transport, gate, (_, _) => ValueTask.CompletedTask, () => clock, TimeProvider.System, health);
        var outcomes = new List<SiteEvent>();
        for (var second = 0; second < 60; second++)
        {
            clock = new Instant(TimeSpan.FromSeconds(second));
            outcomes.Add(await driver.PollAsync(TestContext.Current.CancellationToken));
        }

        // The negative control: without the bus's health every second answer passes for a reading.
        clock = Instant.Start;
        var blind = new ModbusMeterDriver(TemplateFor.Meter(), Template, transport, gate, (_, _) => ValueTask.CompletedTask, () => clock, TimeProvider.System);
        var unwatched = new List<SiteEvent>();
        for (var second = 0; second < 60; second++)
        {
            clock = new Instant(TimeSpan.FromSeconds(second));
            unwatched.Add(await blind.PollAsync(TestContext.Current.CancellationToken));
        }

        var believed = unwatched.Skip(35).Count(outcome => outcome is MeterReading);
        Assert.True(believed > 5, $"{believed}");
        Assert.Contains(outcomes.Skip(35).OfType<MeterReadFailed>(), failed => failed.Reason.Contains("of the answers on this bus are damaged", StringComparison.Ordinal));
        Assert.DoesNotContain(outcomes.Skip(35), outcome => outcome is MeterReading);
        ProcessFaults.Name("A10", 1, outcomes.FindLastIndex(outcome => outcome is MeterReading), $"{believed} readings of the damaged bus believed after that");
    }

    [Fact]
    public async Task A_meter_that_falls_silent_fails_every_poll_and_comes_back()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Good);
        var seen = new ConcurrentQueue<SiteEvent>();
        await RunAsync([TemplateFor.Meter(1, server.Port, pollSeconds: 0.02)], seen, async () =>
        {
            await Until.TrueAsync(() => Task.FromResult(seen.OfType<MeterReading>().Any()));
            server.Fault = ModbusServerFault.Mute;
            await Until.TrueAsync(() => Task.FromResult(seen.OfType<MeterReadFailed>().Any(failed => failed.Reason.Contains("no answer within", StringComparison.Ordinal))));
            server.Fault = ModbusServerFault.None;
            seen.Clear();
            await Until.TrueAsync(() => Task.FromResult(seen.OfType<MeterReading>().Any()));
        });
    }

    [Fact]
    public async Task A_reading_is_as_old_as_its_request_and_a_slow_answer_makes_it_no_younger()
    {
        var now = Instant.FromSeconds(10);
        await using var transport = new ScriptedTransport(_ =>
        {
            now = Instant.FromSeconds(14);
            return ModbusResult.Ok;
        });

        Assert.Equal(Instant.FromSeconds(10), (await PollAsync(transport, () => now)).At);
    }

    [Fact]
    public async Task A_busy_device_is_asked_again_within_the_poll_and_at_most_three_times()
    {
        await using var third = new ScriptedTransport(call => call < 3 ? ModbusResult.FromException(6) : ModbusResult.Ok);
        Assert.IsType<MeterReading>(await PollAsync(third, () => Instant.Start));

        await using var never = new ScriptedTransport(_ => ModbusResult.FromException(6));
        Assert.Contains("busy", Assert.IsType<MeterReadFailed>(await PollAsync(never, () => Instant.Start)).Reason, StringComparison.Ordinal);
        Assert.Equal(4, never.Calls);

        await using var wrongMap = new ScriptedTransport(_ => ModbusResult.FromException(2));
        Assert.IsType<MeterReadFailed>(await PollAsync(wrongMap, () => Instant.Start));
        Assert.Equal(1, wrongMap.Calls);
    }

    [Fact]
    public async Task The_energy_block_may_fail_and_a_defect_is_a_failed_read()
    {
        await using var energyFails = new ScriptedTransport(call => call == 2 ? ModbusResult.FromException(2) : ModbusResult.Ok);
        Assert.IsType<MeterReading>(await PollAsync(energyFails, () => Instant.Start));

        await using var defect = new ScriptedTransport(_ => throw new FormatException("boom"));
        Assert.Contains("boom", Assert.IsType<MeterReadFailed>(await PollAsync(defect, () => Instant.Start)).Reason, StringComparison.Ordinal);
    }

    private static Meter Serial(int unit, ModbusRtuServer bus) =>
        TemplateFor.Meter(unit, 0, pollSeconds: 0.1) with { Host = bus.Device, Serial = new SerialFormat(115200, 8, 'N', 1) };

    private static async Task<SiteEvent> PollAsync(IModbusTransport transport, Func<Instant> clock)
    {
        using var gate = new SemaphoreSlim(1);
        var driver = new ModbusMeterDriver(TemplateFor.Meter(), Template, transport, gate, (_, _) => ValueTask.CompletedTask, clock, TimeProvider.System);
        return await driver.PollAsync(TestContext.Current.CancellationToken);
    }

    private static async Task RunAsync(Meter[] meters, ConcurrentQueue<SiteEvent> seen, Func<Task> body)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        var fleet = new ModbusMeterFleet(
            meters,
            new Dictionary<string, MeterTemplate>(StringComparer.Ordinal) { ["test"] = Template },
            meter => meter.Serial is { } format
                ? new ModbusRtuClient(new ModbusRtuOptions { Device = meter.Host, Format = format, ResponseTimeout = TimeSpan.FromMilliseconds(200) }, TimeProvider.System)
                : ModbusTcpClientTests.Client(meter.Port, TimeSpan.FromMilliseconds(700)),
            (siteEvent, _) =>
            {
                seen.Enqueue(siteEvent);
                return ValueTask.CompletedTask;
            },
            () => new Instant(TimeProvider.System.GetElapsedTime(started)),
            TimeProvider.System);
        var run = fleet.RunAsync(stop.Token);
        try
        {
            await body();
        }
        finally
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }
    }

    private sealed class ScriptedTransport(Func<int, ModbusResult> answer) : IModbusTransport
    {
        public int Calls { get; private set; }

        public ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken)
        {
            var result = answer(++Calls);
            if (result.IsOk)
            {
                Assert.True(Good.TryRead(functionCode, start, into.Span[..count]));
            }

            return ValueTask.FromResult(result);
        }

        public ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ModbusResult.FromException(1));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
