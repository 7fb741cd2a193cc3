using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults.Named;

/// <summary>Faults of a back end: it is away, flaps, is slow, clears what is ours, starts everybody at once.</summary>
public sealed class BackEndFaultTests(ITestOutputHelper output)
{
    private static readonly OfflineRules Open = new() { AcceptsUnknown = true };

    /// <summary>At each of six stations a vehicle for five minutes, two minutes nobody, and the next one.</summary>
    private static readonly PlannedSession[] Coming =
    [
        .. Enumerable.Range(0, 6).SelectMany(evse => Enumerable.Range(0, 8).Select(visit =>
            new PlannedSession(evse, TimeSpan.FromSeconds(60 + (evse * 20) + (visit * 420)), TimeSpan.FromSeconds(360 + (evse * 20) + (visit * 420)), SmallSite.Hungry()))),
    ];

    [Fact]
    public Task C1_a_back_end_that_is_away_learns_all_when_it_is_back_although_the_disk_failed_and_the_controller_was_killed_meanwhile() =>
        NamedFault.PlayAsync(output, "C1", (seed, guarded) =>
        {
            var book = new ToldAndLearned();
            using var stage = new Stage(Busy(seed) with { Link = new StationLinkOptions { AnswersAfterWriting = guarded } }, book.See);
            var run = stage.Run;
            run.Csms.RecordsFrames = true;
            stage.Begin(5);
            run.CsmsAway = true;
            stage.Watch(300);
            run.DiskBroken = true;
            stage.Watch(8);
            run.Kill();
            run.DiskBroken = false;
            stage.Watch(5);
            run.Start();
            stage.Watch(600);
            var kept = run.Kept;
            stage.Begin(run.Now.SinceStart.TotalMinutes);
            run.CsmsAway = false;
            return Learnt(stage, book, 600, FormattableString.Invariant($"{kept} kept"), kept > 50);
        });

    [Fact]
    public Task C2_a_back_end_that_comes_and_goes_every_few_seconds_learns_all_and_no_station_is_dropped_for_it() =>
        NamedFault.PlayAsync(output, "C2", (seed, guarded) =>
        {
            var book = new ToldAndLearned();
            using var stage = new Stage(Busy(seed) with { BackEnd = Open with { Mode = guarded ? OfflineMode.Keep : OfflineMode.MirrorClose } }, book.See);
            var (run, random, dropped) = (stage.Run, new Random((int)seed), 0);
            run.Csms.RecordsFrames = true;
            for (stage.Begin(5); stage.Since < 600;)
            {
                run.CsmsAway = !run.CsmsAway;
                stage.Watch(1 + random.Next(10), () => dropped += run.World.Stations.Count(station => !station.IsOnline));
            }

            stage.Begin(run.Now.SinceStart.TotalMinutes);
            run.CsmsAway = false;
            return Learnt(stage, book, 600, FormattableString.Invariant($"stations without a connection for {dropped} s in all"), dropped == 0);
        });

    [Fact]
    public Task C3_a_back_end_that_thinks_for_up_to_two_minutes_and_calls_stations_that_do_so_too_holds_no_decrease_back() =>
        NamedFault.PlayAsync(output, "C3", (seed, guarded) =>
        {
            var (book, decreases) = (new ToldAndLearned(), new Decreases());
            var link = new StationLinkOptions { Overtake = guarded ? new StationLinkOptions().Overtake : TimeSpan.FromHours(1) };
            using var stage = new Stage(Busy(seed) with { Link = link, Visits = null }, frame => decreases.See(frame, book), decreases.Note);
            var (run, random) = (stage.Run, new Random((int)seed));
            run.Csms.RecordsFrames = true;
            stage.Begin(10);
            run.CsmsTakes = () => TimeSpan.FromSeconds(25 + random.Next(96));
            stage.Become(new StationQuirks { AnswerDelay = TimeSpan.FromSeconds(40) }, 6);
            Call(stage, 1);
            stage.Watch(2);
            stage.Load = 25;
            stage.Watch(60);
            var safe = stage.LastOver;
            stage.Become(new StationQuirks(), 6);
            run.CsmsTakes = null;
            stage.Watch(600);
            var (lost, misplaced, _) = book.Compare(run);
            return new FaultOutcome(
                safe is > 0 and <= 30 && lost + misplaced == 0 && stage.Trips == 0, decreases.Slowest, stage.Worst,
                FormattableString.Invariant($"a decrease waits up to {decreases.Slowest:0.0} s, over the limit for {safe:0} s; of {book.Told} messages {lost} lost, {misplaced} misplaced"));
        });

