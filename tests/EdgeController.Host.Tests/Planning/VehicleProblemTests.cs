using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Tests.Planning;

/// <summary>What a plan counts on from a vehicle: the current that it has shown, never one that is only possible.</summary>
public sealed class VehicleProblemTests
{
    private readonly SessionBench _bench = SessionBench.Evening();
    private long _revision;

    public VehicleProblemTests()
    {
        _bench.Plug(0, "CARD");
        _bench.After(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Before_it_has_drawn_anything_it_may_take_all_that_its_station_has() => Assert.Equal(16, Planned().Max.Value);

    [Fact]
    public void It_counts_with_what_it_has_drawn_while_it_was_offered_no_more()
    {
        Charge(offered: 10, drawn: 10);
        Assert.Equal(10, Planned().Max.Value);
        Charge(offered: 12, drawn: 12);
        Assert.Equal(12, Planned().Max.Value);
        Charge(offered: 8, drawn: 8);
        Assert.Equal(12, Planned().Max.Value);
    }

    [Fact]
    public void It_counts_with_what_it_did_not_go_beyond_also_while_it_is_offered_less()
    {
        Charge(offered: 16, drawn: 13);
        Assert.InRange(Planned().Max.Value, 13, 13.7);
        Charge(offered: 6, drawn: 6);
        Assert.Equal(13, Planned().Max.Value);
    }

    [Fact]
    public void It_counts_with_no_less_than_its_minimum()
    {
        Charge(offered: 6, drawn: 5.6);
        Assert.Equal((6, 6), (Planned().Min.Value, Planned().Max.Value));
    }

    /// <summary>20 kWh take 1 h 49 at 16 A on three phases: a quarter of that is kept for the slow end, and ten minutes anyway. What is left over when time is short is halved.</summary>
    [Theory]
    [InlineData("05:40", 37)]
    [InlineData("22:39", 30)]
    [InlineData("21:30", 10)]
    public void It_is_planned_to_be_ready_early_because_nearly_full_vehicles_slow_down(string departs, double minutesEarly)
    {
        var bench = SessionBench.Evening(departs);
        bench.Plug(0, "CARD");
        bench.After(TimeSpan.FromSeconds(1));
        Assert.Equal(minutesEarly, (bench.Departure()!.Value - Planned(bench).Departure).TotalMinutes, 0.5);
    }

    /// <summary>19 of 20 kWh taken, the last takes five and a half minutes: it does not wait until its last minute comes.</summary>
    [Theory]
    [InlineData(25, 13.7)]
    [InlineData(18, 6.7)]
    [InlineData(12, 5.4)]
    [InlineData(7, 5.4)]
    [InlineData(3, 3)]
    public void Shortly_before_it_leaves_the_rest_is_planned_at_once(double minutesLeft, double minutesUntilReady)
    {
        var bench = SessionBench.Evening("05:40");
        bench.Plug(0, "CARD");
        bench.After(TimeSpan.FromSeconds(1));
        bench.Take(0, 19);
        bench.After(bench.Departure()!.Value - bench.Wall - TimeSpan.FromMinutes(minutesLeft));
        Assert.Equal(minutesUntilReady, (Planned(bench).Departure - bench.Wall).TotalMinutes, 0.15);
    }

    /// <summary>20 kWh with direct current: what it has taken of them is its state of charge, and it slows down from a part of them on, or from now on.</summary>
    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(5, 0.25, null)]
    [InlineData(16, 0.8, 0.8)]
    [InlineData(19.9, 0.995, 0.98)]
    public void With_direct_current_it_is_taken_to_slow_down_towards_the_end(double taken, double charge, double? slowsFrom)
    {
        var bench = SessionBench.Evening(stations: SessionBench.Dc);
        bench.Plug(0, "CARD");
        bench.Take(0, taken);
        bench.After(TimeSpan.FromSeconds(1));
        var planned = Planned(bench);
        var store = planned.Store!;
        // The battery is larger by what five minutes at the least current bring, and everything is a part of that.
        Assert.Equal(20_000 + (planned.Min.Value * 690 * 0.94 / 12), store.Capacity.Value, 1e-6);
        var part = 20_000 / store.Capacity.Value;
        Assert.Equal((charge, 1.0, Math.Round(20_000 * (1 - charge), 3)), (Math.Round(store.Initial / part, 4), Math.Round(store.Target / part, 6), Math.Round(planned.Energy.Value, 3)));
        Assert.Equal([slowsFrom ?? VehicleProblem.SlowFrom, 1], store.Taper.Select((point, i) => Math.Round(i == 0 ? point.StateOfCharge / part : point.StateOfCharge, 4)));
        Assert.Equal([planned.Max.Value * 690, planned.Min.Value * 690], store.Taper.Select(point => point.Power.Value));
        Assert.Null(planned.Discharge);
        Assert.Equal(10, (bench.Departure()!.Value - planned.Departure).TotalMinutes, 0.5);
    }

    private PlanVehicle Planned() => Planned(_bench);

    private static PlanVehicle Planned(SessionBench bench)
    {
        var problem = new VehicleProblem(bench.Site);
        problem.Fill(bench.Snapshot, bench.Now, bench.Wall);
        return Assert.Single(problem.Vehicles);
    }

    /// <summary>For a minute, measured every ten seconds.</summary>
    private void Charge(double offered, double drawn)
    {
        var evse = _bench.Site.Evses[0].Id;
        _bench.Tell(new SetpointIssued(_bench.Now, evse, ++_revision, new Amperes(offered), TimeSpan.FromMinutes(5)));
        _bench.Tell(new SetpointAnswered(_bench.Now, evse, _revision, SetpointOutcome.Accepted));
        for (var sample = 0; sample < 6; sample++)
        {
            _bench.After(TimeSpan.FromSeconds(10));
            _bench.Tell(new EvseMetered(_bench.Now, evse, PerPhase.All(new Amperes(drawn)), null, null));
        }
    }
}
