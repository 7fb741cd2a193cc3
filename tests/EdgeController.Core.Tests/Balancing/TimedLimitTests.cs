using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Limits that come and go: they lower at once, end by themselves, and never raise.</summary>
public class TimedLimitTests
{
    private static readonly LimitSource Ems = new(LimitKind.External, "ems");

    [Fact]
    public void A_power_limit_on_a_circuit_without_a_contract_is_obeyed_within_30_s_and_named_as_the_reason()
    {
        var bench = Charging();
        Assert.InRange(Kilowatts(bench), 40, 44.2);
        Set(bench, power: 20);
        bench.Run(30);
        Assert.True(Kilowatts(bench) <= 20, $"{Kilowatts(bench)} kW");
        bench.Run(120);
        Assert.InRange(Kilowatts(bench), 17, 20);
        var reason = bench.Decision.Setpoints[0].Reason;
        Assert.Equal((ReasonCode.TimedPowerLimit, "main", 20.0), (reason.Code, reason.Subject, reason.Amount));
        Assert.Equal("main: 20 kW by limit 'external ems' until 20:00", reason.Sentence);
    }

    [Fact]
    public void A_current_limit_is_obeyed_on_its_phase_and_named_as_the_reason()
    {
        var bench = Charging();
        bench.Tell(new LimitSet(At(bench), new("main"), Ems, new(new(100), new(40), new(100)), null, null, null));
        bench.Run(200);
        Assert.InRange(bench.Flow(0).L2, 34, 37.9);
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason.Sentence == "main L2: 40 A by limit 'external ems'");
    }

    [Fact]
    public void It_ends_by_itself_and_only_then_anything_is_raised()
    {
        var bench = Charging();
        Set(bench, power: 20, seconds: 120);
        bench.Run(119, () => Assert.DoesNotContain(bench.Decision.Setpoints, setpoint => setpoint.Change == SetpointChange.Increase && Kilowatts(bench) > 20));
        bench.Run(120);
        Assert.InRange(Kilowatts(bench), 40, 44.2);
    }

    [Fact]
    public void The_lowest_of_several_holds_and_when_it_is_cleared_the_next_one_does()
    {
        var bench = Charging();
        Set(bench, power: 30);
        bench.Tell(new LimitSet(At(bench), new("main"), new(LimitKind.Calendar, "night"), null, new Watts(20_000), null, null));
        bench.Run(200);
        Assert.InRange(Kilowatts(bench), 17, 20);
        Assert.Equal("calendar night", bench.Decision.Setpoints[0].Reason.Source);
        bench.Tell(new LimitCleared(At(bench), new("main"), new(LimitKind.Calendar, "night")));
        bench.Run(200);
        Assert.InRange(Kilowatts(bench), 26, 30);
        Assert.Equal("external ems", bench.Decision.Setpoints[0].Reason.Source);
    }

    [Fact]
    public void A_limit_above_the_breaker_changes_nothing()
    {
        var (with, without) = (Charging(), Charging());
        with.Tell(new LimitSet(At(with), new("main"), Ems, PerPhase.All(new Amperes(500)), new Watts(1e6), null, null));
        with.Run(300);
        without.Run(300);
        Assert.Equal(without.Sent.Select(sent => (sent.At, sent.Setpoint.Limit)), with.Sent.Select(sent => (sent.At, sent.Setpoint.Limit)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_that_is_no_limit_leaves_the_one_before_in_force(double kilowatts)
    {
        var bench = Charging();
        Set(bench, power: 20);
        Set(bench, power: kilowatts);
        Assert.Equal(20_000, Assert.Single(bench.Snapshot.Limits.All).Power!.Value.Value);
        bench.Tell(new LimitSet(At(bench), new("main"), Ems, null, null, null, null));
        Assert.Equal(20_000, Assert.Single(bench.Snapshot.Limits.All).Power!.Value.Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_limits_of_random_sources_never_make_a_site_draw_more(int seed)
    {
        var random = new Random(seed);
        var (with, without) = (Charging(), Charging());
        for (var i = 0; i < 40; i++)
        {
            var power = random.Next(3) == 0 ? (Watts?)null : new Watts(random.NextDouble() * 60_000);
            var amps = power is null || random.Next(2) == 0 ? PerPhase.All(new Amperes(random.NextDouble() * 90)) : (PerPhase<Amperes>?)null;
            with.Tell(new LimitSet(At(with), new("main"), Ems with { Name = $"s{random.Next(5)}" }, amps, power, At(with) + TimeSpan.FromSeconds(random.Next(60)), null));
            with.Run(10);
            without.Run(10);
            Assert.True(Kilowatts(with) <= Kilowatts(without) + 0.7, $"seed {seed}");
            Assert.True(with.WorstRatio <= 1, $"seed {seed}");
        }
    }

    [Fact]
    public void One_circuit_takes_64_external_sources_at_once()
    {
        var book = LimitBook.Empty;
        for (var i = 0; i < 70; i++)
        {
            book = book.Set(new StandingLimit(0, Ems with { Name = $"s{i}" }, null, new Watts(1), Instant.FromSeconds(10), null), Instant.Start);
        }

        Assert.Equal(64, book.All.Length);
        Assert.Equal(64, book.Set(new StandingLimit(0, Ems with { Name = "s3" }, null, new Watts(2), null, null), Instant.Start).All.Length);
        Assert.Single(book.Set(new StandingLimit(0, Ems, null, new Watts(2), null, null), Instant.FromSeconds(10)).All);
    }

    [Fact]
    public void Without_the_protection_the_limit_is_exceeded()
    {
        var bench = Charging(Protections.TimedLimits);
        Set(bench, power: 20);
        bench.Run(120);
        Assert.True(Kilowatts(bench) > 40, $"{Kilowatts(bench)} kW");
    }

    private static SiteBench Charging(Protections without = Protections.None) =>
        SiteBench.Full(SiteBuilder.Single(100, 0, 4, rotation: "L1L2L3"), GuardOptions.Default with { Without = without }).Run(120);

    private static void Set(SiteBench bench, double power, double? seconds = null) => bench.Tell(new LimitSet(
        At(bench), new("main"), Ems, null, new Watts(power * 1000), seconds is { } end ? At(bench) + TimeSpan.FromSeconds(end) : null, "20:00"));

    private static Instant At(SiteBench bench) => SiteBench.At(bench.Now);

    private static double Kilowatts(SiteBench bench) => (bench.Flow(0).L1 + bench.Flow(0).L2 + bench.Flow(0).L3) * 0.23;
}
