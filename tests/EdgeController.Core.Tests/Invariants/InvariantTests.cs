using EdgeController.Core.Balancing;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>
/// The guard's invariants on random sites through random minutes (numbers as in the fault catalogue; I2, I9 and I10 have classes of their
/// own). A broken one is replayed by its seed with ever fewer items of its script; the shortest is printed.
/// </summary>
public class InvariantTests
{
    private static readonly int Sequences = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 5_000 : 80;

    private static readonly Lazy<Finding[]> Findings = new(() => [.. Enumerable.Range(1, Sequences).AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(seed => Look(seed))]);

    private static readonly (string Name, Func<IRule> Make)[] Rules =
    [
        ("I1", () => new AccountsFit()),
        ("I1 over", () => new OverloadIsMetByDecreases()),
        ("I3", () => new FreshInputs(SetpointChange.Increase)),
        ("I4", () => new CountedForWhatItHolds()),
        ("I8", () => new FreshInputs(SetpointChange.Renewal)),
    ];

    [Fact]
    public void I1_no_tick_raises_what_may_be_drawn_above_what_a_limit_leaves() => AssertHolds("I1");

    [Fact]
    public void I1_where_a_limit_is_exceeded_everybody_has_been_lowered_within_30_seconds() => AssertHolds("I1 over");

    [Fact]
    public void I3_nothing_is_raised_while_a_safety_input_is_not_fresh() => AssertHolds("I3");

    [Fact]
    public void I4_no_station_holds_more_than_the_guard_gave_it_and_counts_it_for() => AssertHolds("I4");

    [Fact]
    public void I8_renewals_stop_within_two_ticks_of_no_increase() => AssertHolds("I8");

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.Reserve, false)]
    public void I1_with_honest_stations_nothing_ever_flows_that_a_breaker_does_not_carry_for_ever(Protections without, bool holds)
    {
        var days = Enumerable.Range(1, holds ? Sequences / 2 : 300).Select(seed => new WildDay(seed, without, honest: true));
        var broken = days.FirstOrDefault(day => day.Play(day.Script, new BreakersCarry()) is not null);
        Assert.True(holds == broken is null, holds ? broken?.Shrink(() => new BreakersCarry()) : "no seed of 2000 breaks it");
    }

    [Fact]
    public void The_minutes_are_wild_enough()
    {
        var sent = Findings.Value.SelectMany(finding => finding.Sent).GroupBy(item => item.Key).ToDictionary(group => group.Key, group => group.Sum(item => item.Value));
        Assert.True(sent[SetpointChange.Increase] > Sequences * 3 && sent[SetpointChange.Decrease] > Sequences * 4 && sent[SetpointChange.Renewal] > Sequences / 2, string.Join(", ", sent));
    }

    [Theory]
    [InlineData("I1", Protections.ConfirmedHeadroom)]
    [InlineData("I1", Protections.CautiousAccounts)]
    [InlineData("I1", Protections.TimedLimits)]
    [InlineData("I1", Protections.Dimming)]
    [InlineData("I1", Protections.ContractDemand)]
    [InlineData("I1 over", Protections.DriftAccounts)]
    [InlineData("I3", Protections.MeterStaleness)]
    [InlineData("I8", Protections.MeterStaleness)]
    public void Without_the_protection_the_invariant_breaks(string rule, Protections without) => AssertBreaks(rule, seed => new WildDay(seed, without));

    [Fact]
    public void I4_breaks_where_the_uncertainty_of_the_stations_clocks_is_not_counted() => AssertBreaks("I4", seed => new WildDay(seed, knowsClocks: false));

    private static Finding Look(int seed)
    {
        var day = new WildDay(seed);
        var first = day.Play(day.Script, [.. Rules.Select(rule => rule.Make())]);
        return new Finding(seed, first is not null, day.Sent);
    }

    private static void AssertHolds(string name)
    {
        var make = Array.Find(Rules, rule => rule.Name == name).Make;
        foreach (var finding in Findings.Value.Where(finding => finding.Broken))
        {
            var day = new WildDay(finding.Seed);
            Assert.True(day.Play(day.Script, make()) is null, day.Shrink(make));
        }
    }

    private static void AssertBreaks(string name, Func<int, WildDay> make)
    {
        var rule = Array.Find(Rules, rule => rule.Name == name).Make;
        Assert.True(Enumerable.Range(1, 2000).Select(make).Any(day => day.Play(day.Script, rule()) is not null), "no seed of 2000 breaks it");
    }

    private sealed record Finding(int Seed, bool Broken, Dictionary<SetpointChange, int> Sent);
}
