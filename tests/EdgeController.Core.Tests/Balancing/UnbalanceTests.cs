using EdgeController.Core.Balancing;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Unbalance between phases by vehicles that do not load all three (fault D30).</summary>
public class UnbalanceTests
{
    private const double Permitted = 20;

    /// <summary>A vehicle's report, the decrease and its reaction.</summary>
    private const int ReactionSeconds = 30;

    /// <summary>A setpoint less than this above its share is not worth a decrease.</summary>
    private const double TolerancePerVehicle = 0.05;

    private static readonly int Mixes = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 1000 : 40;

    [Fact]
    public void Single_phase_vehicles_on_one_phase_get_no_more_than_is_permitted_and_the_reason_says_so()
    {
        var bench = SiteBench.Full(Site(6, "L2L3L1"));
        Array.ForEach(bench.Stations, station => station.VehiclePhases = 1);
        bench.Run(500);
        Assert.InRange(bench.Flow(0).L2, 17.5, Permitted + 0.01);
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason is { Code: ReasonCode.Unbalance or ReasonCode.AwaitingTurn, Subject: "main", Phase: Phase.L2 });
    }

    [Fact]
    public void Three_phase_vehicles_are_not_held_by_it()
    {
        var bench = SiteBench.Full(Site(4, "L1L2L3")).Run(300);
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal(32, setpoint.Limit.Value));
    }

    [Fact]
    public void Vehicles_spread_over_the_phases_carry_each_other_up_to_their_maximum()
    {
        var bench = SiteBench.Full(Site(6, null));
        Array.ForEach(bench.Stations, station => station.VehiclePhases = 1);
        bench.Run(600);
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal(32, setpoint.Limit.Value));
    }

    [Fact]
    public void When_the_vehicles_of_one_phase_leave_the_others_are_lowered()
    {
        var bench = SiteBench.Full(Site(6, null));
        Array.ForEach(bench.Stations, station => station.VehiclePhases = 1);
        bench.Run(600);
        bench.Unplug(bench.Stations[0]);
        bench.Unplug(bench.Stations[3]);
        bench.Run(15);
        Assert.True(bench.Unbalance(0) <= Permitted, $"{bench.Unbalance(0)}");
    }

    [Fact]
    public void A_vehicle_gets_no_more_than_the_least_until_it_has_shown_its_phases()
    {
        var bench = SiteBench.Full(Site(2, "L1L2L3"));
        Array.ForEach(bench.Stations, station => station.SendsMeterValues = false);
        bench.Run(120);
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal((6, ReasonCode.PhasesUnknown), (setpoint.Limit.Value, setpoint.Reason.Code)));
    }

    [Fact]
    public void For_random_mixes_the_difference_exceeds_the_permitted_only_for_the_time_of_a_reaction() => Play(Mixes, Protections.None);

    [Fact]
    public void Without_the_protection_the_same_mixes_exceed_it_for_longer() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Play(3, Protections.Unbalance));

    private static void Play(int mixes, Protections without)
    {
        for (var seed = 1; seed <= mixes; seed++)
        {
            var random = new Random(seed);
            var bench = new SiteBench(Site(random.Next(3, 13), random.Next(2) == 0 ? null : "L1L2L3"), GuardOptions.Default with { Without = without });
            Array.ForEach(bench.Stations, station => bench.Connect(station));
            var over = 0;
            for (var second = 1; second <= 600; second++)
            {
                foreach (var station in bench.Stations.Where(_ => random.Next(60) == 0))
                {
                    Disturb(bench, station, random);
                }

                bench.Run(1);
                over = bench.Unbalance(0) > Permitted + (TolerancePerVehicle * bench.Stations.Length) ? over + 1 : 0;
                Assert.True(over <= ReactionSeconds, $"seed {seed}, second {second}: {bench.Unbalance(0):0.0} A for {over} s");
            }
        }
    }

    private static void Disturb(SiteBench bench, SimulatedStation station, Random random)
    {
        if (!station.Plugged)
        {
            (station.VehiclePhases, station.Wants) = (random.Next(1, 4), 6 + (random.NextDouble() * 26));
            bench.Plug(station);
        }
        else if (random.Next(4) == 0 && !bench.Sent.TakeLast(40).Any(sent => sent.At > bench.Now - 3 && sent.Setpoint.Evse == station.Evse))
        {
            // A setpoint under way would reach the next vehicle, which is another fault.
            bench.Unplug(station);
        }
    }

    private static Site Site(int stations, string? rotation) => new SiteBuilder()
        .Circuit(null, 250, 10, true).Where(circuit => circuit with { Unbalance = new Amperes(Permitted) })
        .Stations(0, stations, 32, rotation: rotation).Build();
}
