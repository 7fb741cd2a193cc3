using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing.Resources;

/// <summary>What a battery's help is worth to vehicles, and what is left when it ends.</summary>
public class BatteryHelpTests
{
    [Fact]
    public void A_stale_meter_renews_nothing_and_the_battery_is_by_itself_a_minute_later()
    {
        var world = Full(Protections.None);
        world.Wish(0, -5_000, 10_000);
        world.Run(60);
        Assert.Equal(-5_000, world.InForce(0)!.Power!.Value.Value);
        world.Bench.Metered[0] = false;
        world.Run(5);
        world.Run(62, () => Assert.Null(world.Bench.Decision.Resources[0].Order));
        Assert.Null(world.InForce(0));
        world.Bench.Metered[0] = true;
        world.Run(60);
        Assert.NotNull(world.InForce(0));
    }

    [Fact]
    public void An_export_limit_is_found_from_both_sides_and_kept_when_the_load_goes()
    {
        var site = new SiteBuilder().Circuit(null, 63, 10, true).Where(circuit => circuit with { ExportLimit = new(5_000) }).Resource(ResourceKind.Pv, 20, true).Steered().Build();
        var world = new ResourceBench(new SiteBench(site));
        world.Bench.Load[0] = PerPhase.All(10.0);
        world.Sun[0] = 20_000;
        world.Run(60);
        Assert.InRange(Exported(), 4_300, 5_000);
        world.Bench.Load[0] = PerPhase.All(2.0);
        world.Run(3);
        world.Run(60, () => Assert.InRange(Exported(), 0, 5_000));
        world.Bench.Load[0] = PerPhase.All(10.0);
        world.Run(60);
        Assert.InRange(Exported(), 4_300, 5_000);

        double Exported() => -world.Bench.Flow(0).L1 * 690;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Batteries_together_bring_the_grid_connection_near_zero_and_stay_there(int batteries)
    {
        var builder = new SiteBuilder().Circuit(null, 100, 20, true);
        for (var battery = 0; battery < batteries; battery++)
        {
            builder.Resource(ResourceKind.Battery, 15, true).Steered();
        }

        var world = new ResourceBench(new SiteBench(builder.Build()));
        world.Bench.Load[0] = PerPhase.All(18.0);
        world.Run(30);
        world.Run(60, () => Assert.InRange(world.Bench.Flow(0).L1 * 690, -100, 100));
    }

    /// <summary>
    /// What a battery gives reaches vehicles as far as the reserve stands above what they have without it: 1.13 x the breaker, less what is assumed, less
    /// the battery's own charging, which may come whatever it was told. Beyond that nothing does, and a busbar that carries no more than the breaker
    /// passes nothing on either.
    /// </summary>
    [Theory]
    [InlineData(3, 200)]
    [InlineData(5, 200)]
    [InlineData(7, 200)]
    [InlineData(11.04, 200)]
    [InlineData(3, 63)]
    public void Of_a_batterys_discharge_vehicles_get_what_reserve_and_busbar_leave(double kilowatts, double bus)
    {
        const double breaker = 63, assumed = 2, usable = (breaker * 0.97) - 1;
        var most = kilowatts / 0.69;
        var reserve = (1.13 * breaker) - assumed - most;
        var without = Math.Min(usable - assumed, reserve);
        var with = Math.Min(Math.Min(usable - assumed + most, bus == breaker ? usable - assumed : double.PositiveInfinity), reserve);

        var world = Full(Protections.None, kilowatts, bus);
        world.Bench.Load[0] = PerPhase.All(assumed);
        world.Run(400);
        var before = Charging(world);
        world.Wish(0, -kilowatts * 1000, 10_000);
        world.Run(600);

        // Half an ampere is left free for what sways, and a profile is not worth less than half an ampere a vehicle.
        Assert.InRange(before, without - 2.5, without);
        Assert.InRange(Charging(world), with - 2.5, with);
        Assert.InRange(Charging(world) - before, with - without - 2, with - without + 2.5);
        Assert.True(world.Bench.WorstRatio <= 1, $"{world.Bench.WorstRatio}");
    }

    /// <summary>The control: without the reserve all of it reaches them, and is missing when the battery is gone.</summary>
    [Fact]
    public void Without_the_reserve_all_of_it_reaches_them_and_its_end_is_more_than_113_percent()
    {
        double Worst(Protections without)
        {
            var world = Full(without, 11.04, 200);
            world.Bench.Load[0] = PerPhase.All(2.0);
            world.Run(100);
            world.Wish(0, -11_040, 10_000);
            world.Run(600);
            Assert.Equal(without == Protections.Reserve, Charging(world) > 70);
            world.Alive[0] = false;
            world.Run(120);
            return world.Bench.WorstRatio;
        }

        Assert.InRange(Worst(Protections.None), 0.8, 1.0);
        Assert.InRange(Worst(Protections.Reserve), 1.19, 1.3);
    }

    /// <summary>A limit below the breaker (contract demand, energy manager) is where help is worth most: the reserve stands far above it.</summary>
    [Fact]
    public void Below_a_limit_that_comes_and_goes_all_of_the_help_reaches_vehicles()
    {
        var world = Full(Protections.None, 11.04, 63);
        world.Bench.Load[0] = PerPhase.All(2.0);
        world.Bench.Tell(new LimitSet(SiteBench.At(0), new("main"), new(LimitKind.External, "ems"), null, new Watts(20_000), null, null));
        world.Run(400);
        var before = Charging(world);
        world.Wish(0, -8_280, 10_000);
        world.Run(600);
        Assert.InRange(before, (20 / 0.69) - 2 - 2.5, (20 / 0.69) - 2);
        Assert.InRange(Charging(world) - before, 12 - 2, 12 + 2.0);
    }

    private static double Charging(ResourceBench world) => world.Bench.Stations.Sum(station => station.Drawn.L1);

    private static ResourceBench Full(Protections without, double kilowatts, double bus) => new(SiteBench.Full(
        new SiteBuilder().Circuit(null, 63, 2, true).Where(circuit => circuit with { Bus = PerPhase.All(new Amperes(bus)) })
            .Resource(ResourceKind.Battery, kilowatts, true).Steered(battery => battery with { Mode = ResourceMode.Plan }).Stations(0, 4, 32, rotation: "L1L2L3").Build(),
        GuardOptions.Default with { Without = without }));

    private static ResourceBench Full(Protections without) => new(SiteBench.Full(
        new SiteBuilder().Circuit(null, 63, 2, true).Resource(ResourceKind.Battery, 11.04, true).Steered(battery => battery with { Mode = ResourceMode.Plan }).Stations(0, 4, 32, rotation: "L1L2L3").Build(),
        GuardOptions.Default with { Without = without }));
}
