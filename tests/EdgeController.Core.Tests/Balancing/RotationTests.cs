using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>More vehicles than minimums fit: turns (faults D29).</summary>
public class RotationTests
{
    private const double Hour = 3600;
    private static readonly bool Long = Environment.GetEnvironmentVariable("EDGE_LONG") == "1";

    [Fact]
    public void Twenty_four_vehicles_on_a_main_that_carries_ten_minimums_each_get_a_turn_in_every_two_hours_and_start_seldom()
    {
        var bench = SiteBench.Full(Scarce(24, 10));
        var watch = new TurnWatch(bench);
        bench.Run(6 * Hour, watch.Look);
        Assert.True(watch.LongestWait <= 2 * Hour, $"somebody waited {watch.LongestWait / 60:0} min");
        Assert.True(watch.LeastCharging >= 7, $"only {watch.LeastCharging} of 10 charge");
        Assert.All(watch.Starts, starts => Assert.InRange(starts, 3, 18));
        Assert.All(watch.ShortestTurn, turn => Assert.True(turn >= 300, $"a turn of {turn} s"));
        Assert.True(watch.Energy.Min() > 0.75 * watch.Energy.Max(), $"{watch.Energy.Min():0} to {watch.Energy.Max():0} Ah");
        Assert.True(bench.WorstRatio <= 1, $"{bench.WorstRatio:0.000}");
    }

    [Fact]
    public void Eight_waiting_vehicles_for_each_minimum_still_get_a_turn_in_every_two_hours()
    {
        var bench = SiteBench.Full(Scarce(27, 3));
        var watch = new TurnWatch(bench);
        bench.Run(4 * Hour, watch.Look);
        Assert.True(watch.LongestWait <= 2 * Hour, $"somebody waited {watch.LongestWait / 60:0} min");
    }

    [Fact]
    public void Without_turns_somebody_starves()
    {
        var bench = SiteBench.Full(Scarce(24, 10), GuardOptions.Default with { Without = Protections.Rotation });
        var watch = new TurnWatch(bench);
        bench.Run(2.5 * Hour, watch.Look);
        Assert.True(watch.LongestWait > 2 * Hour, $"the longest wait was only {watch.LongestWait / 60:0} min");
    }

    [Fact]
    public void The_low_priority_comes_later_but_not_never()
    {
        var site = Scarce(12, 4);
        site = site with { Stations = [.. site.Stations.Select(station => station with { Priority = station.Index < 6 ? Priority.High : Priority.Low })] };
        var bench = SiteBench.Full(site);
        var watch = new TurnWatch(bench);
        bench.Run((Long ? 6 : 4) * Hour, watch.Look);
        Assert.True(watch.LongestWait <= 2 * Hour, $"somebody waited {watch.LongestWait / 60:0} min");
        Assert.True(watch.Energy[..6].Min() > 2 * watch.Energy[6..].Max(), string.Join(" ", watch.Energy.Select(one => $"{one:0}")));
    }

    [Fact]
    public void Single_phase_vehicles_on_three_phases_and_a_swaying_load_starve_nobody_and_do_not_flap()
    {
        var bench = SiteBench.Full(Scarce(15, 5, rotation: null, assumed: 12));
        foreach (var station in bench.Stations)
        {
            station.VehiclePhases = 1 + (station.Station.Index % 3);
        }

        var watch = new TurnWatch(bench);
        bench.Run(4 * Hour, () =>
        {
            bench.Load[0] = PerPhase.All(6 + (6 * Math.Sin(bench.Now / 97)));
            watch.Look();
        });
        Assert.True(watch.LongestWait <= 2 * Hour, $"somebody waited {watch.LongestWait / 60:0} min");
        Assert.All(watch.Starts, starts => Assert.InRange(starts, 1, 4 * 6));
        Assert.True(bench.LongestOverload <= 30, $"{bench.LongestOverload} s over");
    }

    [Fact]
    public void A_vehicle_that_draws_nothing_gives_its_turn_to_one_that_waits()
    {
        var bench = SiteBench.Full(Scarce(4, 2));
        (bench.Stations[0].Wants, bench.Stations[1].Wants) = (0, 0);
        var watch = new TurnWatch(bench);
        bench.Run(1.5 * Hour, watch.Look);
        Assert.True(watch.ChargingTime[2..].Min() > 0.8 * bench.Now, string.Join(" ", watch.ChargingTime));
    }

