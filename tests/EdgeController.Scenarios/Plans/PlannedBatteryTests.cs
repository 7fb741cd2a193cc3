using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Plans;

/// <summary>A battery in mode <c>plan</c>: it is filled in the cheap hours and covers the dear ones, over SunSpec and within what the guard allows.</summary>
public sealed class PlannedBatteryTests(ITestOutputHelper output)
{
    private const int Starts = 23;

    /// <summary>They cost the same: in which of them it is filled is left to the solver.</summary>
    private static readonly int[] Cheap = [1, 2, 3, 4];

    private const int DearHour = 18;
    private const double CapacityKwh = 12;
    private const double Cheapest = 0.12;

    [Fact]
    public void It_buys_when_it_is_cheap_and_gives_when_it_is_dear()
    {
        using var run = Run(plans: true);
        using var alone = Run(plans: false);
        var cheap = Cheap.Max(hour => Watts(run, hour));
        var (dear, wish) = (Watts(run, DearHour), run.Snapshot!.Resources[0].Wish);
        var (with, without) = (run.Run(), alone.Run());
        var stored = (run.World.Resources[0].StateOfCharge - alone.World.Resources[0].StateOfCharge) * CapacityKwh;
        output.WriteLine($"{dear:F0} W at {DearHour}:00 (wished {wish}), {cheap:F0} W at most in the cheap hours; {with.Cost} and {stored:F1} kWh more in store against {without.Cost}");
        Assert.True(dear < -500, $"{dear} W in the dear hours");
        Assert.True(cheap > 500, $"{cheap} W in the cheap hours");
        Assert.False(with.Overloaded);
        Assert.Equal(0, with.Energy!.BeyondChargeBounds);

        // What is left in it counts as little as the cheapest hour paid for it.
        Assert.True(with.Cost!.Total - (stored * Cheapest) < without.Cost!.Total, $"{with.Cost.Total} with {stored} kWh more in store against {without.Cost.Total}");
    }

    [Fact]
    public void Without_plans_it_is_told_nothing()
    {
        using var run = Run(plans: false);
        run.RunUntil(Instant.FromSeconds(3600));
        Assert.Equal(Core.Balancing.ReasonCode.NoPlan, run.Decision!.Resources[0].Reason.Code);
        Assert.Null(run.Snapshot!.Resources[0].Order?.Power);
    }

    private static double Watts(SimulatedRun run, int hour)
    {
        run.RunUntil(Instant.FromSeconds(((hour + 24 - Starts) * 3600) + 1800));
        return run.World.Resources[0].Watts;
    }

    private static SimulatedRun Run(bool plans) => new(Site(), Examples.Templates, new SimulationOptions
    {
        Seed = 1,
        Length = TimeSpan.FromHours(24),
        Inputs = PlannedNight.Prices(),
        Plans = plans,
        Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(Starts), Epoch = PlannedNight.Midnight.AddHours(Starts), SunSpecModels = [SunSpecModelSet.Der], Arrivals = new ArrivalParameters { Waves = [] } },
    });

    private static Site Site()
    {
        var result = SiteFileReader.Read(
            """
            schema: 1
            site: { name: Store, timezone: UTC }
            meters:
              grid: { template: janitza-umg96rm, connection: { tcp: "10.0.0.1:502" }, role: grid }
              cell: { template: sunspec-storage, connection: { tcp: "10.0.0.3:502" }, role: battery }
            circuits: { main: { limit: { amps: 63 }, bus: 100A, meter: grid, uncontrolled: { assumed: 20A } } }
            stations: { list: [ { ids: "A1", circuit: main, max: 16A, fallback: 6A } ] }
            der: { cell: { circuit: main, max: 6kW, meter: cell, mode: plan, usable: { soc_min: 10, soc_max: 95 }, control: { template: sunspec-storage, revert: 60s } } }
            csms: none
            """,
            "store",
            Examples.Templates);
        Assert.Empty(result.Diagnostics);
        return result.Site! with { Tariff = new Tariff { Import = new PriceSource() } };
    }
}
