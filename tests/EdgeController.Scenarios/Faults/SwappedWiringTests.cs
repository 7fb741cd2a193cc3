using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Faults;

/// <summary>Fault A15: stations are wired to other phases than the site file says.</summary>
public sealed class SwappedWiringTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<ulong> Seeds = Campaign.Long ? Campaign.Seeds : [1];

    private static readonly Lazy<Task<SwappedWiring[]>> Guarded = new(() => Campaign.RunAsync(Seeds, seed => SwappedWiring.Simulate(seed, Protections.None)));

    private static readonly Lazy<Task<SwappedWiring[]>> Unmapped = new(() => Campaign.RunAsync(Seeds, seed => SwappedWiring.Simulate(seed, Protections.PhaseMapping)));

    private static readonly Lazy<Task<SwappedWiring[]>> Bare = new(() => Campaign.RunAsync(
        Seeds, seed => SwappedWiring.Simulate(seed, Protections.PhaseMapping | Protections.MeterPlausibility)));

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await Guarded.Value).Zip(await Unmapped.Value, await Bare.Value).Select(runs => new
        {
            Fault = "A15 stations on other phases",
            runs.First.Seed,
            Stations = runs.First.Swapped,
            runs.First.Found,
            runs.First.RightlySuggested,
            WorstRatio = Math.Round(runs.First.WorstRatio, 4),
            LongestOverSeconds = runs.First.LongestOver,
            BreakerTrips = runs.First.Trips,
            BlindSeconds = runs.First.Blind,
            BlindSecondsUnprotected = runs.Second.Blind,
            WorstRatioUnprotected = Math.Round(runs.Third.WorstRatio, 4),
            LongestOverSecondsUnprotected = runs.Third.LongestOver,
            BreakerTripsUnprotected = runs.Third.Trips,
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.WriteFault("swappedWiring", rows);
        Results.Name(
            "A15", rows.Length, rows.Max(row => row.LongestOverSeconds), rows.Max(row => row.WorstRatio),
            FormattableString.Invariant($"over the limit for {rows.Max(row => row.LongestOverSecondsUnprotected)} s in a row, {rows.Max(row => row.WorstRatioUnprotected):0.00} x"));
        Assert.Equal(Seeds.Count, rows.Length);
    }

    [Fact]
    public async Task Stations_on_other_phases_are_found_with_the_rotation_that_fits_and_no_other_is_suspected()
    {
        Assert.All(await Guarded.Value, run => Assert.True(run.Found >= run.Swapped / 2 && run.RightlySuggested == run.Found && run.Wronged == 0, $"{run}"));
    }

    [Fact]
    public async Task No_phase_is_overloaded_although_the_file_is_wrong()
    {
        Assert.All(await Guarded.Value, run => Assert.True(run is { Trips: 0, LongestOver: <= 30, WorstRatio: <= 1.45 }, $"{run}"));
    }

    [Fact]
    public async Task Stations_wired_as_the_file_says_are_never_suspected()
    {
        var run = await Campaign.RunAsync(() => SwappedWiring.Simulate(1, Protections.None, correct: true));
        Assert.True(run is { Wronged: 0, Blind: 0, LongestOver: 0 }, $"{run}");
    }

    [Fact]
    public async Task Without_the_check_nothing_is_left_to_lower_on_the_phase_that_is_over_its_limit()
    {
        // Some mornings leave a lever by chance.
        var broken = (await Bare.Value).Count(run => run.LongestOver > 30);
        Assert.True(broken * 2 > Seeds.Count, $"{broken} of {Seeds.Count}: {string.Join("; ", await Bare.Value)}");
    }
}
