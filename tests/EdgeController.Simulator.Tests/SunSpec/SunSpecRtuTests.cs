using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Drivers.SunSpec;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.SunSpec;

/// <summary>SunSpec on RS-485: found, read, proven, steered and let go through a pair of pseudo-terminals, in simulated seconds.</summary>
public sealed class SunSpecRtuTests
{
    private const int Unit = 7;
    private static readonly TimeSpan Reverts = TimeSpan.FromSeconds(12);

    [Theory]
    [InlineData(SunSpecModelSet.Integers, ResourceKind.Pv, 4000, -4000)]
    [InlineData(SunSpecModelSet.Floats, ResourceKind.Battery, -3000, -3000)]
    [InlineData(SunSpecModelSet.Der, ResourceKind.Battery, 2000, 2000)]
    public async Task A_device_on_a_serial_line_is_found_read_steered_and_lets_go_by_itself(SunSpecModelSet set, ResourceKind kind, double told, double does)
    {
        var resource = new EnergyResource
        {
            Id = "it", Index = 0, Kind = kind, Circuit = 0, Max = new Watts(11000), Meter = 0, Control = new ResourceControl("sunspec", "/dev/ttyUSB0", 0, Unit, Reverts),
        };
        var site = TestSite.With(resource);
        var (flows, tree, now) = (new SimulatedResource(resource, site), new ElectricalTree(site), 0.0);
        var unit = new SunSpecUnit("/dev/ttyUSB0", 0, Unit, kind == ResourceKind.Pv ? SunSpecKind.Inverter : SunSpecKind.Storage) { Meter = site.Meters[0], Resource = resource };
        var (device, gate) = (new SimulatedSunSpec(unit, set, 0, new SeededRandom(1), flows), new Lock());

        await using var server = ModbusRtuServer.Start();
        server.TakeWrites(Unit, (start, words) =>
        {
            lock (gate)
            {
                return device.Write(start, words);
            }
        });
        await using var client = new ModbusRtuClient(
            new ModbusRtuOptions { Device = server.Device, Format = new SerialFormat(115200, 8, 'N', 1), ResponseTimeout = TimeSpan.FromSeconds(5) }, TimeProvider.System);
        using var bus = new SemaphoreSlim(1);
        var driver = new SunSpecDevice(unit, client, bus, (_, _) => ValueTask.CompletedTask, () => Instant.FromSeconds(now), TimeProvider.System);

        async Task<double> RunAsync(int seconds, ResourceOrder? order, Func<bool>? until = null)
        {
            var read = double.NaN;
            for (var second = 0; second < seconds && until?.Invoke() != true; second++)
            {
                now++;
                lock (gate)
                {
                    flows.Command = device.Command;
                    flows.Advance(TimeSpan.FromHours(13), tree);
                    tree.Clear();
                    foreach (var phase in PerPhase.Each)
                    {
                        tree.Add(0, phase, flows.Amps(phase));
                    }

                    tree.Settle(1);
                    device.Advance(tree);
                    server.Serve(Unit, device.Image!);
                }

                var events = await driver.PollAsync(TestContext.Current.CancellationToken);
                read = Assert.IsType<MeterReading>(events[0]).Power!.Value.Value;
                if (order is not null)
                {
                    driver.Apply(order);
                    await driver.CarryOutAsync(TestContext.Current.CancellationToken);
                }
            }

            return read;
        }

        var byItself = kind == ResourceKind.Pv ? -11000 : 0.0;
        var order = kind == ResourceKind.Pv ? new ResourceOrder(0, null, new Watts(told), Reverts) : new ResourceOrder(0, new Watts(told), null, Reverts);
        Assert.Equal(byItself, await RunAsync(1, null), 150.0);
        await RunAsync(40, order, () => driver.Steering == SteeringState.Ready);
        Assert.Equal(SteeringState.Ready, driver.Steering);
        Assert.Equal(does, await RunAsync(5, order), 150.0);

        // Nobody renews it.
        Assert.Equal(byItself, await RunAsync(14, null), 150.0);
        Assert.Equal(SteeringState.Ready, driver.Steering);
    }
}
