using EdgeController.Core.Topology;
using System.Text.Json;
using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Tests.Links;

public class V2xLinkTests
{
    private const string Boot = """{"reason":"PowerUp","chargingStation":{"vendorName":"V","model":"M"}}""";

    [Theory]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void From_boot_to_the_end_of_a_transaction(string version)
    {
        var rig = new LinkRig().Connected(version).Say("BootNotification", Boot, """{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":300}""");
        rig.Accept("ClearChargingProfile").Accept("SetChargingProfile").Variables();
        Assert.Equal(ProfilePlan.TxDefaultAndTx, Assert.Single(rig.Events.OfType<FallbackInstalled>()).Plan);

        rig.Connector("Available").Wait(15).Connector("Occupied").Start().Forget().Setpoint(16.5).Accept("SetChargingProfile");
        var lease = Profile(rig);
        Assert.Equal((1, "TxProfile", "Absolute", "T-1"), (lease.EvseId, lease.ChargingProfile!.ChargingProfilePurpose, lease.ChargingProfile.ChargingProfileKind, lease.ChargingProfile.TransactionId));
        Assert.Equal((16.5m, 360), (lease.ChargingProfile.ChargingSchedule![0].ChargingSchedulePeriod![0].Limit, lease.ChargingProfile.ChargingSchedule[0].Duration));
        Assert.Equal(rig.Wall - TimeSpan.FromSeconds(60), lease.ChargingProfile.ChargingSchedule[0].StartSchedule);
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(1));
        Assert.Empty(rig.Csms);

