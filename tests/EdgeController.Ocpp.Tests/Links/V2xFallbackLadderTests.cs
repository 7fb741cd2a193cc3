using EdgeController.Core.Events;

namespace EdgeController.Ocpp.Tests.Links;

public class V2xFallbackLadderTests
{
    [Theory]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void Leases_are_cleared_by_id_and_the_fallback_goes_to_evse_0(string version)
    {
        var rig = new LinkRig(evses: 2).Connected(version).Wait(3).Accept("ClearChargingProfile").Accept("ClearChargingProfile");

        Assert.Equal(["{\"chargingProfileId\":900000001}", "{\"chargingProfileId\":900000002}"], rig.Station.Take(2).Select(Payload));
        Assert.Contains("{\"evseId\":0,", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_refused_default_is_followed_by_the_station_maximum_where_there_is_one_evse(int evses, bool stationMax)
    {
        var rig = Refuse(Set(new LinkRig(evses)), "TxNotFound");
        if (stationMax)
        {
            Assert.Contains("ChargingStationMaxProfile", rig.Station.Last(), StringComparison.Ordinal);
            rig.Accept("SetChargingProfile");
            Assert.Equal(ProfilePlan.StationMax, Assert.Single(rig.Events.OfType<FallbackInstalled>()).Plan);
        }
        else
        {
            Assert.Single(rig.Events.OfType<FallbackRefused>());
        }
    }

    [Fact]
    public void A_refused_unit_is_answered_with_the_other_one()
    {
        var rig = Refuse(Set(new LinkRig()), "UnsupportedRateUnit");
        Assert.Contains("\"chargingRateUnit\":\"W\",\"chargingSchedulePeriod\":[{\"startPeriod\":0,\"limit\":4140,", rig.Station.Last(), StringComparison.Ordinal);

        rig.Accept("SetChargingProfile").Variables(("RateUnit", "A")).Connector("Occupied").Wait(12).Start().Setpoint(10);
        Assert.Contains("\"limit\":6900", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_profile_in_the_place_of_the_fallback_is_removed_once()
    {
        var rig = Refuse(Set(new LinkRig()), "DuplicateProfile");
        Assert.Equal(
            """{"chargingProfileCriteria":{"evseId":0,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":0}}""", Payload(rig.Station.Last()));

        rig.Accept("ClearChargingProfile");
        Assert.Contains("TxDefaultProfile", rig.Station.Last(), StringComparison.Ordinal);
        Refuse(rig, "DuplicateProfile");
        Assert.Contains("ChargingStationMaxProfile", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_is_answered_by_trying_again()
    {
        var rig = new LinkRig().Connected("2.1").Wait(3 + 10 + 10 + 5);
        Assert.Equal(2, rig.Station.Count(text => text.Contains("SetChargingProfile", StringComparison.Ordinal)));

        rig.Accept("SetChargingProfile");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
    }

    [Fact]
    public void A_reboot_puts_the_fallback_in_doubt_until_it_is_installed_again()
    {
        var rig = new LinkRig().Ready2("2.0.1").Say("BootNotification", """{"reason":"Watchdog"}""", """{"status":"Pending"}""");
        rig.Setpoint(16);
        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(1));

        rig.Accept("ClearChargingProfile").Accept("SetChargingProfile");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
    }

    private static LinkRig Set(LinkRig rig)
    {
        rig.Connected("2.0.1").Wait(3);
        foreach (var _ in rig.Site.Evses)
        {
            rig.Accept("ClearChargingProfile");
        }

        return rig;
    }

    private static LinkRig Refuse(LinkRig rig, string reason) => rig.FromStation(
        $$$"""[3,"{{{rig.LastCall("SetChargingProfile").MessageId}}}",{"status":"Rejected","statusInfo":{"reasonCode":"{{{reason}}}"}}]""");

    private static string Payload(string call) => call[call.IndexOf('{', StringComparison.Ordinal)..^1];
}
