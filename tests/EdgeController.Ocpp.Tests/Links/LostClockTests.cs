using EdgeController.Core.Balancing;
using EdgeController.Core.Events;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>Without a station's clock nothing that ends can be worded: a decrease to no less than the fallback clears the lease.</summary>
public class LostClockTests
{
    [Fact]
    public void A_decrease_to_the_fallback_clears_the_lease_and_is_answered_as_accepted()
    {
        var rig = Lost().Setpoint(6, SetpointChange.Decrease);
        Assert.DoesNotContain(rig.Station, frame => frame.Contains("SetChargingProfile", StringComparison.Ordinal));
        rig.Accept("ClearChargingProfile");
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(2));
    }

    [Fact]
    public void A_station_that_knows_of_no_lease_may_still_hold_it()
    {
        var rig = Lost().Setpoint(6, SetpointChange.Decrease);
        rig.FromStation($$"""[3,"{{rig.LastCall("ClearChargingProfile").MessageId}}",{"status":"Unknown"}]""");
        Assert.Equal([SetpointOutcome.Rejected], rig.Outcomes(2));
    }

    [Theory]
    [InlineData(5.9, SetpointChange.Decrease)]
    [InlineData(16, SetpointChange.Increase)]
    [InlineData(10, SetpointChange.Renewal)]
    public void Less_than_the_fallback_and_more_than_before_cannot_be_said(double amps, SetpointChange change)
    {
        var rig = Lost().Setpoint(amps, change);
        Assert.Empty(rig.Station);
        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(2));
    }

    private static LinkRig Lost()
    {
        var rig = new LinkRig().Ready().Setpoint(10).Accept("SetChargingProfile").Wait(12).Status(off: TimeSpan.FromHours(-1)).Wait(1);
        Assert.Contains(rig.Events, what => what is StationClockJudged { Trusted: false });
        return rig.Forget();
    }
}
