namespace EdgeController.Host.Tests.Configuration.Sites;

public sealed class SumRuleTests
{
    [Fact]
    public void A_sum_that_fits_exactly_is_good() =>
        Assert.Empty(SiteFiles.Findings(SiteFiles.Small("{ amps: 90 }")));

    [Fact]
    public void A_tenth_of_an_ampere_too_much_is_an_error_that_says_the_sum_and_what_would_fit() =>
        Assert.Equal(
            ["site.yaml:9:60: error EC301 main L1: without the controller, fallbacks 5 x 16A = 80A + assumed 10.1A = 90.1A, more than the usable 90A (90A less the margin). Lower stations.list[0].fallback to 15.9A or less."],
            SiteFiles.Findings(SiteFiles.Small("{ amps: 90 }", assumed: "10.1A")));

    [Fact]
    public void The_margin_is_taken_off_before_the_sum_is_compared()
    {
        // 100 A less 3 % and 1 A is 96 A: 12 stations with 7.6 A and 4.8 A assumed fit exactly.
        var fits = SiteFiles.Garage.Replace("fallback: 6A ", "fallback: 7.6A ", once: true).Replace("assumed: 4A", "assumed: 4.8A", once: true).Replace("amps: 250, kw: 170", "amps: 400", once: true);

        Assert.Empty(SiteFiles.Findings(fits));
        Assert.Equal(
            ["site.yaml:41:15: error EC301 level1 L1: without the controller, fallbacks 12 x 7.6A = 91.2A + assumed 4.9A = 96.1A, more than the usable 96A (100A less the margin). Lower stations.defaults.fallback to 7.5A or less."],
            SiteFiles.Findings(fits.Replace("assumed: 4.8A", "assumed: 4.9A", once: true)));
    }

    [Fact]
    public void Only_the_wired_phases_count()
    {
        var single = "{ ids: \"A{1..6}\", circuit: main, rotation: L2, max: 16A, fallback: 16A }";

        Assert.Empty(SiteFiles.Findings(SiteFiles.Small("{ amps: [20, 106, 20] }", stations: single)));
        Assert.StartsWith("site.yaml:9:74: error EC301 main L2: ", Assert.Single(SiteFiles.Findings(SiteFiles.Small("{ amps: [200, 105, 200] }", stations: single))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_connector_counts() =>
        Assert.Contains(
            "fallbacks 10 x 16A = 160A + assumed 10A = 170A",
            Assert.Single(SiteFiles.Findings(SiteFiles.Small("{ amps: 169 }", stations: "{ ids: \"A{1..5}\", circuit: main, connectors: 2, max: 32A, fallback: 16A }"))),
            StringComparison.Ordinal);

    [Fact]
    public void Assumed_loads_of_children_count_at_the_parent_and_below_the_minimum_the_advice_is_how_many_must_pause() =>
        Assert.EndsWith(
            "fallbacks 24 x 6A = 144A + assumed 97.6A = 241.6A, more than the usable 241.5A (250A less the margin). Only 5.9A each would fit, which no vehicle accepts: write 'fallback: 0A' for at least 1 of the 24 connectors.",
            Assert.Single(SiteFiles.Findings(SiteFiles.Garage.Replace("assumed: 80A", "assumed: 87.6A", once: true).Replace(", kw: 170", "", once: true))),
            StringComparison.Ordinal);

    [Fact]
    public void The_power_limit_has_its_own_sum()
    {
        // (5 x 16 A + 10 A) x 3 x 230 V = 62.1 kW.
        Assert.Empty(SiteFiles.Findings(SiteFiles.Small("{ amps: 100, kw: 62.1 }")));
        Assert.Equal(
            ["site.yaml:9:60: error EC302 main: without the controller, fallbacks 5 x 16A = 55.2kW + assumed 6.9kW = 62.1kW at 230V, more than the usable 62kW (62kW less the margin). Lower stations.list[0].fallback to 15.9A or less."],
            SiteFiles.Findings(SiteFiles.Small("{ amps: 100, kw: 62 }")));
    }

    [Fact]
    public void The_apparent_power_limit_has_its_own_sum()
    {
        Assert.Empty(SiteFiles.Findings(SiteFiles.Small("{ amps: 100, kw: 70, kva: 62.1 }")));
        Assert.Equal(
            ["site.yaml:9:60: error EC312 main: without the controller, fallbacks 5 x 16A = 55.2kVA + assumed 6.9kVA = 62.1kVA at 230V, more than the usable 62kVA (62kVA less the margin). Lower stations.list[0].fallback to 15.9A or less."],
            SiteFiles.Findings(SiteFiles.Small("{ amps: 100, kva: 62 }")));
        Assert.Equal(62_000, SiteFiles.Read(SiteFiles.Small("{ amps: 100, kva: 62kVA }", assumed: "1A")).Site!.Circuits[0].LimitApparent!.Value.Value, 6);
    }

    [Fact]
    public void An_assumption_that_does_not_fit_alone_says_so() =>
        Assert.Equal(
            ["site.yaml:9:60: error EC301 main L1: without the controller, fallbacks 5 x 0A = 0A + assumed 100.5A = 100.5A, more than the usable 100A (100A less the margin). Not even 0A fits: lower circuits.main.uncontrolled.assumed (its children's count too) or the circuit is too small."],
            SiteFiles.Findings(SiteFiles.Small(assumed: "100.5A", stations: "{ ids: \"A{1..5}\", circuit: main, max: 16A, fallback: 0A }")));

    [Fact]
    public void Hardware_up_to_255_hundredths_of_the_breaker_is_good_and_above_it_is_an_error()
    {
        Assert.Empty(SiteFiles.Findings(SiteFiles.Small(assumed: "15A", stations: "{ ids: \"A{1..15}\", circuit: main, max: 16A, fallback: 0A }")));
        Assert.Equal(
            ["site.yaml:5:20: error EC303 main L1: hardware maxima 240A + assumed 15.1A = 255.1A are 2.56 times the limit 100A, more than 2.55. The breaker could trip before software acts: set the stations' hardware to 15A or less each and write that as 'max', hang fewer stations on this circuit, or write 'drop_test: passed' where it has."],
            SiteFiles.Findings(SiteFiles.Small(assumed: "15.1A", stations: "{ ids: \"A{1..15}\", circuit: main, max: 16A, fallback: 0A }")));
    }

    [Fact]
    public void Where_the_drop_test_has_passed_the_fallback_counts_instead_of_the_hardware_maximum()
    {
        const string Many = "{ ids: \"A{1..40}\", circuit: main, max: 16A, fallback: 0A, drop_test: passed }";
        Assert.Empty(SiteFiles.Findings(SiteFiles.Small(assumed: "15A", stations: Many)));
        Assert.Contains(" error EC303 main L1: hardware maxima 640A", Assert.Single(SiteFiles.Findings(SiteFiles.Small(assumed: "15A", stations: Many.Replace(", drop_test: passed", string.Empty, StringComparison.Ordinal)))), StringComparison.Ordinal);
    }
}
