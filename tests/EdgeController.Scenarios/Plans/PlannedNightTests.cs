namespace EdgeController.Scenarios.Plans;

/// <summary>A site that goes by plans in simulated time: cheaper than sharing alone, and ready as early as needed.</summary>
public class PlannedNightTests(ITestOutputHelper output)
{
    [Fact]
    public void A_planned_night_costs_less_than_a_shared_one_and_everybody_is_ready()
    {
        using var planned = PlannedNight.Run("plan");
        using var shared = PlannedNight.Run("fast", options => options with { Plans = false });
        var (with, without) = (planned.Run(), shared.Run());
        output.WriteLine($"plan {with.Cost} missed {with.Sessions.MissedKwh} kWh; fair {without.Cost} missed {without.Sessions.MissedKwh} kWh");
        Assert.False(with.Overloaded);
        Assert.True(with.Sessions.MissedKwh <= without.Sessions.MissedKwh + 0.05, $"{with.Sessions.MissedKwh} kWh missed");
        Assert.Equal(with.Sessions.Count, with.Sessions.Met);
        Assert.True(with.Cost!.Total < without.Cost!.Total * 0.75, $"{with.Cost.Total} against {without.Cost.Total}");
    }
}
