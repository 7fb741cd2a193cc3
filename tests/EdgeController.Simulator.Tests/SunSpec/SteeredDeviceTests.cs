using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.SunSpec;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.SunSpec;

/// <summary>The driver's machines against simulated devices of every set of models, second by second, and every way in which they fail.</summary>
public sealed class SteeredDeviceTests
{
    private static readonly TimeSpan Reverts = TimeSpan.FromSeconds(30);

    public static TheoryData<SunSpecModelSet, ResourceKind, ulong> Devices
    {
        get
        {
            var all = new TheoryData<SunSpecModelSet, ResourceKind, ulong>();
            foreach (var set in Enum.GetValues<SunSpecModelSet>())
            {
                for (ulong seed = 1; seed <= 6; seed++)
                {
                    all.Add(set, ResourceKind.Battery, seed);
                    all.Add(set, ResourceKind.Pv, seed);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void An_order_is_done_shown_and_forgotten(SunSpecModelSet set, ResourceKind kind, ulong seed)
    {
        var bench = new Bench(set, kind, seed);
        var order = bench.Order(kind == ResourceKind.Battery ? 4000 : 6000);
        bench.Run(25, order);
        Assert.Equal(SteeringState.Ready, bench.Report.Steering);
        bench.Run(5, order);
        bench.Expect(kind == ResourceKind.Battery ? 4000 : -6000);
        if (kind == ResourceKind.Battery)
        {
            bench.Run(5, bench.Order(-3000));
            bench.Expect(-3000);
            Assert.InRange(bench.Report.StateOfCharge!.Value, 0.4, 0.6);
        }

        // Renewed for a long time, it holds; no longer renewed, it ends by itself and nothing is wrong.
        bench.Run(90, order);
        bench.Expect(kind == ResourceKind.Battery ? 4000 : -6000);
        bench.Run(35);
        bench.Expect(bench.ByItself);
        Assert.Equal((SteeringState.Ready, null), (bench.Report.Steering, bench.Report.Problem));
    }

    [Theory]
    [InlineData(SunSpecModelSet.Integers, ResourceKind.Pv)]
    [InlineData(SunSpecModelSet.Der, ResourceKind.Pv)]
    [InlineData(SunSpecModelSet.Integers, ResourceKind.Battery)]
    [InlineData(SunSpecModelSet.Der, ResourceKind.Battery)]
    public void A_device_that_does_not_let_go_is_never_commanded(SunSpecModelSet set, ResourceKind kind)
    {
        var bench = new Bench(set, kind, 1) { Fault = SunSpecFault.NoReversion };
        bench.Run(60, bench.Order(2000), () => Assert.Equal(bench.ByItself, bench.Power, 60.0));
        Assert.Equal(SteeringState.NoReversion, bench.Report.Steering);
        Assert.NotNull(bench.Report.Problem);
    }

    [Theory]
    [InlineData(SunSpecFault.KeepsNothing)]
    [InlineData(SunSpecFault.Frozen)]
    public void What_is_not_shown_as_written_is_a_wrong_echo_and_nothing_is_renewed(SunSpecFault fault)
    {
        var bench = new Bench(SunSpecModelSet.Integers, ResourceKind.Battery, 2);
        bench.Run(25, bench.Order(4000));
        bench.Expect(4000);
        bench.Fault = fault;
        bench.Run(10, bench.Order(-5000));
        Assert.Equal(SteeringState.WrongEcho, bench.Report.Steering);
        Assert.Contains("does not show what was written", bench.Report.Problem, StringComparison.Ordinal);
        bench.Run(30, bench.Order(-5000));
        Assert.Equal(bench.ByItself, bench.Power, 120.0);
    }

    [Fact]
    public void After_a_wrong_echo_it_is_tried_again_from_the_proof_on()
    {
        var bench = new Bench(SunSpecModelSet.Floats, ResourceKind.Battery, 2);
        bench.Run(25, bench.Order(4000));
        bench.Fault = SunSpecFault.KeepsNothing;
        bench.Run(20, bench.Order(2000));
        Assert.Equal(SteeringState.WrongEcho, bench.Report.Steering);
        bench.Fault = SunSpecFault.None;
        bench.Run(100, bench.Order(2000));
        Assert.Equal(SteeringState.Ready, bench.Report.Steering);
        bench.Expect(2000);
    }

    [Theory]
    [InlineData(ResourceKind.Pv)]
    [InlineData(ResourceKind.Battery)]
    public void Without_scale_factors_nothing_is_written(ResourceKind kind)
    {
        var bench = new Bench(SunSpecModelSet.Integers, kind, 1) { Fault = SunSpecFault.NoScale };
        bench.Run(30, bench.Order(2000));
        Assert.Equal(SteeringState.NoReversion, bench.Report.Steering);
        Assert.Contains("scale factor", bench.Report.Problem, StringComparison.Ordinal);
        Assert.Equal(0, bench.Writes);
    }

    [Fact]
    public void A_device_that_is_gone_forgets_its_order()
    {
        var bench = new Bench(SunSpecModelSet.Der, ResourceKind.Battery, 3);
        bench.Run(25, bench.Order(4000));
        bench.Expect(4000);
        bench.Fault = SunSpecFault.Killed;
        bench.Run(31, bench.Order(4000));
        Assert.Equal(SteeringState.Unreachable, bench.Report.Steering);
        bench.Expect(bench.ByItself);
    }

    [Fact]
    public void An_order_to_run_by_itself_ends_the_order_before_at_once()
    {
        var bench = new Bench(SunSpecModelSet.Der, ResourceKind.Battery, 3);
        bench.Run(25, bench.Order(4000));
        bench.Run(2, new ResourceOrder(0, null, null, Reverts));
        bench.Expect(bench.ByItself);
    }

    [Fact]
    public void An_inverter_falls_to_what_it_was_told_for_the_time_after()
    {
        var bench = new Bench(SunSpecModelSet.Der, ResourceKind.Pv, 4);
        var order = bench.Order(6000) with { RevertsTo = new Watts(2000) };
        bench.Run(25, order);
        bench.Expect(-6000);
        bench.Run(35);
        bench.Expect(-2000);
        Assert.Equal(SteeringState.Ready, bench.Report.Steering);
        bench.Run(3, order);
        bench.Expect(-6000);
    }

    [Fact]
    public void Between_values_and_switch_nothing_new_holds()
    {
        var bench = new Bench(SunSpecModelSet.Integers, ResourceKind.Battery, 1);
        bench.Run(25, bench.Order(4000));
        Assert.All(bench.Log.Chunk(2), pair => Assert.True(pair[0].Words.Length > 1 && pair[1].Words.Length == 1, "values and timer first, the switch last"));
    }

    /// <summary>One device on a line, its resource, and the second's rhythm: poll, order, what flows.</summary>
    private sealed class Bench : IModbusTransport
    {
        private readonly SimulatedSunSpec _device;
        private readonly SimulatedResource _resource;
        private readonly SunSpecDevice _driver;
        private readonly ElectricalTree _tree;
        private readonly ResourceKind _kind;
        private double _now;

        public Bench(SunSpecModelSet set, ResourceKind kind, ulong seed)
        {
            _kind = kind;
            var resource = new EnergyResource
            {
                Id = "it", Index = 0, Kind = kind, Circuit = 0, Max = new Watts(11000), Meter = 0, Control = new ResourceControl("sunspec", "127.0.0.1", 502, 1, Reverts),
            };
            var site = TestSite.With(resource);
            _resource = new SimulatedResource(resource, site);
            _tree = new ElectricalTree(site);
            var unit = new SunSpecUnit("127.0.0.1", 502, 1, kind == ResourceKind.Pv ? SunSpecKind.Inverter : SunSpecKind.Storage) { Meter = site.Meters[0], Resource = resource };
            _device = new SimulatedSunSpec(unit, set, 0, new SeededRandom(seed), _resource);
            _driver = new SunSpecDevice(unit, this, new SemaphoreSlim(1), (_, _) => ValueTask.CompletedTask, () => Instant.FromSeconds(_now), TimeProvider.System);
        }

        public SunSpecFault Fault
        {
            get => _device.Fault;
            set => _device.Fault = value;
        }

        public double Power => _resource.Watts;

        /// <summary>What it does uncommanded: PV at noon feeds in all it can, a battery without load does nothing.</summary>
        public double ByItself => _kind == ResourceKind.Pv ? -11000 : 0;

        public ResourceReported Report { get; private set; } = null!;

        public int Writes => Log.Count;

        public List<(int Start, ImmutableArray<ushort> Words)> Log { get; } = [];

        public ResourceOrder Order(double watts) =>
            _kind == ResourceKind.Battery ? new ResourceOrder(0, new Watts(watts), null, Reverts) : new ResourceOrder(0, null, new Watts(watts), Reverts);

        public void Expect(double watts)
        {
            Assert.Equal(watts, Power, 120.0);
            Assert.Equal(Power, _driver.Image.Blocks.IsEmpty ? 0 : Read, 150.0);
        }

        private double Read { get; set; }

        public void Run(int seconds, ResourceOrder? order = null, Action? each = null)
        {
            for (var i = 0; i < seconds; i++)
            {
                _now++;
                _resource.Command = _device.Command;
                _resource.Advance(TimeSpan.FromHours(13), _tree);
                _tree.Clear();
                foreach (var phase in PerPhase.Each)
                {
                    _tree.Add(0, phase, _resource.Amps(phase));
                }

                _tree.Settle(1);
                _device.Advance(_tree);
                foreach (var what in _driver.PollAsync(CancellationToken.None).GetAwaiter().GetResult())
                {
                    Report = what as ResourceReported ?? Report;
                    Read = what is MeterReading reading ? reading.Power!.Value.Value : what is MeterReadFailed ? Power : Read;
                }

                if (order is not null)
                {
                    _driver.Apply(order);
                    _driver.CarryOutAsync(CancellationToken.None).GetAwaiter().GetResult();
                }

                each?.Invoke();
            }
        }

        public ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken) => ValueTask.FromResult(
            _device.Image is not { } image ? ModbusResult.Failed(ModbusFailure.TimedOut, "no answer")
            : image.TryRead(functionCode, start, into.Span[..count]) ? ModbusResult.Ok : ModbusResult.FromException(2));

        public ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken)
        {
            if (_device.Image is null)
            {
                return ValueTask.FromResult(ModbusResult.Failed(ModbusFailure.TimedOut, "no answer"));
            }

            Log.Add((start, [.. values.Span]));
            return ValueTask.FromResult(_device.Write(start, [.. values.Span]) is > 0 and var code ? ModbusResult.FromException(code) : ModbusResult.Ok);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
