using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>Without a station's clock nothing that ends can be worded: a decrease to no less than the fallback clears the lease.</summary>
public class LostClockTests
{
    [Fact]
    public void A_decrease_to_the_fallback_clears_the_lease_and_is_answered_as_accepted()
    {
        var rig = Lost(out _).Setpoint(6, SetpointChange.Decrease);
        Assert.DoesNotContain(rig.Station, frame => frame.Contains("SetChargingProfile", StringComparison.Ordinal));
        rig.Accept("ClearChargingProfile");
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(2));
    }

    /// <summary>The first lease was worded by the clock as it was then; the lower one ends when that would have.</summary>
    [Fact]
    public void A_station_that_clears_nothing_gets_the_lower_limit_in_the_leases_own_time()
    {
        var rig = Lost(out var lease).Setpoint(6, SetpointChange.Decrease);
        Unknown(rig);
        var lowered = rig.LastCall("SetChargingProfile");
        Assert.Equal(Text(lease).Replace("\"limit\":10,", "\"limit\":6,", StringComparison.Ordinal), Text(lowered));
        rig.Accept("SetChargingProfile");
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(2));
    }

    [Fact]
    public void A_station_that_takes_neither_may_still_hold_the_lease()
    {
        var rig = Lost(out _).Setpoint(6, SetpointChange.Decrease);
        Unknown(rig);
        rig.FromStation($$"""[3,"{{rig.LastCall("SetChargingProfile").MessageId}}",{"status":"Rejected"}]""");
        Assert.Equal([SetpointOutcome.Rejected], rig.Outcomes(2));
    }

    [Fact]
    public void Without_the_lowering_a_station_that_clears_nothing_keeps_its_lease()
    {
        var rig = Lost(out _, LinkProtections.LeaseLowering).Setpoint(6, SetpointChange.Decrease);
        Unknown(rig);
        Assert.DoesNotContain(rig.Station, frame => frame.Contains("SetChargingProfile", StringComparison.Ordinal));
        Assert.Equal([SetpointOutcome.Rejected], rig.Outcomes(2));
    }

    [Theory]
    [InlineData(5.9, SetpointChange.Decrease)]
    [InlineData(16, SetpointChange.Increase)]
    [InlineData(10, SetpointChange.Renewal)]
    public void Less_than_the_fallback_and_more_than_before_cannot_be_said(double amps, SetpointChange change)
    {
        var rig = Lost(out _).Setpoint(amps, change);
        Assert.Empty(rig.Station);
        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(2));
    }

    private static void Unknown(LinkRig rig) => rig.FromStation($$"""[3,"{{rig.LastCall("ClearChargingProfile").MessageId}}",{"status":"Unknown"}]""");

    private static string Text(OcppFrame frame) => System.Text.Encoding.UTF8.GetString(frame.Payload.Span);

    private static LinkRig Lost(out OcppFrame lease, LinkProtections without = LinkProtections.None)
    {
        var rig = new LinkRig(options: new StationLinkOptions { Without = without }).Ready().Setpoint(10);
        lease = rig.LastCall("SetChargingProfile");
        rig.Accept("SetChargingProfile").Wait(12).Status(off: TimeSpan.FromHours(-1)).Wait(1);
        Assert.Contains(rig.Events, what => what is StationClockJudged { Trusted: false });
        return rig.Forget();
    }
}