    [Fact]
    public void Who_received_less_on_other_days_is_next()
    {
        var site = Scarce(3, 1);
        var bench = new SiteBench(site);
        Array.ForEach(bench.Stations, station => bench.Connect(station));
        void Visit(int station, string token, double minutes)
        {
            bench.Tell(new EvseStatusReported(SiteBench.At(bench.Now), bench.Stations[station].Evse, EvseStatus.Charging, null));
            bench.Stations[station].Plugged = true;
            bench.Tell(new TransactionStarted(SiteBench.At(bench.Now), bench.Stations[station].Evse, $"t{bench.Now}", token));
            bench.Run(minutes * 60);
        }

        Visit(0, "rich", 120);
        bench.Unplug(bench.Stations[0]);
        bench.Run(10 * Hour);
        Visit(1, "guest", 5);
        Visit(2, "rich", 1);
        Visit(0, "poor", 20);
        Assert.True(bench.Told(0) >= 6, "the one that received nothing yet is not next");
        Assert.Equal(0, bench.Told(2));
    }

    [Fact]
    public void With_vehicles_that_come_and_go_at_random_nobody_waits_two_hours_for_a_turn()
    {
        for (var seed = 1; seed <= (Long ? 100 : 3); seed++)
        {
            var random = new Random(seed);
            var bench = new SiteBench(Scarce(random.Next(8, 20), random.Next(2, 5), rotation: random.Next(2) == 0 ? null : "L1L2L3"));
            foreach (var station in bench.Stations)
            {
                bench.Connect(station);
                (station.VehiclePhases, station.Wants) = (random.Next(1, 4), 6 + (random.NextDouble() * 10));
            }

            var watch = new TurnWatch(bench);
            bench.Run(4 * Hour, () =>
            {
                var station = bench.Stations[random.Next(bench.Stations.Length)];
                if (!station.Plugged && random.Next(60) == 0)
                {
                    bench.Plug(station);
                }
                else if (station.Plugged && random.Next(1500) == 0)
                {
                    bench.Unplug(station);
                }

                watch.Look();
            });
            Assert.True(watch.LongestWait <= 2 * Hour, $"seed {seed}: somebody waited {watch.LongestWait / 60:0} min");
            Assert.True(bench.LongestOverload <= 30, $"seed {seed}: {bench.LongestOverload} s over");
        }
    }

    private static Site Scarce(int vehicles, int minimums, string? rotation = "L1L2L3", double assumed = 0) => new SiteBuilder()
        .Circuit(null, Math.Ceiling((((minimums * 6) + 2 + assumed) / 0.97) + 1), assumed, metered: true).Stations(0, vehicles, 16, fallback: 0, rotation).Build();

    /// <summary>Watches who charges: waits, starts and turns by what really flows.</summary>
    private sealed class TurnWatch(SiteBench bench)
    {
        private readonly double[] _since = new double[bench.Stations.Length];
        private readonly bool[] _charges = new bool[bench.Stations.Length];

        public double LongestWait { get; private set; }

        public int LeastCharging { get; private set; } = int.MaxValue;

        public int[] Starts { get; } = new int[bench.Stations.Length];

        public double[] Energy { get; } = new double[bench.Stations.Length];

        public double[] ChargingTime { get; } = new double[bench.Stations.Length];

        public double[] ShortestTurn { get; } = [.. bench.Stations.Select(_ => double.PositiveInfinity)];

        public void Look()
        {
            var charging = 0;
            for (var i = 0; i < _since.Length; i++)
            {
                var charges = bench.Stations[i].LeaseLimit(bench.Now) >= 6;
                if (!bench.Stations[i].Plugged)
                {
                    (_since[i], _charges[i]) = (bench.Now, false);
                    continue;
                }

                charging += charges ? 1 : 0;
                Energy[i] += bench.Stations[i].Drawn.L1 / 3600;
                ChargingTime[i] += charges ? 1 : 0;
                if (charges == _charges[i])
                {
                    LongestWait = charges ? LongestWait : Math.Max(LongestWait, bench.Now - _since[i]);
                    continue;
                }

                Starts[i] += charges ? 1 : 0;
                ShortestTurn[i] = charges ? ShortestTurn[i] : Math.Min(ShortestTurn[i], bench.Now - _since[i]);
                (_charges[i], _since[i]) = (charges, bench.Now);
            }

            LeastCharging = bench.Now > 300 ? Math.Min(LeastCharging, charging) : LeastCharging;
        }
    }
}
