using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Tests.World;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.Electrical;

public sealed class ElectricalTreeTests
{
    private static readonly MeterTemplate Plain = new()
    {
        Id = "plain",
        Products = [],
        WordOrder = WordOrder.MostSignificantFirst,
        Blocks = [new RegisterBlock(3, 0, 18)],
        Voltage = Three(0),
        Current = Three(6),
        Power = Three(12),
    };

    [Fact]
    public void Children_add_to_their_parents_phase_by_phase()
    {
        var tree = new ElectricalTree(GarageSite.Create());
        tree.Add(1, Phase.L1, 16);
        tree.Add(2, Phase.L1, 10);
        tree.Add(0, Phase.L2, 20);
        tree.Settle(1);
        Assert.Equal(26, tree.Amps(0, Phase.L1));
        Assert.Equal(20, tree.Amps(0, Phase.L2));
        Assert.Equal(46 * 230, tree.Watts(0));
    }

    [Fact]
    public void Below_a_tripped_breaker_nothing_flows()
    {
        var tree = new ElectricalTree(GarageSite.Create());
        tree.Add(1, Phase.L1, 600);
        Assert.True(tree.Settle(1));
        tree.Clear();
        tree.Add(1, Phase.L1, 10);
        tree.Add(2, Phase.L1, 10);
        Assert.Equal(0, tree.Amps(1, Phase.L1));
        Assert.Equal(10, tree.Amps(2, Phase.L1));
        Assert.Equal(1, tree.TripsOf(1, Phase.L1));
    }

    [Fact]
    public void A_meter_serves_what_the_drivers_decode_and_its_faults_show()
    {
        var site = GarageSite.Create();
        var tree = new ElectricalTree(site);
        tree.Add(1, Phase.L2, 12.5);
        tree.Settle(1);
        var meter = new SimulatedMeter(site.Meters[1], Plain, 1, new SeededRandom(1));
        Assert.Equal(12.5, Decode(meter, tree).Current.L2.Value, 2);
        meter.Fault = MeterFault.Frozen;
        tree.Clear();
        Assert.Equal(12.5, Decode(meter, tree).Current.L2.Value, 2);
        meter.Fault = MeterFault.NotANumber;
        Assert.IsType<MeterReadFailed>(MeterReadingDecoder.ToEvent(meter.Meter, Plain, meter.Read(tree)!, Instant.Start));
        meter.Fault = MeterFault.Unplugged;
        Assert.Null(meter.Read(tree));
    }

    private static MeterReading Decode(SimulatedMeter meter, ElectricalTree tree) =>
        Assert.IsType<MeterReading>(MeterReadingDecoder.ToEvent(meter.Meter, Plain, meter.Read(tree)!, Instant.Start));

    private static PhaseValues Three(int address) => new(One(address), One(address + 2), One(address + 4));

    private static RegisterValue One(int address) => new(address, RegisterType.Float32, 1, ImmutableArray<ulong>.Empty);
}