    [Fact]
    public Task C6_what_a_back_end_clears_or_resets_of_ours_is_in_the_stations_again() =>
        NamedFault.PlayAsync(output, "C6", (seed, guarded) =>
        {
            using var stage = new Stage(new StageSetting { Seed = seed, BackEnd = Open, Profiles = ProfilePolicy.Forward, Metered = false });
            stage.Begin(10);
            stage.Become(new StationQuirks { ForgetsProfilesOnReboot = true }, 4);
            for (var station = 0; station < 4; station++)
            {
                if (guarded)
                {
                    stage.Run.CsmsCalls(station, "ClearChargingProfile", "{}");
                }
                else
                {
                    stage.Run.World.Deliver(station, StationInput.Message("[2,\"x\",\"ClearChargingProfile\",{}]"u8.ToArray()), stage.Run.Now, []);
                }
            }

            stage.Watch(60);
            var without = stage.LastOver;
            for (var station = 0; station < 2; station++)
            {
                stage.Run.CsmsCalls(station, "Reset", """{"type":"Hard"}""");
                stage.Run.CsmsCalls(station + 2, "ChangeConfiguration", """{"key":"ChargeProfileMaxStackLevel","value":"8"}""");
            }

            stage.Begin(11);
            var (bare, under) = (0.0, 0.0);
            stage.Watch(180, () =>
            {
                bare = stage.Run.World.Stations.Any(station => station.Profiles.Profiles.Count == 0) ? stage.Since : bare;
                under = Math.Max(under, Enumerable.Range(0, 4).Max(stage.NotCounted));
            });
            return new FaultOutcome(
                without == 0 && under < 0.1 && bare > 0 && stage.Trips == 0, bare, stage.Worst,
                FormattableString.Invariant($"cleared: over the limit for {without:0} s; reset: no profile for {bare:0} s, {under:0.0} A not counted"));
        });

    [Fact]
    public Task C7_twenty_four_vehicles_that_a_back_end_starts_in_one_second_overload_nothing() =>
        NamedFault.PlayAsync(output, "C7", (seed, guarded) =>
        {
            using var stage = new Stage(new StageSetting { Seed = seed, Stations = 24, Amps = 250, BackEnd = OfflineRules.Default, Without = guarded ? Protections.None : Protections.Guard });
            for (var station = 1; station <= 24; station++)
            {
                stage.Run.Csms.Blocked.Add($"S{station}");
            }

            stage.Begin(5);
            var before = stage.Charging;
            stage.Run.Csms.Blocked.Clear();
            for (var station = 0; station < 24; station++)
            {
                stage.Run.CsmsCalls(station, "RemoteStartTransaction", """{"connectorId":1,"idTag":"FLEET"}""");
            }

            var all = 0.0;
            stage.Watch(300, () => all = all == 0 && Enumerable.Range(0, 24).All(evse => stage.Drawn(evse) > 5) ? stage.Since : all);
            return new FaultOutcome(before == 0 && all > 0 && stage is { Worst: <= 1, Trips: 0 }, stage.LastOver, stage.Worst, FormattableString.Invariant($"all charge after {all:0} s; {stage.Worst:0.00} x the limit, {stage.Trips} trips"));
        });

    /// <summary>The back end calls every station so many times.</summary>
    internal static void Call(Stage stage, int times)
    {
        for (var i = 0; i < times; i++)
        {
            for (var station = 0; station < stage.Run.World.Site.Stations.Length; station++)
            {
                stage.Run.CsmsCalls(station, "DataTransfer", """{"vendorId":"fleet"}""");
            }
        }
    }

    private static StageSetting Busy(ulong seed) => new() { Seed = seed, Stations = 6, BackEnd = Open, Versions = ["1.6", "2.0.1"], Visits = Coming };

    /// <summary>Waits until the back end has learnt all; the seconds from its return.</summary>
    private static FaultOutcome Learnt(Stage stage, ToldAndLearned book, double most, string words, bool holds)
    {
        var seconds = stage.Watch(most, until: () => stage.Run.Kept == 0) ? stage.Since : double.PositiveInfinity;
        stage.Watch(120);
        var (lost, misplaced, repeated) = book.Compare(stage.Run);
        return new FaultOutcome(
            holds && lost + misplaced == 0 && stage.Trips == 0, seconds, null,
            FormattableString.Invariant($"{words}; of {book.Told} messages {lost} lost, {misplaced} misplaced, {repeated} repeated"));
    }
}
