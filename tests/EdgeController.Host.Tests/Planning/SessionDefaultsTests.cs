using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Units;
using EdgeController.Host.Api;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Who says when a vehicle leaves and what it needs: driver, vehicle, duty plan, token, group, what was learned; in this order.</summary>
public class SessionDefaultsTests
{
    private const string Policy = """
        policy:
          groups: { all: { stations: ["A*"], mode: plan, depart: "05:00", energy: 9 } }
          tokens:
            CARD: { depart: "07:15", depart_days: mo-fr, energy: 18, vehicle: bus-7 }
            CAR: { battery: 60 }
            OTHER: { vehicle: bus-8 }
        """;

    /// <summary>A Friday's evening in Berlin.</summary>
    private static readonly DateTimeOffset Friday = new(2026, 3, 6, 18, 0, 0, TimeSpan.FromHours(1));
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Each_source_goes_before_the_next_and_says_who_it_is()
    {
        var bench = new SessionBench(Policy, Friday);
        bench.Plug(0, "CARD");
        bench.After(Second);
        Assert.Equal((WishSource.Token, new WattHours(18_000)), (bench.Wishes().DepartureFrom, bench.Wishes().Target!.Value));
        Near("2026-03-09T07:15+01:00", bench);

        bench.Duties.Plan = Plan(bench, "bus-7,A2,2026-03-06T18:00,2026-03-07T04:30,30");
        bench.After(Second);
        Assert.Equal((WishSource.Duty, WishSource.Duty, new WattHours(30_000)), (bench.Wishes().DepartureFrom, bench.Wishes().TargetFrom, bench.Wishes().Target!.Value));
        Near("2026-03-07T04:30+01:00", bench);
        Assert.Equal(new WishOriginView("duty-plan", "line 2 of the duty plan: bus-7"), WishOrigins.OfDeparture(bench.Wishes()));

        bench.Tell(new SessionWished(bench.Now, bench.Site.Evses[0].Id, WishSource.Vehicle) { Departure = bench.Now + TimeSpan.FromHours(3) });
        Assert.Equal((WishSource.Vehicle, WishSource.Duty), (bench.Wishes().DepartureFrom, bench.Wishes().TargetFrom));
        bench.Tell(new SessionWished(bench.Now, bench.Site.Evses[0].Id, WishSource.Operator) { Energy = new WattHours(5_000) });
        Assert.Equal((WishSource.Vehicle, WishSource.Operator), (bench.Wishes().DepartureFrom, bench.Wishes().TargetFrom));

        bench.Duties.Plan = DutyPlan.Empty;
        bench.After(Second);
        Assert.Equal(Wish.Nothing, bench.Wishes().Of(WishSource.Duty));
    }

