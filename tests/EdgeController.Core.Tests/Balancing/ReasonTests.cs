using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Every limit says why, in one sentence, and what it costs.</summary>
public class ReasonTests
{
    public static TheoryData<ReasonCode> Codes => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_a_sentence_with_and_without_a_phase_and_a_source(ReasonCode code)
    {
        var plain = new Reason(code, "main", null, 12) { Source = code is ReasonCode.ContractDemand or ReasonCode.Dimmed ? "contract demand" : null };
        foreach (var reason in new[] { plain, plain with { Phase = Phase.L2 }, plain with { Source = "external ems", Ends = "20:00" }, plain with { Behind = ReasonCode.PowerLimit } })
        {
            Fits(reason.Sentence, code);
            if (LossCause.Of(reason) is { } cause)
            {
                Fits(cause.Sentence, code);
            }
        }
    }

    [Fact]
    public void Who_waits_for_a_power_limit_is_told_the_circuit_and_that_it_is_the_power()
    {
        var power = new Reason(ReasonCode.AwaitingTurn, "main") { Behind = ReasonCode.PowerLimit };
        Assert.Equal("waiting for its turn: main has no room for another minimum in kW", power.Sentence);
        var timed = new Reason(ReasonCode.AwaitingRoom, "main", Phase.L2) { Behind = ReasonCode.TimedLimit, Source = "calendar night", Ends = "06:00" };
        Assert.Equal("waiting until others have made room on main L2 by limit 'calendar night' until 06:00", timed.Sentence);
    }

    [Fact]
    public void A_limit_says_how_much_the_vehicle_would_take_beyond_it_and_which_phase_of_which_circuit_binds()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 5, 6, 16, 6, rotation: "L1L2L3")).Run(400);
        foreach (var setpoint in bench.Decision.Setpoints)
        {
            Assert.Equal(16 - setpoint.Limit.Value, setpoint.Lost.Value, 0.11);
            Assert.Equal("main", setpoint.Reason.Subject);
            Assert.NotNull(setpoint.Reason.Phase);
        }
    }

    [Fact]
    public void A_vehicle_that_has_shown_its_own_maximum_loses_only_up_to_that()
    {
        var bench = new SiteBench(SiteBuilder.Single(63, 5, 1, 32, 6, rotation: "L1L2L3"));
        bench.Stations[0].Wants = 16;
        bench.Connect(bench.Stations[0]);
        bench.Plug(bench.Stations[0]);
        bench.Run(300);
        Assert.Equal((0.0, ReasonCode.VehicleTakes), (bench.Decision.Setpoints[0].Lost.Value, bench.Decision.Setpoints[0].Reason.Code));
        bench.Load[0] = PerPhase.All(47.0);
        bench.Run(200);
        var setpoint = bench.Decision.Setpoints[0];
        Assert.InRange(setpoint.Limit.Value, 6, 14);
        Assert.InRange(setpoint.Lost.Value, 16 - setpoint.Limit.Value - 0.2, 16 - setpoint.Limit.Value + 0.1);
    }

    [Fact]
    public void A_vehicle_that_wants_nothing_loses_nothing()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 5, 6, 16, 6, rotation: "L1L2L3")).Run(200);
        bench.Stations[2].Wants = 0;
        bench.Run(200);
        Assert.Equal(0, bench.Decision.Setpoints[2].Lost.Value);
        bench.Unplug(bench.Stations[3]);
        bench.Run(5);
        Assert.Equal(0, bench.Decision.Setpoints[3].Lost.Value);
    }

    private static void Fits(string sentence, ReasonCode code)
    {
        Assert.NotEqual(code.ToString(), sentence);
        Assert.DoesNotContain("  ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(" :", sentence, StringComparison.Ordinal);
        Assert.False(sentence.EndsWith('.') || sentence.EndsWith(' '), sentence);
        Assert.InRange(sentence.Length, 5, 140);
    }
}
