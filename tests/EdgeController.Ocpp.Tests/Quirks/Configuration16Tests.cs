using EdgeController.Core.Events;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Quirks;

public class Configuration16Tests
{
    [Fact]
    public void All_keys_are_asked_for_once_after_the_fallback()
    {
        var rig = new LinkRig().WithFallback().Wait(3600);

        Assert.Equal(1, rig.Station.Count(text => text.Contains("\"GetConfiguration\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_station_that_cannot_answer_so_many_is_asked_one_by_one()
    {
        var rig = Fallback();
        rig.FromStation($$"""[4,"{{rig.LastCall("GetConfiguration").MessageId}}","OccurenceConstraintViolation","",{}]""");
        for (var n = 0; n < 10; n++)
        {
            rig.Configuration();
        }

        Assert.Equal(11, rig.Station.Count(text => text.Contains("\"GetConfiguration\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Silence_ends_the_questions() =>
        Assert.Equal(1, Fallback().Wait(600).Station.Count(text => text.Contains("\"GetConfiguration\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("Power", true)]
    [InlineData("W", true)]
    [InlineData("A,W", false)]
    [InlineData("Current, Power", false)]
    public void A_station_that_names_watts_only_gets_its_fallback_again_in_watts(string units, bool again)
    {
        var rig = Fallback().Configuration(("ChargingScheduleAllowedChargingRateUnit", units));
        if (again)
        {
            rig.Accept("ClearChargingProfile");
        }

        Assert.Equal(again, rig.Station.Last().Contains("\"chargingRateUnit\":\"W\",\"chargingSchedulePeriod\":[{\"startPeriod\":0,\"limit\":4140,", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stack_level_that_it_says_is_a_hint_and_a_refused_one_is_not_tried_again()
    {
        var rig = Fallback().Configuration(("ChargeProfileMaxStackLevel", "3")).Status().Wait(12).StartTransaction().Forget().Setpoint(10);
        Assert.Contains("\"stackLevel\":1", rig.Station.Last(), StringComparison.Ordinal);
        rig.FromStation($$"""[3,"{{rig.LastCall("SetChargingProfile").MessageId}}",{"status":"Rejected"}]""");
        Assert.Contains("\"stackLevel\":0", rig.Station.Last(), StringComparison.Ordinal);

        rig.Accept("SetChargingProfile");
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(1));
        rig.Setpoint(12);
        Assert.Contains("\"stackLevel\":0", rig.Station.Last(), StringComparison.Ordinal);
    }

    private static LinkRig Fallback() => new LinkRig().Connected().Wait(3).Accept("ClearChargingProfile").Accept("SetChargingProfile");
}
