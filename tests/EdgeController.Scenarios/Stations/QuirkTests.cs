using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Stations;

/// <summary>Each habit of real stations: the site keeps its limits, the station charges as well as it can, and what cannot be met is said.</summary>
public sealed class QuirkTests(ITestOutputHelper output)
{
    private static readonly Lazy<Task<QuirkRun[]>> Played = new(() => Task.WhenAll(QuirkCase.All.Select(what => Campaign.RunAsync(() => QuirkRun.Play(what)))));

    [Fact]
    public async Task The_site_keeps_its_limits_whatever_the_station_does()
    {
        await EachAsync(run => run is { Trips: 0, LongestOver: <= 30, WorstRatio: <= 1.45 });
    }

    [Fact]
    public async Task The_station_charges_as_well_as_it_can()
    {
        var good = (await Played.Value)[0].LateWattHours;
        await EachAsync((what, run) => run.LateWattHours >= what.Least * good);
    }

    [Fact]
    public async Task Its_profiles_live_where_they_work() => await EachAsync((what, run) => what.Plan is null || run.Plan == what.Plan);

    [Fact]
    public async Task A_station_that_no_profile_holds_is_counted_at_its_hardware_maximum_and_said_to_be()
    {
        string[] cannot = ["accepts every profile and obeys none", "rejects every profile", "has no smart charging", "ignores the station maximum and rejects TxDefaultProfile"];
        await EachAsync((what, run) => !cannot.Contains(what.Words) || (run.Plan is null && run.Reasons.Contains(ReasonCode.NotControllable)));
    }

    [Fact]
    public async Task Profiles_are_in_the_station_within_ten_seconds_of_its_boot() => await EachAsync((what, run) => !what.Reboots || run.FallbackAfterBoot <= 10);

    [Fact]
    public async Task A_pause_holds_where_0_is_refused_and_where_it_is_forgotten_afterwards() => await EachAsync((what, run) => !what.Pauses || run.DrawnWhilePaused <= 0.5);

    [Fact]
    public async Task A_dynamic_lease_is_written_once()
    {
        await EachAsync((what, run) => what.Storage != "dynamic" || what.Quirks.RejectsDynamic || run.ProfileWrites <= 4);
    }

    [Fact]
    public async Task No_write_into_a_stations_memory_is_left_out_of_its_budget() => await EachAsync(run => run.CountedWrites >= run.ProfileWrites);

    [Theory]
    [InlineData("replaces no profile")]
    [InlineData("charges without a limit after 0")]
    public async Task Without_what_is_cleared_and_tried_the_account_is_too_low(string words)
    {
        var run = await Campaign.RunAsync(() => QuirkRun.Play(Case(words), new StationLinkOptions { Without = LinkProtections.UpkeepCounts }));

        Assert.True(run.CountedWrites < run.ProfileWrites, $"{run}");
    }

    [Fact]
    public async Task What_was_found_out_is_kept_for_the_model()
    {
        Assert.True((await RunOf("takes watts only")).Learned is { InWatts: true, Proven: true });
        Assert.True((await RunOf("takes stack level 0 only and says 3")).Learned is { StackZeroOnly: true });
        Assert.True((await RunOf("takes whole amperes only")).Learned is { WholeAmps: true });
        Assert.True((await RunOf("rejects Absolute")).Learned is { Relative: true });
        Assert.True((await RunOf("rejects 0")).Learned is { RefusesZero: true });
        Assert.True((await RunOf("replaces no profile")).Learned is { ClearFirst: true });
        Assert.True((await RunOf("charges without a limit after 0")).Learned is { ClearAfterZero: true });
        Assert.True((await RunOf("ignores TxDefaultProfile and TxProfile")).Learned is { Plan: ProfilePlan.StationMax, Proven: true });
    }

    [Fact]
    public async Task The_next_boot_of_a_known_model_starts_with_what_worked()
    {
        var what = QuirkCase.All.Single(one => one.Words == "ignores TxDefaultProfile and TxProfile");
        var link = new StationLinkOptions();
        var first = await Campaign.RunAsync(() => QuirkRun.Play(what, link));
        var second = await Campaign.RunAsync(() => QuirkRun.Play(what, link));

        Assert.Contains(ReasonCode.NotFollowing, first.Reasons);
        Assert.DoesNotContain(ReasonCode.NotFollowing, second.Reasons);
        Assert.DoesNotContain(second.Frames, frame => frame.Contains("TxDefaultProfile", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ignores TxDefaultProfile and TxProfile")]
    [InlineData("ignores TxProfile")]
    [InlineData("charges without a limit after 0")]
    public async Task Without_a_look_at_the_current_a_station_that_does_not_obey_is_never_found_out(string words)
    {
        var run = await Campaign.RunAsync(() => QuirkRun.Play(Case(words), new StationLinkOptions { WatchesObedience = false }));

        Assert.Equal(ProfilePlan.TxDefaultAndTx, run.Plan);
        Assert.False(run.Learned is { Plan: not ProfilePlan.TxDefaultAndTx } or { ClearAfterZero: true });
    }

    [Theory]
    [InlineData("sends no current until told to", 100)]
    [InlineData("meters every five minutes", 0)]
    public async Task Without_its_metering_set_a_station_that_meters_too_little_gets_less_or_has_to_be_asked(string words, double loses)
    {
        var set = await RunOf(words);
        var left = await Campaign.RunAsync(() => QuirkRun.Play(Case(words), new StationLinkOptions { ConfiguresMetering = false }));

        Assert.Contains(set.Frames, frame => frame.Contains("\"ChangeConfiguration\"", StringComparison.Ordinal));
        Assert.DoesNotContain(left.Frames, frame => frame.Contains("\"ChangeConfiguration\"", StringComparison.Ordinal));
        Assert.True(left.LateWattHours <= set.LateWattHours - loses, $"{left} instead of {set}");
        Assert.Contains(left.Frames, frame => frame.Contains("\"TriggerMessage\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_changes_the_availability_of_a_connector()
    {
        await EachAsync(run => !run.Frames.Exists(frame => frame.Contains("ChangeAvailability", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Profiles_say_when_they_began_and_begin_with_their_first_second()
    {
        foreach (var run in await Played.Value)
        {
            Assert.All(run.Frames.Where(frame => frame.Contains("\"SetChargingProfile\"", StringComparison.Ordinal)), frame =>
            {
                Assert.Contains("\"startPeriod\":0", frame, StringComparison.Ordinal);
                Assert.Equal(frame.Contains("\"Absolute\"", StringComparison.Ordinal), frame.Contains("\"startSchedule\"", StringComparison.Ordinal));
            });
        }
    }

    [Fact]
    public void The_table_names_every_case()
    {
        var table = File.ReadAllText(Path.Combine(Examples.Repository, "docs", "stations.md"));

        Assert.All(QuirkCase.All, what => Assert.Contains(what.Words, table, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        foreach (var (what, run) in QuirkCase.All.Zip(await Played.Value))
        {
            output.WriteLine($"{what}: {run}");
        }
    }

    private static QuirkCase Case(string words) => QuirkCase.All.First(one => one.Words == words);

    private static async Task<QuirkRun> RunOf(string words) => QuirkCase.All.Zip(await Played.Value).First(pair => pair.First.Words == words).Second;

    private static Task EachAsync(Func<QuirkRun, bool> holds) => EachAsync((_, run) => holds(run));

    private static async Task EachAsync(Func<QuirkCase, QuirkRun, bool> holds)
    {
        foreach (var (what, run) in QuirkCase.All.Zip(await Played.Value))
        {
            Assert.True(holds(what, run), $"{what}: {run}");
        }
    }
}
