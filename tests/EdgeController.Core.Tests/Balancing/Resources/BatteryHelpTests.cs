using EdgeController.Core.Balancing;
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

    private static ResourceBench Full(Protections without) => new(SiteBench.Full(
        new SiteBuilder().Circuit(null, 63, 2, true).Resource(ResourceKind.Battery, 11.04, true).Steered(battery => battery with { Mode = ResourceMode.Plan }).Stations(0, 4, 32, rotation: "L1L2L3").Build(),
        GuardOptions.Default with { Without = without }));
}
