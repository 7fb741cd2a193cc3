using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Tests.Planning;

/// <summary>What the guard keeps for vehicles that no plan has is not given to those that it has; and what a missing kilowatt-hour costs.</summary>
public sealed class FallbackRoomTests
{
    private readonly SessionBench _bench = SessionBench.Evening();

    [Theory]
    [InlineData(true, new[] { 0, 1 }, 1, 40)]
    [InlineData(true, new[] { 0 }, 1, 34)]
    [InlineData(true, new int[0], 1, 28)]
    [InlineData(false, new[] { 0 }, 1, 34)]
    [InlineData(false, new int[0], 1, 34)]
    [InlineData(false, new int[0], 2, 28)]
    [InlineData(false, new int[0], 0, 40)]
    public void What_others_fall_back_to_is_taken_from_the_room(bool plugged, int[] planned, int comers, double left)
    {
        for (var evse = 0; plugged && evse < 2; evse++)
        {
            _bench.Plug(evse, null);
        }

        var room = new FallbackRoom(_bench.Site, GuardOptions.Default with { ArrivalsWithinLease = comers });
        var circuits = room.Leave(_bench.Snapshot, planned.ToHashSet(), [new PlanCircuit { Id = "main", Limit = PerPhase.All(new Amperes(63)), VehicleCurrent = PerPhase.All(new Amperes(40)), VehiclePower = new Watts(40 * 690) }]);

        // Those in the plan have their own part of what is told of the connectors.
        var connectors = circuits[0].Connectors.Select(amps => amps - new Amperes(6 * planned.Length));
        Assert.Equal(PerPhase.All(new Amperes(left)), PerPhase.Each.Aggregate(connectors, (all, phase) => all.With(phase, circuits[0].VehicleCurrent!.Value[phase] - connectors[phase])));
        Assert.Equal(left * 690, circuits[0].VehiclePower!.Value.Value - (3 * 230 * connectors.L1.Value), 1e-6);
        Assert.Equal(12, circuits[0].Newcomers.Value);
    }

    [Fact]
    public void What_has_no_such_limit_gets_none_and_no_room_is_less_than_nothing()
    {
        var room = new FallbackRoom(_bench.Site, GuardOptions.Default with { ArrivalsWithinLease = 2 });
        ImmutableArray<PlanCircuit> circuits = [new PlanCircuit { Id = "main", Limit = PerPhase.All(new Amperes(63)) }];
        Assert.Equal((null, null), (room.Leave(_bench.Snapshot, new HashSet<int>(), circuits)[0].VehicleCurrent, room.Leave(_bench.Snapshot, new HashSet<int>(), circuits)[0].VehiclePower));
        circuits = [circuits[0] with { VehicleCurrent = PerPhase.All(new Amperes(5)) }];
        _bench.Plug(0, null);
        Assert.Equal(default(PerPhase<Amperes>), room.Leave(_bench.Snapshot, new HashSet<int>(), circuits)[0].VehicleCurrent);
    }

    [Theory]
    [InlineData(0.3, null, 2.0)]
    [InlineData(1.4, null, 2.8)]
    [InlineData(0.3, 9.5, 76.6)]
    public void A_missing_kilowatt_hour_is_dearer_than_any_way_to_save_it(double dearest, double? perKwPeak, double price) =>
        Assert.Equal(price, ProblemBuilder.Goals(new PlanPrices { ImportPerKwh = [0.1, dearest], ExportPerKwh = [0, 0] }, perKwPeak).ShortagePerKwh, 1e-9);
}
