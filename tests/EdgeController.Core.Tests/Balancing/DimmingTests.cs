using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Dimming by the grid operator (section 14a EnWG, fault B9): P_min is kept, the loss of the signal dims, the reaction is on record.</summary>
public class DimmingTests
{
    [Theory]
    [InlineData(1, 4.2)]
    [InlineData(2, 7.56)]
    [InlineData(3, 10.5)]
    [InlineData(5, 15.12)]
    [InlineData(8, 18.9)]
    [InlineData(9, 19.32)]
    [InlineData(12, 24.99)]
    [InlineData(24, 47.67)]
    public void P_min_follows_the_formula(int devices, double kilowatts) =>
        Assert.Equal(kilowatts, DimmingRule.MinimumOf(devices).Value / 1000, 9);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void While_dimmed_all_charging_stays_within_P_min_whatever_the_building_draws_and_every_session_keeps_6_A_or_waits(int stations)
    {
        var bench = Charging(stations);
        bench.Load[0] = PerPhase.All(30.0);
        Run(bench, 60, active: false);
        var minimum = DimmingRule.MinimumOf(stations).Value / 1000;
        Run(bench, 30, active: true);
        Run(bench, 120, active: true, () => Assert.True(Kilowatts(bench) <= minimum, $"{Kilowatts(bench)} kW after {bench.Now} s"));
        Assert.True(Kilowatts(bench) >= minimum - 4.2, $"{Kilowatts(bench)} kW is needlessly low");
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.True(setpoint.Limit.Value is 0 or >= 6));
        var reached = bench.Snapshot.Dimming.Evidence[^1].ReachedAt!.Value - bench.Snapshot.Dimming.Evidence[^1].At;
        Assert.InRange(reached.TotalSeconds, 1, 30);
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason.Sentence.Contains("the grid operator", StringComparison.Ordinal));
    }

    [Fact]
    public void A_signal_that_is_not_repeated_for_30_s_dims()
    {
        var bench = Charging(5);
        Run(bench, 60, active: false);
        bench.Run(25);
        Assert.Null(bench.Snapshot.Dimming.Limit(bench.Site.Dimming!, SiteBench.At(bench.Now)));
        bench.Run(40);
        Assert.True(Kilowatts(bench) <= 15.12, $"{Kilowatts(bench)} kW");
        Assert.Equal((null, 15.12), (bench.Snapshot.Dimming.Evidence[^1].Signal, bench.Snapshot.Dimming.Evidence[^1].Limit!.Value.Value / 1000));
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason.Sentence.EndsWith("lost signal of the grid operator", StringComparison.Ordinal));
        Run(bench, 300, active: false);
        Assert.True(Kilowatts(bench) > 40, $"{Kilowatts(bench)} kW");
    }

    [Fact]
    public void A_grid_operator_that_was_never_heard_dims_30_s_after_the_start()
    {
        var bench = Charging(5);
        bench.Run(90);
        Assert.True(Kilowatts(bench) <= 15.12, $"{Kilowatts(bench)} kW");
    }

    [Theory]
    [InlineData(0, 15.12)]
    [InlineData(-5, 15.12)]
    [InlineData(double.NaN, 15.12)]
    [InlineData(20, 20)]
    public void Less_than_P_min_cannot_be_asked_for(double asked, double limit)
    {
        var bench = Charging(5);
        bench.Tell(new DimmingSignalled(SiteBench.At(1), true, new Watts(asked * 1000)));
        Assert.Equal(limit, bench.Snapshot.Dimming.Limit(bench.Site.Dimming!, SiteBench.At(2))!.Value.Value / 1000, 9);
    }

    [Fact]
    public void Each_change_is_one_record_and_a_repetition_is_none()
    {
        var bench = Charging(2);
        Run(bench, 60, active: false);
        Run(bench, 60, active: true);
        Run(bench, 60, active: false);
        Assert.Equal([false, true, false], bench.Snapshot.Dimming.Evidence.Select(record => record.Signal));
        for (var i = 0; i < 600; i++)
        {
            bench.Tell(new DimmingSignalled(SiteBench.At(bench.Now), i % 2 == 0, null));
        }

        Assert.Equal((DimmingState.MostRecords, 603), (bench.Snapshot.Dimming.Evidence.Length, bench.Snapshot.Dimming.Recorded));
    }

    [Fact]
    public void Only_the_circuit_that_is_dimmed_gives_way()
    {
        var site = new SiteBuilder().Circuit(null, 250, 0, true).Circuit(0, 100, 0, true).Circuit(0, 100, 0, true).Stations(1, 3, 16, rotation: "L1L2L3").Stations(2, 3, 16, rotation: "L1L2L3").Build();
        var bench = SiteBench.Full(site with { Dimming = new DimmingRule { Circuit = 2, Minimum = DimmingRule.MinimumOf(3) } });
        bench.Wall = Wall;
        Run(bench, 240, active: true);
        Assert.InRange(bench.Flow(1).L1, 45, 48);
        Assert.True(bench.Flow(2).L1 * 3 * 0.23 <= 10.5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_the_protection_P_min_is_exceeded(bool active)
    {
        var bench = Charging(5, Protections.Dimming);
        Run(bench, 60, active: false);
        bench.Tell(new DimmingSignalled(SiteBench.At(bench.Now), active, null));
        bench.Run(120);
        Assert.True(Kilowatts(bench) > 40, $"{Kilowatts(bench)} kW");
    }

    private static DateTimeOffset Wall(double seconds) => new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    private static SiteBench Charging(int stations, Protections without = Protections.None)
    {
        var site = SiteBuilder.Single(400, 80, stations, rotation: "L1L2L3") with { Dimming = new DimmingRule { Minimum = DimmingRule.MinimumOf(stations) } };
        var bench = SiteBench.Full(site, GuardOptions.Default with { Without = without });
        bench.Wall = Wall;
        return bench;
    }

    private static void Run(SiteBench bench, double seconds, bool active, Action? each = null) => bench.Run(seconds, () =>
    {
        each?.Invoke();
        if (bench.Now % 10 == 0)
        {
            bench.Tell(new DimmingSignalled(SiteBench.At(bench.Now), active, null));
        }
    });

    private static double Kilowatts(SiteBench bench) => bench.Stations.Sum(station => station.Drawn.L1 + station.Drawn.L2 + station.Drawn.L3) * 0.23;
}
