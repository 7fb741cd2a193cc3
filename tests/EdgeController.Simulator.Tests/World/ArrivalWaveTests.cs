using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.World;

public sealed class ArrivalWaveTests
{
    private static readonly ArrivalParameters Evening = new() { Waves = [new(1, 18, 20, 30, 31)], NeverShare = 0, LateSleeperShare = 0 };

    [Fact]
    public void A_wave_comes_each_evening_and_leaves_the_next_morning()
    {
        var plan = ArrivalPlan.Create(GarageSite.Create(), new Scenario { Duration = TimeSpan.FromDays(3), Arrivals = Evening }, new SeededRandom(1));
        Assert.Equal(24 * 4, plan.Count);
        Assert.All(plan.Where(visit => visit.Arrival > TimeSpan.Zero), visit =>
        {
            Assert.InRange(visit.Arrival.TotalHours % 24, 18, 20);
            Assert.InRange(visit.Departure.TotalHours % 24, 6, 7);
        });
        Assert.All(plan.GroupBy(visit => visit.Evse), visits => Assert.All(visits.Zip(visits.Skip(1)), pair => Assert.True(pair.First.Departure < pair.Second.Arrival)));
    }

    [Fact]
    public void Whoever_came_the_evening_before_is_there_at_the_start()
    {
        var plan = ArrivalPlan.Create(GarageSite.Create(), new Scenario { Duration = TimeSpan.FromHours(12), Arrivals = Evening }, new SeededRandom(1));
        Assert.Equal(24, plan.Count);
        Assert.All(plan, visit => Assert.Equal(TimeSpan.Zero, visit.Arrival));
        Assert.All(plan, visit => Assert.InRange(visit.Departure.TotalHours, 6, 7));
    }

    [Fact]
    public void Visits_of_one_place_never_overlap_whatever_the_waves()
    {
        foreach (var arrivals in new[] { ArrivalHabits.Depot, ArrivalHabits.Housing, ArrivalHabits.Business })
        {
            var plan = ArrivalPlan.Create(GarageSite.Create(), new Scenario { Duration = TimeSpan.FromDays(7), Arrivals = arrivals }, new SeededRandom(2));
            Assert.True(plan.Count > 24 * 3, $"{plan.Count} visits");
            Assert.All(plan.GroupBy(visit => visit.Evse), visits => Assert.All(visits.Zip(visits.Skip(1)), pair => Assert.True(pair.First.Departure < pair.Second.Arrival)));
            Assert.All(plan, visit => Assert.True(visit.Departure - visit.Arrival >= TimeSpan.FromMinutes(29)));
        }
    }
}
