using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing.Resources;

/// <summary>What vehicles are told to give back, and what their measurements become.</summary>
public class GivingBackTests
{
    [Fact]
    public void A_wish_goes_out_with_the_lease_and_again_before_it_ends()
    {
        var bench = Ready();
        Wish(bench, -8000);
        bench.Run(70);

        var given = Orders(bench);
        Assert.InRange(given.Count, 3, 4);
        Assert.All(given, sent => Assert.Equal((new Watts(-8000), sent.Setpoint.Lease), (sent.Setpoint.Order!.Power!.Value, sent.Setpoint.Order.Reverts)));
        Assert.Equal(-8000, bench.Snapshot.Resources[0].InForce(SiteBench.At(bench.Now))!.Power!.Value.Value);
    }

    [Fact]
    public void It_is_taken_back_at_once_when_the_wish_is_over()
    {
        var bench = Ready();
        Wish(bench, -8000);
        bench.Run(20);
        Wish(bench, 0);
        bench.Run(2);

        var last = bench.Sent[^1].Setpoint;
        Assert.Equal((null, SetpointChange.Decrease), (last.Order, last.Change));
        Assert.Null(bench.Snapshot.Resources[0].InForce(SiteBench.At(bench.Now)));
    }

    [Theory]
    [InlineData(-20_000, 0.8, 11_000)]
    [InlineData(-8000, 0.31, 5500)]
    [InlineData(-8000, 0.3, 0)]
    public void Rating_and_state_of_charge_bound_it(double wish, double charge, double gives)
    {
        var bench = Ready(charge: charge);
        Wish(bench, wish);
        bench.Run(3);
        Assert.Equal(gives, -(bench.Sent.LastOrDefault().Setpoint?.Order?.Power?.Value ?? 0), 9.0);
    }

    [Fact]
    public void No_more_leaves_a_circuit_than_its_export_limit_allows()
    {
        var bench = Ready(circuit => circuit with { ExportLimit = new Watts(2000) });
        Wish(bench, -8000);
        bench.Run(3);
        Assert.Equal(new Watts(-2000), Orders(bench)[^1].Setpoint.Order!.Power);
    }

    [Theory]
    [InlineData("no charge")]
    [InlineData("only charges")]
    [InlineData("no wish")]
    public void Nothing_is_told_where_something_is_missing(string missing)
    {
        var bench = Ready(charge: missing == "no charge" ? null : 0.8, steering: missing == "only charges" ? SteeringState.Unknown : SteeringState.Ready);
        if (missing != "no wish")
        {
            Wish(bench, -8000);
        }

        bench.Run(60);
        Assert.Empty(Orders(bench));
    }

    [Fact]
    public void With_a_stale_meter_it_is_not_renewed_and_ends_by_itself()
    {
        var bench = Ready();
        Wish(bench, -8000);
        bench.Run(10);
        bench.Metered[0] = false;
        bench.Run(8);
        var told = Orders(bench).Count;
        bench.Run(60);
        Assert.Equal(told, Orders(bench).Count);
        Assert.Null(bench.Snapshot.Resources[0].InForce(SiteBench.At(bench.Now)));
    }

    [Fact]
    public void What_flows_out_is_the_resources_and_the_evse_draws_nothing()
    {
        var bench = Ready();
        Wish(bench, -8000);
        bench.Run(3);
        var at = bench.Now + 0.1;
        bench.Tell(new EvseMetered(SiteBench.At(at), bench.Site.Evses[0].Id, PerPhase.All(new Amperes(-10)), new Watts(-6900), null));
        var (evse, vehicle) = (bench.Snapshot.Evses[0], bench.Snapshot.Resources[0]);
        Assert.Equal((0.0, -10.0, -6900.0), (evse.Sample!.Highest.Value, vehicle.Current!.Value.L1.Value, vehicle.Power!.Value.Value));

        bench.Tell(new EvseMetered(SiteBench.At(at + 36), bench.Site.Evses[0].Id, PerPhase.All(new Amperes(-10)), new Watts(-6900), null));
        Assert.Equal(69, bench.Snapshot.Resources[0].GivenBack.Value, 0.01);

        // More than the hardware can is a wrong unit.
        bench.Tell(new EvseMetered(SiteBench.At(at + 37), bench.Site.Evses[0].Id, PerPhase.All(new Amperes(-500)), null, null));
        Assert.Equal(-10, bench.Snapshot.Resources[0].Current!.Value.L1.Value);
    }

    [Fact]
    public void When_its_vehicle_leaves_nothing_is_known_of_it()
    {
        var bench = Ready();
        Wish(bench, -8000);
        bench.Run(10);
        bench.Unplug(bench.Stations[0]);
        bench.Run(1);
        Assert.Equal(new ResourceState(), bench.Snapshot.Resources[0] with { MeasuredAt = null, Power = null, Current = null });
    }

    private static List<(double At, Setpoint Setpoint)> Orders(SiteBench bench) => [.. bench.Sent.Where(sent => sent.Setpoint.Order is { GivesBack: true })];

    private static void Wish(SiteBench bench, double watts) => bench.Tell(new ResourceWished(SiteBench.At(bench.Now), "S1/1", new Watts(watts), SiteBench.At(bench.Now + 3600)));

    private static SiteBench Ready(Func<Circuit, Circuit>? circuit = null, double? charge = 0.8, SteeringState steering = SteeringState.Ready)
    {
        var site = new SiteBuilder().Circuit(null, 100, 20, metered: true).Where(circuit ?? (one => one)).Stations(0, 1, 16, rotation: "L1L2L3")
            .Each(station => station with { Storage = StorageClass.Dynamic, V2x = new V2xRating(new Watts(11_000), 0.3) }).Build();
        site = site with { Resources = V2xRating.Join([], site.Stations, site.Evses) };
        var bench = SiteBench.Full(site);
        bench.Run(60);
        bench.Tell(new ResourceReported(SiteBench.At(bench.Now), "S1/1", steering, null) { StateOfCharge = charge, Capacity = new WattHours(60_000) });
        bench.Sent.Clear();
        return bench;
    }
}
