using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>Fault F1: the building's load jumps to what the site file assumes at most, in plain sight.</summary>
public sealed class LoadStepTests(ITestOutputHelper output)
{
    private const int StepsPerDay = 12;

    private static readonly TimeSpan FirstHour = TimeSpan.FromHours(6);

    private static readonly Lazy<Task<LoadStep[][]>> Steps = new(() => Campaign.RunAsync(Campaign.Seeds, seed => Simulate(seed, dies: false)));

    [Fact]
    public async Task After_a_load_step_every_limit_holds_again_within_30_seconds()
    {
        var steps = (await Steps.Value).SelectMany(day => day).ToArray();
        Assert.All(steps, step => Assert.True(step is { SecondsToSafe: <= 30, WorstRatio: <= 1.45, Trips: 0 }, $"{step}"));
        var felt = steps.Where(step => step.SecondsToSafe > 0).ToArray();
        Assert.True(felt.Length >= 3, $"only {felt.Length} of {steps.Length} steps exceeded a limit");
    }

    /// <summary>The longest of a day's steps, with a controller that dies at each.</summary>
    private static readonly Lazy<Task<LoadStep>> Unguarded = new(async () => (await Campaign.RunAsync(() => Simulate(1, dies: true))).MaxBy(step => step.SecondsToSafe)!);

    [Fact]
    public async Task Without_a_controller_a_step_lasts_until_the_leases_end()
    {
        Assert.True((await Unguarded.Value).SecondsToSafe > 30, $"{await Unguarded.Value}");
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await Steps.Value).Select(day => new
        {
            Fault = "F1 load steps to assumed",
            day[0].Seed,
            Steps = day.Length,
            OverLimit = day.Count(step => step.SecondsToSafe > 0),
            MedianSecondsToSafe = Campaign.Median(day.Where(step => step.SecondsToSafe > 0).Select(step => step.SecondsToSafe).DefaultIfEmpty(0)),
            MaxSecondsToSafe = day.Max(step => step.SecondsToSafe),
            WorstRatio = day.Max(step => step.WorstRatio),
            BreakerTrips = day.Sum(step => step.Trips),
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.WriteFault("loadStep", rows);
        var alone = await Unguarded.Value;
        Results.Name("F1", rows.Sum(row => row.Steps), rows.Max(row => row.MaxSecondsToSafe), rows.Max(row => row.WorstRatio), FormattableString.Invariant($"over the limit for {alone.SecondsToSafe} s, {alone.WorstRatio:0.00} x"));
        Assert.Equal(Campaign.Seeds.Count, rows.Length);
    }

    private static LoadStep[] Simulate(ulong seed, bool dies)
    {
        var random = new SeededRandom(seed).Fork("load steps");
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions { Seed = seed, Length = TimeSpan.FromHours(14), Scenario = new Scenario { StartTimeOfDay = FirstHour } });
        var steps = new LoadStep[dies ? 4 : StepsPerDay];
        for (var i = 0; i < steps.Length; i++)
        {
            var at = TimeSpan.FromMinutes(90 + (i * 55)) + TimeSpan.FromSeconds(Math.Round(random.Uniform(0, 2400), 3));
            steps[i] = Jump(run, seed, at, dies);
        }

        return steps;
    }

    private static LoadStep Jump(SimulatedRun run, ulong seed, TimeSpan at, bool dies)
    {
        run.RunUntil(Instant.Start + at);
        var trips = run.World.Tree.Trips;
        TrueLoad.ToAssumed(run.World, true);
        if (dies)
        {
            run.Kill();
        }

        var (worst, safe) = (0.0, 0);
        for (var second = 1; second <= 180; second++)
        {
            run.RunUntil(Instant.Start + at + TimeSpan.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(run.World);
            worst = Math.Max(worst, ratio);
            safe = ratio > 1 ? second : safe;
        }

        TrueLoad.ToAssumed(run.World, false);
        if (dies)
        {
            run.Start();
        }

        return new LoadStep(seed, FirstHour + at, Math.Round(worst, 4), safe, run.World.Tree.Trips - trips);
    }

    private sealed record LoadStep(ulong Seed, TimeSpan At, double WorstRatio, double SecondsToSafe, int Trips);
}
