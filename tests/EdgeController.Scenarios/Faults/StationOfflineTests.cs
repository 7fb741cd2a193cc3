using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Faults;

/// <summary>Fault D1: stations lose the network while they charge; nobody gets their share before it is free.</summary>
public sealed class StationOfflineTests(ITestOutputHelper output)
{
    private static readonly Lazy<Task<Outage[]>> Outages = new(() => PlayAsync(Protections.None));

    private static readonly Lazy<Task<Outage[]>> Careless = new(() => PlayAsync(Protections.CautiousAccounts));

    [Fact]
    public async Task Most_mornings_have_a_moment_with_sleeping_and_charging_vehicles_to_cut_off()
    {
        Assert.True((await Outages.Value).Length * 2 > Campaign.Seeds.Count);
        Assert.Equal((await Outages.Value).Select(outage => outage.Seed), (await Careless.Value).Select(outage => outage.Seed));
    }

    [Fact]
    public async Task A_station_that_is_offline_counts_at_least_for_what_it_may_draw()
    {
        Assert.All(await Outages.Value, outage => Assert.True(outage.Undercounted.Count == 0, $"seed {outage.Seed}: {string.Join("; ", outage.Undercounted.Take(5))}"));
    }

    [Fact]
    public async Task It_keeps_its_last_limit_until_its_lease_ends_and_then_falls_to_its_fallback()
    {
        foreach (var outage in await Outages.Value)
        {
            Assert.True(outage.KeptLease >= 2, $"seed {outage.Seed}: {outage.KeptLease} stations charged on above their fallback");
            Assert.True(outage.AboveFallbackAfterLease.Count == 0, $"seed {outage.Seed}: {string.Join("; ", outage.AboveFallbackAfterLease.Take(5))}");
        }
    }

    [Fact]
    public async Task Nobody_is_given_its_share_so_that_a_level_without_a_meter_stays_below_its_breaker()
    {
        Assert.All(await Outages.Value, outage => Assert.True(outage is { WorstRatio: <= 1, Trips: 0 }, $"seed {outage.Seed}: {outage.WorstRatio:0.000}, {outage.Trips} trips"));
    }

    [Fact]
    public async Task With_careless_accounts_their_share_is_given_away_and_the_level_is_overloaded()
    {
        var careless = await Careless.Value;
        Assert.All((await Outages.Value).Zip(careless), pair => Assert.True(pair.Second.WorstRatio > pair.First.WorstRatio + 0.05, $"seed {pair.First.Seed}: {pair.Second.WorstRatio:0.000}"));
        Assert.True(careless.Count(outage => outage.SecondsOver > 30) * 2 >= careless.Length, "the level was over its breaker on too few days");
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await Outages.Value).Zip(await Careless.Value, (outage, bare) => new
        {
            Fault = "D1 stations offline",
            outage.Seed,
            outage.Stations,
            WorstRatio = Math.Round(outage.WorstRatio, 4),
            BreakerTrips = outage.Trips,
            WorstRatioUnprotected = Math.Round(bare.WorstRatio, 4),
            outage.SecondsOver,
            SecondsOverUnprotected = bare.SecondsOver,
            BreakerTripsUnprotected = bare.Trips,
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.WriteFault("stationOffline", rows);
        Results.Name(
            "D1", rows.Length, rows.Max(row => row.SecondsOver), rows.Max(row => row.WorstRatio),
            FormattableString.Invariant($"over the limit for {rows.Max(row => row.SecondsOverUnprotected)} s, {rows.Max(row => row.WorstRatioUnprotected):0.00} x"));
        Assert.NotEmpty(rows);
    }

    private static async Task<Outage[]> PlayAsync(Protections without) => [.. (await Campaign.RunAsync(Campaign.Seeds, seed => Simulate(seed, without))).OfType<Outage>()];

    private static Outage? Simulate(ulong seed, Protections without)
    {
        var leaseEnds = new Dictionary<EvseId, Instant>();
        using var run = UnmeteredLevel.Run(seed, without, (at, setpoint) => leaseEnds[setpoint.Evse] = at + setpoint.Lease);
        var cut = CutWhenBusy(run);
        if (cut.Length == 0)
        {
            return null;
        }

        var outage = new Outage(seed, cut.Length, cut.Count(evse => TrueLoad.ChargingAmps(run.World, evse.Index) > Fallback(evse) + 0.5));
        var since = run.Now;
        for (var second = 1; second <= 2 * 3600; second++)
        {
            run.RunUntil(since + TimeSpan.FromSeconds(second));
            outage.Look(run, second, cut, leaseEnds);
        }

        return outage;
    }

    /// <summary>The network of all vehicles that still sleep, and of two that charge with a lease, goes; at a moment with enough of both, if there is one.</summary>
    private static Evse[] CutWhenBusy(SimulatedRun run)
    {
        for (var minute = 90; minute < 240; minute++)
        {
            run.RunUntil(Instant.FromSeconds(minute * 60));
            var asleep = UnmeteredLevel.Evses.Where(evse => run.World.VehicleAt(evse.Index) is { IsAsleep: true }).ToArray();
            var awake = UnmeteredLevel.Evses.Where(evse => TrueLoad.ChargingAmps(run.World, evse.Index) > Fallback(evse) + 0.5).ToArray();
            if (asleep.Length >= 3 && awake.Length >= 5)
            {
                Evse[] cut = [.. asleep, .. awake.Take(2)];
                foreach (var evse in cut)
                {
                    run.Isolate(evse.Station, cut: true);
                }

                return cut;
            }
        }

        return [];
    }

    private static double Fallback(Evse evse) => UnmeteredLevel.Site.Stations[evse.Station].Fallback.Value;

    private sealed record Outage(ulong Seed, int Stations, int KeptLease)
    {
        public List<string> Undercounted { get; } = [];

        public List<string> AboveFallbackAfterLease { get; } = [];

        public double WorstRatio { get; private set; }

        public int SecondsOver { get; private set; }

        public int Trips { get; private set; }

        public void Look(SimulatedRun run, int second, IReadOnlyList<Evse> cut, Dictionary<EvseId, Instant> leaseEnds)
        {
            var ratio = TrueLoad.Ratio(run.World, UnmeteredLevel.Level);
            WorstRatio = Math.Max(WorstRatio, ratio);
            SecondsOver += ratio > 1 ? 1 : 0;
            Trips = run.World.Tree.Trips;
            foreach (var evse in cut)
            {
                var may = run.World.Stations[evse.Station].Connectors[0].LimitAmps;
                var counted = run.Snapshot!.Cap(evse.Index, run.Now).Value;
                if (run.World.VehicleAt(evse.Index) is not null && counted < may - 0.01)
                {
                    Undercounted.Add($"{evse.Id} after {second} s: {counted} A counted, {may} A allowed");
                }

                var over = !leaseEnds.TryGetValue(evse.Id, out var ends) || run.Now > ends + TimeSpan.FromSeconds(12);
                if (over && TrueLoad.ChargingAmps(run.World, evse.Index) > Fallback(evse) + 0.01)
                {
                    AboveFallbackAfterLease.Add($"{evse.Id} after {second} s");
                }
            }
        }
    }
}
