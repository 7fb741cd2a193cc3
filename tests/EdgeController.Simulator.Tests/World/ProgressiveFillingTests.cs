using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.World;

public sealed class ProgressiveFillingTests
{
    [Fact]
    public void Equal_takers_share_one_limit_equally() => Assert.Equal([10, 10, 10], Fill([32, 32, 32], [0, 0, 0], Limit(30, 1, 1, 1)));

    [Fact]
    public void What_one_cannot_take_goes_to_the_others() => Assert.Equal([6, 12, 12], Fill([6, 32, 32], [0, 0, 0], Limit(30, 1, 1, 1)));

    [Fact]
    public void A_tight_branch_stops_and_the_rest_rises() =>
        Assert.Equal([8, 8, 14], Fill([32, 32, 32], [0, 0, 0], Limit(30, 1, 1, 1), Limit(16, 1, 1, 0)));

    [Fact]
    public void Floors_count_before_anybody_rises() => Assert.Equal([6, 12, 12], Fill([0, 32, 32], [6, 6, 6], Limit(30, 1, 1, 1)));

    [Fact]
    public void Nobody_moves_when_the_floors_already_fill_the_limit() => Assert.Equal([6, 6], Fill([32, 32], [6, 6], Limit(10, 1, 1)));

    [Fact]
    public void Two_vehicles_behind_a_40_ampere_breaker_share_what_margin_load_and_reserve_leave()
    {
        // Usable 0.97 x 40 - 1 = 37.8 A less an assumed 10 A (no meter) = 27.8; the reserve allows 45.2 - 10 = 35.2; both three-phase: 13.9 A each.
        var site = GarageSite.Site(
            "small",
            [GarageSite.Circuit("main", 0, null, 40, 10, meter: null)],
            [GarageSite.Station(0, 0, 32, PhaseRotation.L1L2L3), GarageSite.Station(1, 0, 32, PhaseRotation.L1L2L3)]);
        var scenario = new Scenario
        {
            StartTimeOfDay = TimeSpan.FromHours(12),
            Duration = TimeSpan.FromHours(1),
            Arrivals = new ArrivalParameters { PluggedInAtStart = true, ThreePhaseShare = 1, TwoPhaseShare = 0, NeverShare = 0, LateSleeperShare = 0, TaperShare = 0 },
        };
        var plan = ArrivalPlan.Create(site, scenario, new SeededRandom(3));
        Assert.All(plan, session => Assert.True(session.Vehicle.MaxAmps >= 10));
        var caps = plan.Select(session => session.Vehicle.MaxAmps).ToArray();
        var expected = caps.Min() >= 13.9 ? 27.8 : caps.Min() + Math.Min(caps.Max(), 27.8 - caps.Min());
        var ideal = IdealAllocation.Run(site, scenario, 3);
        Assert.Equal(expected * 3 * 0.23, ideal.Kwh, 0.01);
    }

    private static SharedLimit Limit(double capacity, params double[] weights) => new(weights) { Capacity = capacity };

    private static double[] Fill(double[] caps, double[] floors, params SharedLimit[] limits)
    {
        ProgressiveFilling.Fill(limits, caps, floors);
        return [.. floors.Select(level => Math.Round(level, 6))];
    }
}
