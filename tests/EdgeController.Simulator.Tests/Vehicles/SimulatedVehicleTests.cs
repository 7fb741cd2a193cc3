using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.Tests.Vehicles;

public sealed class SimulatedVehicleTests
{
    private static readonly VehicleTraits Traits = new() { Phases = 3, MaxAmps = 16, RequestedWattHours = 20_000, ReactionSeconds = 6, UnderDrawAmps = 0.2 };

    [Fact]
    public void It_draws_the_offer_less_its_under_draw_after_its_reaction_time()
    {
        var vehicle = new SimulatedVehicle(Traits, 230);
        Run(vehicle, 10, 2);
        Assert.Equal(0, vehicle.DrawnAmps);
        Run(vehicle, 10, 5);
        Assert.Equal(9.8, vehicle.DrawnAmps, 6);
    }

    [Fact]
    public void It_never_draws_more_than_its_own_charger() => Assert.Equal(15.8, Run(new SimulatedVehicle(Traits, 230), 32, 20), 6);

    [Fact]
    public void An_offer_below_six_amperes_draws_nothing() => Assert.Equal(0, Run(new SimulatedVehicle(Traits, 230), 5.9, 20));

    [Fact]
    public void A_lower_offer_is_followed_within_the_reaction_time()
    {
        var vehicle = new SimulatedVehicle(Traits, 230);
        Run(vehicle, 16, 20);
        Assert.Equal(5.8, Run(vehicle, 6, 6), 6);
    }

    [Fact]
    public void Near_full_it_tapers_to_six_amperes_and_then_stops()
    {
        var tapering = Traits with { TaperFrom = 0.9 };
        Assert.Equal(16, tapering.CapAmps(17_999));
        Assert.Equal(11, tapering.CapAmps(19_000), 6);
        Assert.Equal(6, tapering.CapAmps(19_999.999), 3);
        Assert.Equal(0, tapering.CapAmps(20_000));
        var vehicle = new SimulatedVehicle(tapering, 230);
        Run(vehicle, 32, 4 * 3600);
        Assert.True(vehicle.IsFull);
        Assert.Equal(0, vehicle.DrawnAmps);
    }

    [Fact]
    public void A_late_sleeper_wakes_and_one_that_never_starts_does_not()
    {
        var late = new SimulatedVehicle(Traits with { SleepsFor = TimeSpan.FromMinutes(10) }, 230);
        Assert.Equal(0, Run(late, 16, 599));
        Assert.True(Run(late, 16, 20) > 0);
        Assert.Equal(0, Run(new SimulatedVehicle(Traits with { SleepsFor = TimeSpan.MaxValue }, 230), 16, 10_000));
    }

    private static double Run(SimulatedVehicle vehicle, double offer, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            vehicle.Advance(offer, 3, 1);
        }

        return vehicle.DrawnAmps;
    }
}
