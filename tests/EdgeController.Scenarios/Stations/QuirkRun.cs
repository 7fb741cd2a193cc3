using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Quirks;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Stations;

/// <summary>
/// Three stations below 63 A, the first with a quirk: its vehicle comes first, the other two after ten and sixteen minutes, and from minute 22 to
/// 30 the building takes 20 A more. So the first station is raised once and lowered three times.
/// </summary>
internal sealed class QuirkRun
{
    private const int Minutes = 45;

    private QuirkCase _case = null!;
    private Instant _bootedAt;

    private QuirkRun()
    {
    }

    /// <summary>Highest ratio of a circuit to its limit.</summary>
    public double WorstRatio { get; private set; }

    /// <summary>Seconds over the limit in a row, at most.</summary>
    public int LongestOver { get; private set; }

    public int Trips { get; private set; }

    /// <summary>Energy that the first station's vehicle got in the last fifteen minutes, by which time all has been found out, Wh.</summary>
    public double LateWattHours { get; private set; }

    /// <summary>What all vehicles got, Wh.</summary>
    public double WattHours { get; private set; }

    /// <summary>Where its profiles lived in the end; null where it holds none.</summary>
    public ProfilePlan? Plan { get; private set; }

    /// <summary>What was said about the first station's setpoints.</summary>
    public HashSet<ReasonCode> Reasons { get; } = [];

    public int ProfileWrites { get; private set; }

    /// <summary>How many writes into its memory the controller has counted.</summary>
    public int CountedWrites { get; private set; }

    /// <summary>What was written down about its model.</summary>
    public LearnedQuirks? Learned { get; private set; }

    /// <summary>Frames between the first station and the controller.</summary>
    public List<string> Frames { get; } = [];

    /// <summary>Seconds from the reboot's last boot message to its first profile; NaN where it was not rebooted.</summary>
    public double FallbackAfterBoot { get; private set; } = double.NaN;

    /// <summary>What the first station's vehicle drew while it was paused, at most.</summary>
    public double DrawnWhilePaused { get; private set; }

    public static QuirkRun Play(QuirkCase what, StationLinkOptions? link = null, Protections without = Protections.None)
    {
        var (quirks, version, storage) = (what.Quirks with { Model = "Quirky-1" }, what.Version, what.Storage);
        var played = new QuirkRun { _case = what };
        var site = new SmallSite(63, $$"""{ ids: "S{1..3}", circuit: main, max: 32A, fallback: 6A, rotation: L1L2L3, storage: {{storage}} }""", assumed: 20).Site;
        link ??= new StationLinkOptions();
        link = what.Known is { } known ? link with { Stations = new KnownStations([known]) } : link;
        using var run = new SimulatedRun(site, Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromHours(1),
            Link = link,
            Guard = GuardOptions.Default with { Without = without },
            OnFrame = frame =>
            {
                if (frame.Station == "S1")
                {
                    played.See(frame.At, System.Text.Encoding.UTF8.GetString(frame.Frame.Span));
                }
            },
            Scenario = new Scenario
            {
                Versions = [version],
                Quirks = new Dictionary<string, Simulator.Stations.StationQuirks>(StringComparer.Ordinal) { ["S1"] = quirks },
                Sessions = [.. new[] { 60, 600, 960 }.Select((at, evse) => new PlannedSession(evse, TimeSpan.FromSeconds(at), TimeSpan.FromHours(24), SmallSite.Hungry()))],
            },
        });
        played.Play(run);
        played.Learned = link.Learned.ModelOf(site.Stations[0].Id) is { } model ? link.Learned.Find(model) : null;
        return played;
    }

    public override string ToString() => FormattableString.Invariant(
        $"worst {WorstRatio:0.000}, over {LongestOver} s, trips {Trips}, late {LateWattHours:0} Wh, all {WattHours:0} Wh, paused {DrawnWhilePaused:0.0} A, booted {FallbackAfterBoot}, plan {Plan}, writes {ProfileWrites} (counted {CountedWrites}), learned {Learned}, reasons {string.Join(' ', Reasons)}");

    private void Play(SimulatedRun run)
    {
        var lateFrom = 0.0;
        for (var (second, over) = (1, 0); second <= Minutes * 60; second++)
        {
            Disturb(run, second);
            run.World.ExtraLoad = second is >= 22 * 60 and < 30 * 60 ? () => PerPhase.All(20.0) : null;
            run.RunUntil(Instant.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(run.World);
            over = ratio > 1 ? over + 1 : 0;
            (WorstRatio, LongestOver) = (Math.Max(WorstRatio, ratio), Math.Max(LongestOver, over));
            Reasons.Add(run.Decision!.Setpoints[0].Reason.Code);
            lateFrom = second == (Minutes - 15) * 60 ? Charged(run, 0) : lateFrom;
        }

        (Trips, LateWattHours, WattHours) = (run.World.Tree.Trips, Charged(run, 0) - lateFrom, Enumerable.Range(0, 3).Sum(evse => Charged(run, evse)));
        var state = run.Snapshot!.Stations[0];
        Plan = state.HoldsFallback ? state.Plan : null;
        ProfileWrites = run.World.Stations[0].ProfileWrites;
        CountedWrites = state.Writes.LastDay(run.Now).Total;
    }

    private void See(Instant at, string frame)
    {
        Frames.Add(frame);
        if (_case.Reboots && frame.Contains("\"BootNotification\"", StringComparison.Ordinal))
        {
            (_bootedAt, FallbackAfterBoot) = (at, double.NaN);
        }
        else if (_case.Reboots && double.IsNaN(FallbackAfterBoot) && frame.Contains("\"SetChargingProfile\"", StringComparison.Ordinal))
        {
            FallbackAfterBoot = (at - _bootedAt).TotalSeconds;
        }
    }

    /// <summary>What happens beside the plan: a pause by hand from minute 18 to 20, a reboot in minute 18.</summary>
    private void Disturb(SimulatedRun run, int second)
    {
        var evse = run.World.Site.Evses[0].Id;
        if (_case.Pauses && second is 18 * 60 or 20 * 60)
        {
            run.Tell(new SessionWished(run.Now, evse, WishSource.Operator) { Mode = second == 18 * 60 ? ChargingMode.Paused : ChargingMode.Fast });
        }

        if (_case.Pauses && second is > (18 * 60) + 45 and < 20 * 60)
        {
            DrawnWhilePaused = Math.Max(DrawnWhilePaused, run.World.VehicleAt(0)?.DrawnAmps ?? 0);
        }

        if (_case.Reboots && second == 18 * 60)
        {
            run.Reboot(0);
        }
    }

    private static double Charged(SimulatedRun run, int evse) => run.World.VehicleAt(evse)?.ChargedWattHours ?? 0;
}
