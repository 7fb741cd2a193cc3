using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Tests.World;

namespace EdgeController.Simulator.Tests.Electrical;

public sealed class SimulatedResourceTests
{
    [Fact]
    public void Pv_follows_the_sun_until_its_inverter_trips()
    {
        var (pv, tree) = Make(ResourceKind.Pv, 30_000, Phases.All);
        pv.Advance(TimeSpan.FromHours(13), tree);
        Assert.Equal(-30_000 / 690.0, pv.Amps(Phase.L3), 6);
        pv.Tripped = true;
        pv.Advance(TimeSpan.FromHours(13), tree);
        Assert.Equal(0, pv.Watts);
        pv.Tripped = false;
        pv.Advance(TimeSpan.FromHours(2), tree);
        Assert.Equal(0, pv.Watts);
    }

    [Fact]
    public void A_battery_covers_load_and_takes_surplus_within_its_power_and_its_store()
    {
        var (battery, tree) = Make(ResourceKind.Battery, 6900, Phases.All);
        double RootAfter(double load, int seconds)
        {
            for (var second = 0; second < seconds; second++)
            {
                battery.Advance(TimeSpan.Zero, tree);
                tree.Clear();
                foreach (var phase in PerPhase.Each)
                {
                    tree.Add(0, phase, load + battery.Amps(phase));
                }

                tree.Settle(1);
            }

            return tree.Amps(0, Phase.L1);
        }

        Assert.Equal(0, RootAfter(8, 10), 6);
        Assert.Equal(5, RootAfter(15, 10), 6);
        Assert.Equal(0, RootAfter(-8, 10), 6);
        Assert.Equal(15, RootAfter(15, 3700), 6);
        Assert.Equal(0, battery.StateOfCharge, 6);
        battery.ForcedCharging = true;
        Assert.Equal(25, RootAfter(15, 10), 6);
    }

    [Fact]
    public void A_single_phase_resource_feeds_one_phase()
    {
        var (pv, tree) = Make(ResourceKind.Pv, 4600, Phases.L2);
        pv.Advance(TimeSpan.FromHours(13), tree);
        Assert.Equal((0.0, -20.0, 0.0), (pv.Amps(Phase.L1), Math.Round(pv.Amps(Phase.L2), 9), pv.Amps(Phase.L3)));
    }

    private static (SimulatedResource Resource, ElectricalTree Tree) Make(ResourceKind kind, double watts, Phases wired)
    {
        var site = GarageSite.Create();
        var resource = new EnergyResource { Id = "x", Index = 0, Kind = kind, Circuit = 0, Max = new Watts(watts), Wired = wired };
        site = site with { Resources = [resource] };
        return (new SimulatedResource(resource, site), new ElectricalTree(site));
    }
}