        var first = lease.ChargingProfile.Id;
        rig.Setpoint(10, SetpointChange.Decrease).Accept("SetChargingProfile");
        Assert.Equal(first, Profile(rig).ChargingProfile!.Id);
        rig.Event("Ended").Setpoint(12);
        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(3));
        Assert.Single(rig.Events.OfType<TransactionStopped>());
    }

    [Theory]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void What_station_and_csms_say_arrives_byte_for_byte_and_in_order(string version)
    {
        var rig = new LinkRig().WithFallback(version).Variables().Forget();
        string[] up =
        [
            """[2, "s1" ,"TransactionEvent",{ "eventType":"Started","seqNo":0,"x":1.50,"transactionInfo":{"transactionId":"T"},"customData":{"vendorId":"é"}}]""",
            """[2,"s2","NotifyReport",{"requestId":1,"seqNo":0,"reportData":[]}]""", """[2,"s3","TransactionEvent-Signed",{"payload":"e30"}]""",
        ];
        string[] down = ["""[ 3,"s1",{"idTokenInfo" : {"status":"Accepted"},"customData":{"vendorId":"x"}}]""", """[2,"c1","GetVariables" , {"getVariableData":[]}]""", """[3,"s2",{}]""", """[3,"s3",{}]"""];
        string[] answer = ["""[3 ,"c1",{"getVariableResult":[] }]"""];
        foreach (var text in up)
        {
            rig.FromStation(text);
        }

        foreach (var text in down)
        {
            rig.FromCsms(text);
        }

        rig.FromStation(answer[0]);
        Assert.Equal([.. up, .. answer], rig.Csms);
        Assert.Equal(down, rig.Station);
    }

    [Fact]
    public void A_send_does_not_wait_for_the_answer_to_a_call()
    {
        var rig = new LinkRig().WithFallback("2.1").Variables().Forget();
        const string Stream = """[6,"n1","NotifyPeriodicEventStream",{"id":1}]""";

        rig.FromStation("""[2,"a","NotifyReport",{"requestId":1}]""").FromStation("""[2,"b","NotifyReport",{"requestId":1}]""").FromStation(Stream);

        Assert.Equal(["""[2,"a","NotifyReport",{"requestId":1}]""", Stream], rig.Csms);
    }

    [Fact]
    public void An_error_about_an_answer_goes_to_whoever_gave_it()
    {
        var rig = new LinkRig().WithFallback("2.1").Variables().Forget();
        rig.FromStation("""[2,"a","DataTransfer",{"vendorId":"V"}]""").FromCsms("""[3,"a",{"status":"Accepted"}]""").Forget();
        rig.FromStation("""[5,"a","FormatViolation","",{}]""");
        Assert.Equal(["""[5,"a","FormatViolation","",{}]"""], rig.Csms);

        rig.FromCsms("""[2,"c","GetChargingProfiles",{"requestId":1,"chargingProfile":{}}]""").Forget().FromCsms("""[5,"c","FormatViolation","",{}]""");
        Assert.Empty(rig.Station);

        // Answered here while the CSMS was away: it has never seen that answer.
        rig.Give(new CsmsClosed("gone")).FromStation("""[2,"d","Heartbeat",{}]""");
        Assert.Single(rig.Station);
        rig.Wait(21).Give(new CsmsOpened()).Forget().FromStation("""[5,"d","FormatViolation","",{}]""");
        Assert.Equal(CsmsLinkState.Open, rig.Link.Csms);
        Assert.Empty(rig.Csms);
    }

    [Fact]
    public void Stations_of_three_versions_are_told_in_their_own_words()
    {
        var old = new LinkRig().Ready().Setpoint(10);
        var middle = new LinkRig().Ready2("2.0.1").Setpoint(10);
        var young = new LinkRig().Ready2("2.1").Setpoint(10);

        Assert.Contains("csChargingProfiles", old.Station.Last(), StringComparison.Ordinal);
        Assert.All([middle, young], rig => Assert.Contains("\"chargingSchedule\":[{\"id\":1", rig.Station.Last(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_station_that_comes_back_with_another_version_is_told_in_that_ones_words()
    {
        var rig = new LinkRig().Ready().Give(new StationClosed("firmware")).WithFallback("2.0.1");
        Assert.Contains("\"evseId\":0", rig.Station.Last(text => text.Contains("SetChargingProfile", StringComparison.Ordinal)), StringComparison.Ordinal);

        rig.Variables().Connector("Occupied").Wait(12).Start().Setpoint(10);
        Assert.Equal("T-1", Profile(rig).ChargingProfile!.TransactionId);
    }

    [Theory]
    [InlineData("SetChargingProfile", "Rejected")]
    [InlineData("ClearChargingProfile", "Unknown")]
    [InlineData("GetCompositeSchedule", "Rejected")]
    [InlineData("GetChargingProfiles", "NoProfiles")]
    public void The_profile_policy_answers_the_csms(string action, string status)
    {
        var rig = new LinkRig(policy: ProfilePolicy.Reject).Ready2("2.1").FromCsms($$"""[2,"c","{{action}}",{}]""");

        Assert.Empty(rig.Station);
        Assert.Equal([$$"""[3,"c",{"status":"{{status}}"}]"""], rig.Csms);
    }

    [Fact]
    public void A_vehicle_does_not_inherit_the_lease_of_the_one_before_it_in_the_same_transaction()
    {
        var rig = new LinkRig().Ready2("2.1").Setpoint(16).Accept("SetChargingProfile").Connector("Available").Event("Ended").Forget();
        rig.Start("T-2").Connector("Available").Connector("Occupied");
        Assert.Contains("{\"chargingProfileId\":900000001}", Assert.Single(rig.Station, text => text.StartsWith("[2", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_station_is_asked_for_the_status_of_each_evse()
    {
        var rig = new LinkRig(evses: 2).WithFallback("2.0.1").Variables().Forget().Wait(60);

        Assert.Equal(2, rig.Station.Count(text => text.Contains("\"requestedMessage\":\"StatusNotification\"", StringComparison.Ordinal)));
        Assert.Contains("""{"id":2,"connectorId":1}""", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_is_worded_in_the_time_of_a_station_whose_clock_is_slow()
    {
        var off = TimeSpan.FromMinutes(-10);
        var rig = new LinkRig().WithFallback("2.1").Variables().Connector("Occupied", off: off).Wait(12);
        rig.Event("Started", ""","evse":{"id":1}""", off: off).Setpoint(10);

        Assert.Equal(rig.Wall + off - TimeSpan.FromSeconds(60), Profile(rig).ChargingProfile!.ChargingSchedule![0].StartSchedule);
    }

    private static SetChargingProfileRequest Profile(LinkRig rig) =>
        JsonSerializer.Deserialize(rig.LastCall("SetChargingProfile").Payload.Span, V201Json.Default.SetChargingProfileRequest)!;
}
