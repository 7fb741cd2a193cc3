using System.Text.Json;
using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Quirks;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Stations;
using SimulatedQuirks = EdgeController.Simulator.Stations.StationQuirks;

namespace EdgeController.Scenarios.Faults.Named;

/// <summary>Stations that come and go, answer late, forget or boot alone, and a controller that talks but no longer thinks.</summary>
public sealed class LateOrForgetfulTests(ITestOutputHelper output)
{
    [Fact]
    public Task D2_stations_that_come_and_go_every_other_second_keep_their_share_counted_and_their_transaction() =>
        NamedFault.PlayAsync(output, "D2", (seed, guarded) =>
        {
            var starts = 0;
            using var stage = new Stage(
                new StageSetting
                {
                    Seed = seed,
                    Metered = false,
                    Amps = 50,
                    Without = guarded ? Protections.None : Protections.CautiousAccounts,
                    Vehicle = evse => evse < 2 ? SmallSite.Hungry() with { SleepsFor = TimeSpan.FromMinutes(12) } : SmallSite.Hungry(),
                },
                frame => starts += frame.FromStation && System.Text.Encoding.UTF8.GetString(frame.Frame.Span).Contains("\"StartTransaction\"", StringComparison.Ordinal) ? 1 : 0);
            for (stage.Begin(10); stage.Since < 600;)
            {
                for (var station = 0; station < 2; station++)
                {
                    stage.Run.Isolate(station, cut: true);
                }

                stage.Watch(1);
                for (var station = 0; station < 2; station++)
                {
                    stage.Run.Isolate(station, cut: false);
                }

                stage.Watch(1);
            }

            stage.Watch(300);
            return new FaultOutcome(starts == 4 && stage.Trips == 0, stage.LastOver, stage.Worst, FormattableString.Invariant($"over the limit for {stage.LastOver:0} s, {stage.Worst:0.00} x; {starts} transactions of 4 vehicles"));
        });

    [Fact]
    public Task D16_an_answer_after_the_time_for_it_still_counts() =>
        NamedFault.PlayAsync(output, "D16", (seed, guarded) =>
        {
            var link = guarded ? new StationLinkOptions() : new StationLinkOptions { LateAnswerWindow = TimeSpan.FromSeconds(0.2) };
            using var stage = new Stage(new StageSetting { Seed = seed, Link = link, First = new SimulatedQuirks { AnswerDelay = TimeSpan.FromSeconds(11) } });
            stage.Begin(1);
            var seconds = stage.Watch(900, until: () => stage.Run.Snapshot!.Stations[0].HoldsFallback && stage.Drawn(0) > 10) ? stage.Since : double.PositiveInfinity;
            return new FaultOutcome(stage is { Worst: <= 1, Trips: 0 }, seconds, stage.Worst, FormattableString.Invariant($"its first lease holds after {seconds:0} s"));
        });

    [Fact]
    public Task D19_a_station_whose_default_counts_from_the_next_session_on_follows_in_this_one() =>
        NamedFault.PlayAsync(output, "D19", (seed, guarded) =>
        {
            var known = new Ocpp.Quirks.StationQuirks { Id = "odd", Models = [new("EdgeSim", "Odd*", "*")], Plans = [Core.Events.ProfilePlan.TxDefaultStacked] };
            var link = guarded ? new StationLinkOptions() : new StationLinkOptions { Stations = new KnownStations([known]), WatchesObedience = false };
            using var stage = new Stage(new StageSetting { Seed = seed, Link = link, First = new SimulatedQuirks { DefaultFromNextSession = true, Model = "Odd-1" } });
            stage.Begin(1);
            stage.Watch(30);
            var seconds = stage.Watch(900, until: () => stage.Told(0) > 10 && Math.Abs(stage.Drawn(0) - stage.Told(0)) < 1) ? stage.Since : double.PositiveInfinity;
            return new FaultOutcome(stage is { Worst: <= 1, Trips: 0 }, seconds, stage.Worst, FormattableString.Invariant($"draws what it is told after {seconds:0} s"));
        });

    [Fact]
    public Task D22_a_station_that_forgets_everything_at_a_reboot_has_its_profiles_again_in_time() =>
        NamedFault.PlayAsync(output, "D22", (seed, guarded) =>
        {
            using var stage = new Stage(new StageSetting { Seed = seed, Metered = false, Link = new StationLinkOptions { WritesProfiles = guarded }, First = new SimulatedQuirks { ForgetsProfilesOnReboot = true } });
            stage.Begin(10);
            stage.Run.Reboot(0);
            var (online, held, under) = (double.NaN, double.NaN, 0.0);
            stage.Watch(300, () =>
            {
                var station = stage.Run.World.Stations[0];
                online = double.IsNaN(online) && station.IsOnline ? stage.Since : online;
                held = double.IsNaN(held) && station.IsOnline && station.Profiles.Profiles.Count > 0 ? stage.Since : held;
                under = Math.Max(under, stage.NotCounted(0));
            });
            var seconds = double.IsNaN(held) ? double.PositiveInfinity : held - online;
            return new FaultOutcome(under < 0.1 && stage is { Worst: <= 1, Trips: 0 }, seconds, stage.Worst, FormattableString.Invariant($"holds its fallback {seconds:0} s after its boot, {under:0.0} A not counted, {stage.Worst:0.00} x"));
        });

