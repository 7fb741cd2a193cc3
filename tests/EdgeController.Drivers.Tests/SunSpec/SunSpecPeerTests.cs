using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.SunSpec;
using EdgeController.Drivers.Tests.Modbus.LibModbus;

namespace EdgeController.Drivers.Tests.SunSpec;

/// <summary>The driver over TCP against npm's <c>modbus-serial</c> with registers put down by hand: found, read, proven, curtailed, let go.</summary>
public sealed class SunSpecPeerTests
{
    private static readonly TimeSpan Reverts = TimeSpan.FromSeconds(3);

    private static readonly EnergyResource Sun = new()
    {
        Id = "sun", Index = 0, Kind = ResourceKind.Pv, Circuit = 0, Max = new Watts(20000), Control = new ResourceControl("sunspec-inverter", "127.0.0.1", 502, 1, Reverts),
    };

    [Fact]
    public async Task An_inverter_is_commanded_only_after_it_let_go_by_itself_and_lets_go_when_nobody_renews()
    {
        await WithInverterAsync("", async (device, poll) =>
        {
            var first = await poll();
            Assert.Equal(-10000, Assert.IsType<MeterReading>(first[0]).Power!.Value.Value, 6);
            Assert.Equal(SteeringState.Unknown, Assert.IsType<ResourceReported>(first[1]).Steering);

            // What is ordered before the proof is not done.
            var order = new ResourceOrder(0, null, new Watts(4000), Reverts);
            device.Apply(order);
            await device.CarryOutAsync(TestContext.Current.CancellationToken);
            Assert.Equal(-10000, ((MeterReading)(await poll())[0]).Power!.Value.Value, 6);
            await Until.TrueAsync(async () => ((ResourceReported)(await poll())[1]).Steering == SteeringState.Ready);

            device.Apply(order);
            await device.CarryOutAsync(TestContext.Current.CancellationToken);
            await Until.TrueAsync(async () => ((MeterReading)(await poll())[0]).Power!.Value.Value == -4000);

            // Nobody renews it.
            await Until.TrueAsync(async () => ((MeterReading)(await poll())[0]).Power!.Value.Value == -10000);
            Assert.Equal(SteeringState.Ready, ((ResourceReported)(await poll())[1]).Steering);
        });
    }

    [Fact]
    public async Task An_inverter_whose_timer_does_nothing_is_never_commanded_and_says_why()
    {
        await WithInverterAsync("forgetful", async (device, poll) =>
        {
            await poll();
            device.Apply(new ResourceOrder(0, null, new Watts(4000), TimeSpan.FromSeconds(1)));
            await device.CarryOutAsync(TestContext.Current.CancellationToken);
            ResourceReported report = null!;
            await Until.TrueAsync(
                async () =>
                {
                    var events = await poll();
                    Assert.Equal(-10000, ((MeterReading)events[0]).Power!.Value.Value, 6);
                    report = (ResourceReported)events[1];
                    return report.Steering == SteeringState.NoReversion;
                },
                30);
            Assert.Contains("its reversion timer does not work", report.Problem, StringComparison.Ordinal);
        });
    }

    private static async Task WithInverterAsync(string habit, Func<SunSpecDevice, Func<Task<IReadOnlyList<SiteEvent>>>, Task> test)
    {
        var folder = IndependentPeerTests.Folder();
        await IndependentPeerTests.InstallAsync(folder);
        using var node = IndependentPeerTests.Start(folder, "node", $"sunspec.mjs {habit}");
        try
        {
            var line = await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.True(int.TryParse(line, out var port), $"node said '{line}'");
            await using var client = ModbusTcpClientTests.Client(port);
            using var gate = new SemaphoreSlim(1);
            var time = TimeProvider.System;
            var started = time.GetTimestamp();
            var meter = new Meter
            {
                Id = new("roof"), Index = 0, Template = "sunspec-inverter", Host = "127.0.0.1", Port = port, Unit = 1, Poll = TimeSpan.FromSeconds(1), Phases = PhaseRotation.L1L2L3,
            };
            var unit = new SunSpecUnit("127.0.0.1", port, 1, SunSpecKind.Inverter) { Meter = meter, Resource = Sun };
            var device = new SunSpecDevice(unit, client, gate, (_, _) => ValueTask.CompletedTask, () => new Instant(time.GetElapsedTime(started)), time);
            await test(device, async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(150), time, TestContext.Current.CancellationToken);
                return await device.PollAsync(TestContext.Current.CancellationToken);
            });
        }
        finally
        {
            node.Kill(entireProcessTree: true);
            await node.WaitForExitAsync(CancellationToken.None);
        }
    }
}
