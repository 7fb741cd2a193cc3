using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Faults;

/// <summary>Faults F2, F3, F7 and F8 on a site of two branches, each once more with its protection switched off.</summary>
public sealed class ElectricalFaultTests(ITestOutputHelper output)
{
    private static readonly Lazy<Task<Row[]>> Rows = new(async () =>
    [
        .. (await Campaign.RunAsync(Campaign.Seeds, seed => Play("F2 uncontrolled load alone over the limit", seed, null, LoadAlone))).SelectMany(row => row),
        .. (await Campaign.RunAsync(Campaign.Seeds, seed => Play("F3 a branch over, main is not", seed, null, BranchOver, mainAmps: 250))).SelectMany(row => row),
        .. (await Campaign.RunAsync(Campaign.Seeds, seed => Play("F7 outage of the grid and its return", seed, Protections.RestartSpread, Outage))).SelectMany(row => row),
        .. (await Campaign.RunAsync(Campaign.Seeds, seed => Play("F8 a branch's breaker opens", seed, Protections.SlowRelease, BranchDead))).SelectMany(row => row),
    ]);

    [Theory]
    [InlineData("F2")]
    [InlineData("F3")]
    [InlineData("F7")]
    [InlineData("F8")]
    public async Task The_site_behaves_as_the_catalogue_says_and_without_the_protection_it_does_not(string fault)
    {
        var rows = (await Rows.Value).Where(row => row.Fault.StartsWith(fault, StringComparison.Ordinal)).ToArray();
        Assert.Equal(Campaign.Seeds.Count, rows.Length);
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
            Assert.True(row is { Passed: true, BreakerTrips: 0 }, $"{row}");
            Assert.False(row.PassedUnprotected, $"{row}");
        }
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        Results.WriteFault("electrical", await Rows.Value);
        foreach (var kind in (await Rows.Value).GroupBy(row => row.Fault))
        {
            Results.Name(kind.Key[..2], kind.Count(), kind.Max(row => row.SecondsToSafe), kind.Max(row => row.WorstRatio), FormattableString.Invariant($"{kind.First().SeenUnprotected}; {kind.Max(row => row.WorstRatioUnprotected):0.00} x"));
        }

        Assert.NotEmpty(await Rows.Value);
    }

    /// <summary>1.2 x the breaker without any vehicle: all to 0 within 30 s, and back again when it is over (no windup).</summary>
    private static Outcome LoadAlone(TwoBranches site)
    {
        var before = site.Charging(TwoBranches.Main);
        site.Run.World.Loads[TwoBranches.Main].Exactly = 1.2 * 125;
        var atZero = 0;
        site.Watch(120, second => atZero = site.Charging(TwoBranches.Main) > 0.5 ? second + 1 : atZero);
        var below = site.Sent.Any(sent => sent.Setpoint.Limit.Value < 0);
        site.Run.World.Loads[TwoBranches.Main].Exactly = 4;
        var back = 0;
        site.Watch(600, second => back = site.Charging(TwoBranches.Main) < 0.9 * before ? second + 1 : back);
        return new Outcome(atZero <= 30 && !below && back <= 480 && site.SecondsToSafe == 0, atZero, 1.2, $"all at 0 A after {atZero} s, back after {back} s");
    }

    /// <summary>50 A of load on branch a: only its own vehicles are lowered.</summary>
    private static Outcome BranchOver(TwoBranches site)
    {
        var (b, since) = (site.Charging(TwoBranches.B), site.Run.Now);
        site.Run.World.Loads[TwoBranches.A].Exactly = 50;
        site.Watch(90);
        var shed = site.Sent.Count(sent => sent.At > since && sent.Setpoint.Change == SetpointChange.Decrease && site.IsUnder(TwoBranches.B, sent.Setpoint));
        return new Outcome(site.SecondsToSafe is > 0 and <= 30 && shed == 0 && site.Charging(TwoBranches.B) >= b - 1, site.SecondsToSafe, site.Worst, $"{shed} decreases on the other branch");
    }

    /// <summary>Two minutes without the grid: afterwards the vehicles are raised one by one, over at least 40 s.</summary>
    private static Outcome Outage(TwoBranches site)
    {
        site.Run.OpenBreaker(TwoBranches.Main);
        site.Watch(120);
        site.Run.CloseBreakers();
        var since = site.Run.Now;
        site.Watch(420);
        var first = site.Sent.Where(sent => sent.At > since && sent.Setpoint.Change == SetpointChange.Increase).GroupBy(sent => sent.Setpoint.Evse).Select(raised => raised.First().At).Order().ToArray();
        var spread = first.Length == 0 ? 0 : (first[^1] - first[0]).TotalSeconds;
        return new Outcome(first.Length == 12 && spread >= 40 && site.Worst <= 1, site.SecondsToSafe, site.Worst, FormattableString.Invariant($"{first.Length} raised within {spread:0} s"));
    }

    /// <summary>Branch a is dark for 5 min: nobody on b has its share within the first minute, then they have; and its return is carried.</summary>
    private static Outcome BranchDead(TwoBranches site)
    {
        site.Run.World.Loads[TwoBranches.A].Exactly = 0;
        site.Watch(120);
        var before = site.Charging(TwoBranches.B);
        site.Run.OpenBreaker(TwoBranches.A);
        var since = site.Run.Now;
        site.Watch(300);
        var raised = site.Sent.Where(sent => sent.At > since && sent.Setpoint.Change == SetpointChange.Increase && site.IsUnder(TwoBranches.B, sent.Setpoint)).Select(sent => (sent.At - since).TotalSeconds);
        var (first, more) = (raised.DefaultIfEmpty(double.NaN).Min(), site.Charging(TwoBranches.B) - before);
        site.Run.CloseBreakers();
        site.Watch(300);
        return new Outcome(first >= 60 && more > 5 && site.Worst <= 1.13 && site.SecondsToSafe <= 90, site.SecondsToSafe, site.Worst, FormattableString.Invariant($"released after {first:0} s, {more:0} A"));
    }

    /// <param name="fault">Its name.</param>
    /// <param name="seed">The seed of both runs.</param>
    /// <param name="without">What the second run does without; null: without any controller from the fault on.</param>
    /// <param name="play">What happens.</param>
    /// <param name="mainAmps">The breaker of the connection.</param>
    private static Row[] Play(string fault, ulong seed, Protections? without, Func<TwoBranches, Outcome> play, double mainAmps = 125)
    {
        using var site = new TwoBranches(seed, Protections.None, mainAmps);
        using var bare = new TwoBranches(seed, without ?? Protections.None, mainAmps);
        if (without is null)
        {
            bare.Run.Kill();
        }

        var (outcome, unprotected) = (play(site), play(bare));
        return [new Row(fault, seed, outcome.SecondsToSafe, Math.Round(outcome.Worst, 4), outcome.Words, site.Run.World.Tree.Trips, outcome.Passed, unprotected.Words, Math.Round(unprotected.Worst, 4), unprotected.Passed)];
    }

    private sealed record Outcome(bool Passed, double SecondsToSafe, double Worst, string Words);

    private sealed record Row(
        string Fault, ulong Seed, double SecondsToSafe, double WorstRatio, string Seen, int BreakerTrips, bool Passed, string SeenUnprotected, double WorstRatioUnprotected, bool PassedUnprotected);
}
