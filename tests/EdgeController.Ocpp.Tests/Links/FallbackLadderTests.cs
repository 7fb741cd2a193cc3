using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

public class FallbackLadderTests
{
    [Fact]
    public void A_silent_station_gets_its_fallback_three_seconds_after_it_connected()
    {
        var rig = new LinkRig().Connected().Wait(2);
        Assert.Empty(rig.Station);

        rig.Wait(1).Accept("ClearChargingProfile").Accept("SetChargingProfile");
        Assert.Equal(ProfilePlan.TxDefaultAndTx, Assert.Single(rig.Events.OfType<FallbackInstalled>()).Plan);
        Assert.Contains("\"id\":900000001", rig.Station.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_booting_station_gets_it_once_the_boot_is_accepted()
    {
        var rig = new LinkRig().Connected().FromStation("""[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""").Wait(20);
        Assert.DoesNotContain(rig.Station, text => text.Contains("ChargingProfile", StringComparison.Ordinal));

        rig.FromCsms("""[3,"b",{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":300}]""");
        Assert.StartsWith("""[3,"b",""", rig.Station.SkipLast(1).Last(), StringComparison.Ordinal);
        Assert.Equal("M", Assert.Single(rig.Events.OfType<StationBooted>()).Model);
        rig.Accept("ClearChargingProfile").Accept("SetChargingProfile");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
    }

    [Theory]
    [InlineData("""[3,"b",{"status":"Rejected","currentTime":"2026-03-01T12:00:00Z","interval":20}]""")]
    [InlineData("""[4,"b","InternalError","no",{}]""")]
    [InlineData(null)]
    public void A_station_that_goes_on_talking_though_its_boot_is_not_accepted_gets_it_all_the_same(string? answer)
    {
        var rig = new LinkRig().Ready().FromStation("""[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        rig = answer is null ? rig.Wait(60) : rig.FromCsms(answer).Wait(10);
        Assert.Empty(rig.Forget().Station);

        rig.FromStation("""[2,"v","MeterValues",{"connectorId":1,"meterValue":[]}]""");
        rig.Accept("ClearChargingProfile").Accept("SetChargingProfile");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
    }

    [Fact]
    public void A_first_message_other_than_a_boot_starts_it_at_once()
    {
        var rig = new LinkRig().Connected().FromStation("""[2,"h","Heartbeat",{}]""");

        Assert.Equal("ClearChargingProfile", rig.LastCall("ClearChargingProfile").Action);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_refused_default_is_followed_by_the_station_maximum_where_there_is_one_evse(int evses, bool stationMax)
    {
        var rig = new LinkRig(evses).Connected().Wait(3);
        for (var n = 0; n < evses; n++)
        {
            rig.Accept("ClearChargingProfile");
        }

        rig.FromStation($$"""[3,"{{rig.LastCall("SetChargingProfile").MessageId}}",{"status":"NotSupported"}]""");
        if (stationMax)
        {
            rig.Accept("SetChargingProfile");
            Assert.Equal(ProfilePlan.StationMax, Assert.Single(rig.Events.OfType<FallbackInstalled>()).Plan);
        }
        else
        {
            Assert.Single(rig.Events.OfType<FallbackRefused>());
        }
    }

    [Fact]
    public void A_station_that_refuses_everything_is_reported()
    {
        var rig = new LinkRig().Connected().Wait(3).Accept("ClearChargingProfile");
        for (var n = 0; n < 2; n++)
        {
            rig.FromStation($$"""[4,"{{rig.LastCall("SetChargingProfile").MessageId}}","NotImplemented","",{}]""");
        }

        Assert.Single(rig.Events.OfType<FallbackRefused>());
        Assert.Empty(rig.Events.OfType<FallbackInstalled>());
    }

    [Fact]
    public void What_a_station_accepts_too_late_is_in_it_all_the_same()
    {
        var rig = new LinkRig().Connected().Wait(3).Accept("ClearChargingProfile");
        var asked = rig.LastCall("SetChargingProfile").MessageId;
        rig.Wait(11);
        Assert.Empty(rig.Events.OfType<FallbackInstalled>());
        rig.FromStation($$"""[3,"{{asked}}",{"status":"Accepted"}]""");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
    }

    [Fact]
    public void Silence_is_answered_by_trying_again()
    {
        var rig = new LinkRig().Connected().Wait(3 + 10 + 10 + 5);
        Assert.Equal(2, rig.Station.Count(text => text.Contains("SetChargingProfile", StringComparison.Ordinal)));

        rig.Accept("SetChargingProfile");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
    }

    [Fact]
    public void A_reboot_puts_the_fallback_in_doubt_until_it_is_installed_again()
    {
        var rig = new LinkRig().Ready().FromStation("""[2,"b","BootNotification",{}]""").FromCsms("""[3,"b",{"status":"Accepted"}]""");
        rig.Setpoint(16);
        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(1));

        rig.Accept("ClearChargingProfile").Accept("SetChargingProfile");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
    }

    [Fact]
    public void A_station_that_tells_no_status_is_asked_once()
    {
        var silent = new LinkRig(evses: 2).WithFallback().Forget().Wait(60);
        var talking = new LinkRig(evses: 2).WithFallback().Status().Forget().Wait(60);

        Assert.Equal(2, silent.Station.Count(text => text.Contains("TriggerMessage", StringComparison.Ordinal)));
        Assert.Empty(talking.Station);
    }
}
