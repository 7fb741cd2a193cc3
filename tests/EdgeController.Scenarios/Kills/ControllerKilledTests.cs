using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Kills;

/// <summary>Fault E1: the controller dies with leases open, and all uncontrolled load jumps to what the site file assumes at most.</summary>
public sealed class ControllerKilledTests(ITestOutputHelper output)
{
    /// <summary>What a breaker carries for ever, and a millionth for rounding.</summary>
    private const double Carried = 1.13 + 1e-6;

    /// <summary>Further days of a seed in the long mode have other arrivals and other moments.</summary>
    private static readonly ulong[] DaySeeds = [.. Campaign.Seeds.SelectMany(seed => Enumerable.Range(0, Campaign.Long ? 5 : 1).Select(day => seed + (1000 * (ulong)day)))];

    private static readonly Lazy<Task<KillDay[]>> Days = new(() => Campaign.RunAsync(DaySeeds, seed => KillDay.Simulate(seed, GuardOptions.Default)));

    private static readonly Lazy<Task<KillDay[]>> WithoutReserve = new(() => Campaign.RunAsync(
        Campaign.Long ? Campaign.Seeds : [1], seed => KillDay.Simulate(seed, GuardOptions.Default with { Without = Protections.Reserve })));

    [Fact]
    public async Task Until_the_leases_are_over_nothing_exceeds_what_a_breaker_carries()
    {
        foreach (var day in await Days.Value)
        {
            Assert.Equal(20, day.Kills.Count);
            Assert.All(day.Kills, kill => Assert.True(kill.WorstRatio <= Carried, $"seed {day.Seed}: {kill}"));
            Assert.Equal(0, day.Trips);
        }
    }

    [Fact]
    public async Task Half_a_minute_after_the_leases_the_site_is_at_or_below_every_limit_by_itself()
    {
        foreach (var day in await Days.Value)
        {
            Assert.All(day.Kills, kill => Assert.True(kill.WorstAfterDeadline is > 0 and <= 1, $"seed {day.Seed}: {kill}"));
        }
    }

    [Fact]
    public async Task The_restarted_controller_keeps_every_limit()
    {
        Assert.All(await Days.Value, day => Assert.False(day.Report.Overloaded, $"seed {day.Seed}: {day.Report.ToJson()}"));
    }

    [Fact]
    public async Task Deaths_happen_while_vehicles_charge_and_at_different_moments()
    {
        var days = await Days.Value;
        Assert.All(days, day => Assert.True(Campaign.Median(day.Kills.Select(kill => kill.ChargingAmps)) > 60, $"seed {day.Seed}: the site was idle"));
        var moments = days.SelectMany(day => day.Kills.Select(kill => kill.At)).ToArray();
        Assert.True(moments.Distinct().Count() > 0.99 * moments.Length);
    }

    [Fact]
    public async Task Without_the_reserve_the_same_deaths_exceed_what_a_breaker_carries()
    {
        var days = await WithoutReserve.Value;
        var broken = days.Count(day => day.Kills.Any(kill => kill.WorstRatio > Carried));
        Assert.True(broken * 2 >= days.Length, $"only {broken} of {days.Length} days exceed it");
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var bare = (await WithoutReserve.Value).ToDictionary(day => day.Seed);
        var rows = (await Days.Value).Select(day => new
        {
            day.Seed,
            Kills = day.Kills.Count,
            WorstRatio = day.Kills.Max(kill => kill.WorstRatio),
            AboveCarried = day.Kills.Count(kill => kill.WorstRatio > Carried),
            WorstAfterDeadline = day.Kills.Max(kill => kill.WorstAfterDeadline),
            MedianSecondsToSafe = Campaign.Median(day.Kills.Select(kill => kill.SecondsToSafe)),
            MaxSecondsToSafe = day.Kills.Max(kill => kill.SecondsToSafe),
            BreakerTrips = day.Trips,
            WorstRatioWithoutReserve = bare.TryGetValue(day.Seed, out var other) ? other.Kills.Max(kill => kill.WorstRatio) : (double?)null,
            AboveCarriedWithoutReserve = bare.TryGetValue(day.Seed, out var same) ? same.Kills.Count(kill => kill.WorstRatio > Carried) : (int?)null,
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.Write("garage-kills.json", rows);
        Results.Name(
            "E1", rows.Sum(row => row.Kills), rows.Max(row => row.MaxSecondsToSafe), rows.Max(row => row.WorstRatio),
            FormattableString.Invariant($"{rows.Max(row => row.WorstRatioWithoutReserve)} x the limit"));
        Assert.Equal(DaySeeds.Length, rows.Length);
    }
}
