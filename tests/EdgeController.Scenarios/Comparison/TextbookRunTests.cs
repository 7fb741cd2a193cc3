using EdgeController.Simulator.Vehicles;

namespace EdgeController.Scenarios.Comparison;

/// <summary>Each rule on cases small enough to be served by hand: a row of some amperes, periods of an hour, one kilowatt an ampere.</summary>
public sealed class TextbookRunTests
{
    [Fact]
    public void First_come_serves_whoever_came_first_to_its_maximum()
    {
        // 20 A for two hours; the first takes 16, which leaves 4: below 6 A nothing flows.
        var site = SmallSite.Create(2, 20, SmallSite.Visit(0, 2, 100, 16), SmallSite.Visit(0, 1, 100, 16));
        Assert.Equal([32, 0], TextbookRun.Charged(site, TextbookRule.FirstCome));
    }

    [Fact]
    public void Earliest_deadline_serves_whoever_leaves_first()
    {
        // The second leaves after an hour: 16 A for it, then 16 A for the first.
        var site = SmallSite.Create(2, 20, SmallSite.Visit(0, 2, 100, 16), SmallSite.Visit(0, 1, 100, 16));
        Assert.Equal([16, 16], TextbookRun.Charged(site, TextbookRule.EarliestDeadline));
    }

    [Fact]
    public void Least_laxity_serves_whoever_can_wait_least()
    {
        // Both stay three hours; the first needs one hour of charging (laxity 2 h), the second three (laxity 0): it goes first for two hours,
        // while the first's laxity falls to 1 h, then 0 h; in the third hour both have none, and the first came first.
        var site = SmallSite.Create(3, 20, SmallSite.Visit(0, 3, 16, 16), SmallSite.Visit(0, 3, 48, 16));
        Assert.Equal([16, 32], TextbookRun.Charged(site, TextbookRule.LeastLaxity));
    }

    [Fact]
    public void Round_robin_gives_equal_increments_and_what_one_cannot_take_to_the_others()
    {
        var site = SmallSite.Create(1, 30, SmallSite.Visit(0, 1, 100, 7), SmallSite.Visit(0, 1, 100, 32), SmallSite.Visit(0, 1, 100, 32));
        Assert.Equal([7, 12, 11], TextbookRun.Charged(site, TextbookRule.RoundRobin));
    }

    [Fact]
    public void Round_robin_gives_six_amperes_or_nothing()
    {
        var site = SmallSite.Create(1, 14, SmallSite.Visit(0, 1, 100, 16), SmallSite.Visit(0, 1, 100, 16), SmallSite.Visit(0, 1, 100, 16));
        Assert.Equal([7, 7, 0], TextbookRun.Charged(site, TextbookRule.RoundRobin));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Nobody_gets_more_than_it_asked_for_or_after_it_left_or_while_it_sleeps(string name)
    {
        var rule = TextbookRule.All.Single(rule => rule.Name == name);
        var site = SmallSite.Create(
            4,
            64,
            SmallSite.Visit(0, 4, 10, 16),
            SmallSite.Visit(1, 2.5, 100, 16),
            SmallSite.Visit(0, 4, 100, 16, sleepsHours: 2),
            SmallSite.Visit(0, 4, 100, 16, sleepsHours: double.PositiveInfinity));
        Assert.Equal([10, 24, 32, 0], TextbookRun.Charged(site, rule));
        Assert.Equal(new Served(66, 310, 1, 4), TextbookRun.Of(site, rule));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_full_phase_stops_only_who_loads_it(string name)
    {
        var rule = TextbookRule.All.Single(rule => rule.Name == name);
        var site = SmallSite.Create([10, 40], 1, SmallSite.Visit(0, 1, 100, 16, rows: [0]), SmallSite.Visit(0, 1, 100, 16, rows: [1]));
        Assert.Equal([10, 16], TextbookRun.Charged(site, rule));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_nearly_full_vehicle_takes_less(string name)
    {
        // 32 A until half of 64 kWh, then falling: with 32 kWh charged it still takes 32, with all but nothing missing 6.
        var rule = TextbookRule.All.Single(rule => rule.Name == name);
        var site = SmallSite.Create(3, 64, SmallSite.Visit(0, 3, 64, 32) with
        {
            Vehicle = new VehicleTraits { Phases = 3, MaxAmps = 32, RequestedWattHours = 64_000, UnderDrawAmps = 0, TaperFrom = 0.25 },
        });

        // Second hour: 32 - 26 x (32 - 16) / 48 = 23.33 A; third hour: the rest, 8.67 kWh.
        Assert.Equal(64, TextbookRun.Charged(site, rule)[0], 1e-9);
        Assert.Equal(32 + (32 - (26.0 / 3)), TextbookRun.Charged(site with { Capacity = site.Capacity[..2] }, rule)[0], 1e-9);
    }

    public static TheoryData<string> Rules => [.. TextbookRule.All.Select(rule => rule.Name)];
}