    [Fact]
    public Task D23_stations_that_boot_while_the_controller_is_dead_are_held_by_their_fallback() =>
        NamedFault.PlayAsync(output, "D23", (seed, guarded) =>
        {
            using var stage = new Stage(new StageSetting { Seed = seed, Link = new StationLinkOptions { WritesProfiles = guarded } });
            stage.Begin(10);
            stage.Run.Kill();
            for (var station = 0; station < 4; station++)
            {
                stage.Run.Reboot(station);
            }

            var highest = 0.0;
            stage.Watch(60);
            stage.Begin(11);
            stage.Watch(900, () => highest = Math.Max(highest, stage.Charging));
            return new FaultOutcome(highest > 5 && stage.Trips == 0, stage.LastOver, stage.Worst, FormattableString.Invariant($"{highest:0} A at most, {stage.Worst:0.00} x"));
        });

    [Fact]
    public Task D24_a_controller_that_talks_but_no_longer_measures_or_decides_keeps_no_lease_alive() =>
        NamedFault.PlayAsync(output, "D24", (seed, guarded) =>
        {
            var unplugged = Silent(seed, guarded, wedged: false);
            var wedged = guarded ? Silent(seed, guarded, wedged: true) : unplugged;
            return new FaultOutcome(
                unplugged.Answers > 0 && wedged.Answers > 0, Math.Max(unplugged.Seconds, wedged.Seconds), Math.Max(unplugged.Worst, wedged.Worst),
                FormattableString.Invariant($"at their fallback after {unplugged.Seconds:0} s without a meter, {wedged.Seconds:0} s without decisions; {wedged.Answers} answers meanwhile"));
        });

    [Fact]
    public Task D32_leases_hold_in_stations_whose_clock_is_wrong() =>
        NamedFault.PlayAsync(output, "D32", (seed, guarded) =>
        {
            var (worst, seconds) = (0.0, 0.0);
            var words = new List<string>();
            foreach (var clock in new[] { ClockFault.DayBehind, ClockFault.DayAhead, ClockFault.SlowTenMinutes, ClockFault.UnsetUntilTold })
            {
                var (took, ratio) = Clocked(seed, clock, guarded);
                (worst, seconds) = (Math.Max(worst, ratio), Math.Max(seconds, took));
                words.Add(FormattableString.Invariant($"{clock} {took:0} s"));
            }

            return new FaultOutcome(worst <= 1, seconds, worst, string.Join(", ", words));
        });

    /// <summary>Seconds from plug-in until the first station's lease above its fallback is in force by its own clock; without a look at that clock by ours.</summary>
    private static (double Seconds, double Worst) Clocked(ulong seed, ClockFault clock, bool guarded)
    {
        (DateTimeOffset At, StoredProfile Profile)? lease = null;
        Stage? watched = null;
        using var stage = watched = new Stage(new StageSetting { Seed = seed, First = new SimulatedQuirks { Clock = clock, RejectsRelative = true } }, frame =>
        {
            if (frame is { Station: "S1", FromStation: false } && OcppFrameParser.Parse(frame.Frame, FrameLimits.Default).Frame is { Action: "SetChargingProfile" } call)
            {
                using var text = JsonDocument.Parse(call.Payload);
                var profile = ProfileReader.Read(text.RootElement.GetProperty("csChargingProfiles"), 1, default)!;
                lease = profile is { Kind: ProfileKind.Absolute, Duration: not null } && profile.Periods[0].Limit > 6.5 ? (watched!.Wall, profile) : lease;
            }
        });
        stage.Begin(1);
        var seconds = stage.Watch(900, until: () => guarded ? stage.Drawn(0) > 7 : lease is { } sent && InForce(sent.Profile with { StartSchedule = sent.At }, StationsClock(stage.Wall, clock)))
            ? stage.Since
            : double.PositiveInfinity;
        return (seconds, stage.Worst);
    }

    private static bool InForce(StoredProfile lease, DateTimeOffset now)
    {
        var store = new ProfileStore();
        store.Set(lease with { TransactionId = null, Purpose = ProfilePurpose.TxDefaultProfile });
        return CompositeSchedule.At(store.Profiles, new ChargingContext(1, now, "none", null)).Amps is > 6.5;
    }

    private static DateTimeOffset StationsClock(DateTimeOffset wall, ClockFault clock) => wall + (clock switch
    {
        ClockFault.DayBehind => TimeSpan.FromDays(-1),
        ClockFault.DayAhead => TimeSpan.FromDays(1),
        ClockFault.SlowTenMinutes => TimeSpan.FromMinutes(-10),
        _ => TimeSpan.Zero,
    });

    private static (double Seconds, int Answers, double Worst) Silent(ulong seed, bool guarded, bool wedged)
    {
        var answers = 0;
        Stage? watched = null;
        using var stage = watched = new Stage(
            new StageSetting { Seed = seed, Without = guarded ? Protections.None : Protections.MeterStaleness },
            frame => answers += watched is { Since: > 0 and < 600 } && !frame.FromStation ? 1 : 0);
        stage.Begin(10);
        if (wedged)
        {
            stage.Run.Decides = false;
        }
        else
        {
            stage.Run.World.Meters[0].Fault = MeterFault.Unplugged;
        }

        var last = 0.0;
        stage.Watch(600, () => last = Enumerable.Range(0, 4).Any(evse => stage.Drawn(evse) > 6.1) ? stage.Since : last);
        return (last >= 599 ? double.PositiveInfinity : last, answers, stage.Worst);
    }
}