    [Fact]
    public void A_token_that_comes_later_counts_and_what_is_told_is_told_once()
    {
        var bench = new SessionBench(Policy, Friday);
        bench.Plug(0, null);
        Assert.Equal(1, bench.After(Second));
        Assert.Equal((WishSource.Group, new WattHours(9_000)), (bench.Wishes().DepartureFrom, bench.Wishes().Target!.Value));
        Near("2026-03-07T05:00+01:00", bench);
        bench.Tell(new TransactionStarted(bench.Now, bench.Site.Evses[0].Id, "1", "card"));
        Assert.Equal(1, bench.After(Second));
        Assert.Equal(WishSource.Token, bench.Wishes().DepartureFrom);
        Assert.Equal(0, bench.After(TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Once_all_is_told_nothing_is_said_until_a_duty_the_clock_or_what_was_learned_changes()
    {
        var bench = new SessionBench(Policy, Friday);
        bench.Plug(0, "CARD");
        bench.Plug(1, "CAR");
        Assert.NotEqual(0, bench.After(Second));
        Assert.Equal(0, bench.After(Second));

        bench.Duties.Plan = Plan(bench, "bus-7,A2,2026-03-06T18:00,2026-03-07T04:30,30");
        Assert.Equal(1, bench.After(Second));
        Assert.Equal(0, bench.After(Second));

        bench.Stays.Restore([new TokenStays("CAR", [.. Enumerable.Range(1, StayBook.Enough).Select(week => new Stay(Friday.AddDays(-7 * week), TimeSpan.FromHours(9), 11))])]);
        Assert.NotEqual(0, bench.After(Second));
        Assert.Equal(new WattHours(11_000), bench.Wishes(1).Of(WishSource.Learned).Target!.Value);
        Assert.Equal(0, bench.After(Second));

        bench.Jump(TimeSpan.FromMinutes(20));
        Assert.NotEqual(0, bench.After(Second));
        Near("2026-03-07T04:30+01:00", bench);
    }

    [Fact]
    public void A_wall_clock_that_is_set_right_sets_departures_right()
    {
        var bench = new SessionBench(Policy, Friday);
        bench.Plug(0, "CARD");
        bench.After(Second);
        bench.Jump(TimeSpan.FromHours(-2));
        Assert.Equal(2, bench.After(Second));
        Near("2026-03-09T07:15+01:00", bench);
    }

    [Fact]
    public void A_bay_s_duty_is_not_another_vehicle_s_and_not_one_that_stands_elsewhere()
    {
        var bench = new SessionBench(Policy, Friday);
        bench.Duties.Plan = Plan(bench, "bus-7,A1,2026-03-06T18:00,2026-03-07T04:30,30\n,A2,2026-03-06T18:00,2026-03-07T05:30,31");
        bench.Plug(0, "OTHER");
        bench.Plug(1, "CARD");
        bench.After(Second);
        Assert.Equal((WishSource.Group, WishSource.Duty), (bench.Wishes(0).DepartureFrom, bench.Wishes(1).DepartureFrom));
        Near("2026-03-07T04:30+01:00", bench, 1);

        var nobody = new SessionBench(Policy, Friday);
        nobody.Duties.Plan = bench.Duties.Plan;
        nobody.Plug(0, null);
        nobody.Plug(1, "STRANGER");
        nobody.After(Second);
        Near("2026-03-07T04:30+01:00", nobody, 0);
        Near("2026-03-07T05:30+01:00", nobody, 1);
    }

    [Theory]
    [InlineData("2026-03-06T23:00", false)]
    [InlineData("2026-03-06T21:59", true)]
    [InlineData("2026-03-06T17:00", true)]
    public void Who_comes_long_before_a_duty_does_not_have_it(string arrival, bool has)
    {
        var bench = new SessionBench(Policy, Friday);
        bench.Duties.Plan = Plan(bench, $"bus-7,A1,{arrival},2026-03-07T08:30,30");
        bench.Plug(0, "CARD");
        bench.After(Second);
        Assert.Equal(has ? WishSource.Duty : WishSource.Token, bench.Wishes().DepartureFrom);
    }

    [Theory]
    [InlineData("2026-03-28T20:00+01:00", "2026-03-29T02:30", "2026-03-29T03:00+02:00")]
    [InlineData("2026-10-24T20:00+02:00", "2026-10-25T02:30", "2026-10-25T02:30+02:00")]
    [InlineData("2026-10-25T02:45+02:00", "2026-10-25T02:30", "2026-10-25T02:30+01:00")]
    public void On_days_of_23_and_25_hours_the_departure_is_what_the_clock_shows(string arrival, string clock, string departure)
    {
        var bench = new SessionBench($"policy: {{ tokens: {{ CARD: {{ depart: \"{clock[11..]}\", energy: 5 }} }} }}", At(arrival));
        bench.Plug(0, "CARD");
        bench.After(Second);
        Near(departure, bench);
    }

    [Fact]
    public void A_battery_s_size_is_the_last_word_on_energy_and_caps_what_was_learned()
    {
        var bench = new SessionBench(Policy, Friday);
        bench.Plug(0, "CAR");
        bench.After(Second);
        Assert.Equal((WishSource.Group, WishSource.Token, new WattHours(60_000)), (bench.Wishes().DepartureFrom, bench.Wishes().TargetFrom, bench.Wishes().Target!.Value));
        Assert.Equal("all that its battery holds", WishOrigins.OfEnergy(bench.Wishes())!.Sentence);
    }

    private static void Near(string departure, SessionBench bench, int evse = 0) => Assert.InRange(bench.Departure(evse)!.Value, At(departure).AddSeconds(-31), At(departure).AddSeconds(31));

    private static DutyPlan Plan(SessionBench bench, string lines)
    {
        var plan = new DutyText("d.csv", bench.Site, SessionBench.Berlin).Read("vehicle,bay,arrival,departure,energy\n" + lines);
        Assert.Empty(plan.Problems);
        return plan;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
