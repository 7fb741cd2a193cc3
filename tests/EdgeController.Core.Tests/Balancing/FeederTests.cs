using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Several feeders, meters at any node, and nodes without one.</summary>
public class FeederTests
{
    [Fact]
    public void Two_roots_are_shared_each_by_itself()
    {
        var bench = SiteBench.Full(new SiteBuilder()
            .Circuit(null, 40, 2, true).Circuit(null, 80, 2, true)
            .Stations(0, 3, 32, rotation: "L1L2L3").Stations(1, 3, 32, rotation: "L1L2L3").Build());
        bench.Load[1] = PerPhase.All(2.0);
        bench.Run(500);
        Assert.InRange(bench.Flow(0).L1, 36, 37.81);
        Assert.InRange(bench.Flow(1).L1, 74, 76.61);
        Assert.True(bench.WorstRatio <= 1, $"worst {bench.WorstRatio}");
    }

    [Fact]
    public void A_feeder_whose_meter_is_blind_leaves_the_other_alone()
    {
        var bench = SiteBench.Full(new SiteBuilder()
            .Circuit(null, 40, 2, true).Circuit(null, 80, 2, true)
            .Stations(0, 3, 32, rotation: "L1L2L3").Stations(1, 3, 32, rotation: "L1L2L3").Build()).Run(400);
        bench.Metered[0] = false;
        bench.Run(400);
        Assert.Equal((ControlMode.Blind, ControlMode.Normal), (bench.Decision.Circuits[0].Mode, bench.Decision.Circuits[1].Mode));
        Assert.All(bench.Stations.Take(3), station => Assert.Equal(6, station.LeaseLimit(bench.Now)));
        Assert.All(bench.Stations.Skip(3), station => Assert.True(station.LeaseLimit(bench.Now) > 20));
    }

    [Fact]
    public void A_meter_in_the_middle_of_the_tree_only_serves_its_parent_and_leaves_its_children_to_their_assumption()
    {
        var bench = SiteBench.Full(new SiteBuilder()
            .Circuit(null, 100, 10, false).Circuit(0, 80, 20, true).Circuit(1, 50, 8, false)
            .Stations(0, 2, 32, rotation: "L1L2L3").Stations(1, 1, 32, rotation: "L1L2L3").Stations(2, 3, 32, rotation: "L1L2L3").Build());
        (bench.Load[0], bench.Load[1], bench.Load[2]) = (PerPhase.All(6.0), PerPhase.All(4.0), PerPhase.All(5.0));
        bench.Run(600);

        // The root counts its own 10 A and the 9 A measured below it; the leaf counts its 8 A although 5 A flow.
        Assert.Equal([19, 9, 8], bench.Decision.Circuits.Select(circuit => Math.Round(circuit.Uncontrolled.L1.Value, 1)));
        Assert.InRange(bench.Flow(2).L1 - 5, 36, 39.51);
        Assert.InRange(bench.Flow(0).L1 - 15, 73, 75.01);
        Assert.True(bench.WorstRatio <= 1, $"worst {bench.WorstRatio}");
    }

    [Fact]
    public void A_metered_leaf_that_goes_blind_counts_at_its_assumption_in_the_parent_without_a_meter()
    {
        var bench = SiteBench.Full(new SiteBuilder()
            .Circuit(null, 63, 5, false).Circuit(0, 50, 20, true)
            .Stations(0, 2, 32, rotation: "L1L2L3").Stations(1, 2, 16, rotation: "L1L2L3").Build());
        bench.Load[1] = PerPhase.All(3.0);
        bench.Run(400);
        Assert.Equal(8, bench.Decision.Circuits[0].Uncontrolled.L1.Value, 3);
        bench.Metered[0] = false;
        bench.Run(400);
        Assert.Equal((25, ControlMode.Normal), (bench.Decision.Circuits[0].Uncontrolled.L1.Value, bench.Decision.Circuits[0].Mode));
        Assert.Equal(6, bench.Stations[2].LeaseLimit(bench.Now));
        Assert.True(bench.WorstRatio <= 1 && bench.Told(0) > 6, $"worst {bench.WorstRatio}, told {bench.Told(0)}");
    }
}
