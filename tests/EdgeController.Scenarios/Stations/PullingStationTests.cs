using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;
using StationQuirks = EdgeController.Simulator.Stations.StationQuirks;

namespace EdgeController.Scenarios.Stations;

/// <summary>A station that asks for the limit of its Dynamic lease every few seconds: it is told what was decided last, and by asking it keeps nothing alive.</summary>
public sealed class PullingStationTests(ITestOutputHelper output)
{
    private const int Fallback = 6;

    [Fact]
    public void A_station_that_asks_is_told_the_limit_and_is_written_no_more_for_it()
    {
        var answers = new List<string>();
        using var run = Run(LinkProtections.None, answers);
        SmallSite.Minutes(run, 20);
        var told = answers.Count(answer => answer.Contains("Accepted", StringComparison.Ordinal));
        output.WriteLine($"{told} of {answers.Count} questions answered with a limit; {run.World.Stations[0].ProfileWrites} writes");
        Assert.True(told > answers.Count / 2, $"{told} of {answers.Count}");
        Assert.Contains(answers, answer => answer.Contains("\"scheduleUpdate\":{\"limit\":32", StringComparison.Ordinal));
        Assert.InRange(SmallSite.Drawn(run, 0), 31, 32.1);
        Assert.True(run.World.Stations[0].ProfileWrites <= 5, $"{run.World.Stations[0].ProfileWrites} writes");
    }

    /// <summary>The grid meter dies: whatever the station asks, it is at its fallback when what the guard gave last has ended.</summary>
    [Theory]
    [InlineData(LinkProtections.None, true)]
    [InlineData(LinkProtections.PullBound, false)]
    public void A_question_during_blindness_renews_nothing(LinkProtections without, bool falls)
    {
        using var run = Run(without, []);
        SmallSite.Minutes(run, 20);
        Assert.InRange(SmallSite.Drawn(run, 0), 31, 32.1);
        run.World.Meters[0].Fault = MeterFault.Unplugged;
        var after = SmallSite.Until(run, 300, () => SmallSite.Drawn(run, 0) <= Fallback);
        output.WriteLine($"{without}: at its fallback after {after} s");

        // Renewals stop after 7 s, the lease is 60 s, the vehicle takes 4 s.
        Assert.Equal(falls, after <= 7 + 60 + 6);
    }

    private static SimulatedRun Run(LinkProtections without, List<string> answers)
    {
        var site = new SmallSite(63, $"{{ ids: S1, circuit: main, max: 32A, fallback: {Fallback}A, rotation: L1L2L3, storage: dynamic }}", assumed: 20).Site;
        var asked = new HashSet<string>(StringComparer.Ordinal);
        return new SimulatedRun(site, Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromHours(1),
            Link = new StationLinkOptions { Without = without },
            OnFrame = frame =>
            {
                if (OcppFrameParser.Parse(frame.Frame, FrameLimits.Default).Frame is not { } parsed)
                {
                    return;
                }

                if (parsed.Action == "PullDynamicScheduleUpdate")
                {
                    asked.Add(parsed.MessageId);
                }
                else if (parsed.Type == MessageType.CallResult && asked.Remove(parsed.MessageId))
                {
                    answers.Add(System.Text.Encoding.UTF8.GetString(frame.Frame.Span));
                }
            },
            Scenario = new Scenario
            {
                Versions = [OcppVersion.V21],
                Quirks = new Dictionary<string, StationQuirks>(StringComparer.Ordinal) { ["S1"] = new() { PullsEvery = TimeSpan.FromSeconds(7) } },
                Sessions = [new PlannedSession(0, TimeSpan.FromSeconds(60), TimeSpan.FromHours(24), SmallSite.Hungry())],
            },
        });
    }
}
