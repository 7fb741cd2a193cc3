using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

public class V2xAwayTests
{
    [Theory]
    [InlineData("2.0.1", "StatusNotification", """{"evseId":1,"connectorId":1,"connectorStatus":"Available","timestamp":"2026-03-01T12:00:00Z"}""", "{}")]
    [InlineData("2.0.1", "MeterValues", """{"evseId":1,"meterValue":[]}""", "{}")]
    [InlineData("2.0.1", "NotifyEvent", """{"seqNo":0,"eventData":[]}""", "{}")]
    [InlineData("2.0.1", "NotifyReport", """{"requestId":1,"seqNo":0}""", "{}")]
    [InlineData("2.0.1", "SecurityEventNotification", """{"type":"Reset"}""", "{}")]
    [InlineData("2.1", "NotifyDERAlarm", "{}", "{}")]
    [InlineData("2.0.1", "DataTransfer", """{"vendorId":"V"}""", """{"status":"Rejected"}""")]
    [InlineData("2.0.1", "NotifyEVChargingNeeds", "{}", """{"status":"Rejected"}""")]
    [InlineData("2.1", "NotifyEVChargingNeeds", "{}", """{"status":"NoChargingProfile"}""")]
    [InlineData("2.1", "Heartbeat", "{}", """{"currentTime":"2026-03-01T12:00:00.000Z"}""")]
    [InlineData("2.1", "Authorize", """{"idToken":{"idToken":"known","type":"Central"}}""", """{"idTokenInfo":{"status":"Accepted"}}""")]
    [InlineData("2.1", "Authorize", """{"idToken":{"idToken":"known","type":"ISO14443"}}""", """{"idTokenInfo":{"status":"Invalid"}}""")]
    public void Calls_without_a_transaction_are_answered_from_what_is_known(string version, string action, string payload, string answer)
    {
        var rig = new LinkRig().Connected(version);
        rig.Say("Authorize", """{"idToken":{"idToken":"known","type":"Central"}}""", """{"idTokenInfo":{"status":"Accepted"}}""");
        rig.Give(new CsmsClosed("broken")).Forget().FromStation($"""[2,"x","{action}",{payload}]""");

        Assert.Contains($"""[3,"x",{answer}]""", rig.Station);
    }

    [Theory]
    [InlineData("2.0.1", "TransactionEvent", """{"eventType":"Updated","seqNo":1,"transactionInfo":{"transactionId":"T"}}""")]
    [InlineData("2.1", "TransactionEvent-Signed", """{"payload":"e30"}""")]
    [InlineData("2.0.1", "StopTransaction", """{"transactionId":1,"meterStop":0}""")]
    public void A_transaction_message_is_held_ten_seconds_then_the_station_is_refused_until_the_csms_is_back(string version, string action, string payload)
    {
        var call = $"""[2,"t1","{action}",{payload}]""";
        var rig = new LinkRig().Connected(version).Give(new CsmsClosed("broken")).Forget().FromStation(call).Wait(9);
        Assert.True(rig.Link.IsOpen);
        Assert.DoesNotContain(rig.Station, text => text.Contains("\"t1\"", StringComparison.Ordinal));

        rig.Wait(1);
        Assert.Equal(1001, Assert.Single(rig.Outputs.OfType<CloseStation>()).Code);
        Assert.True(rig.Link.RefusesStation);
        rig.Wait(30).Give(new CsmsOpened());
        Assert.False(rig.Link.RefusesStation);
        rig.Forget().Connected(version).FromStation(call);
        Assert.Contains(call, rig.Csms);
    }

    [Fact]
    public void Setpoints_go_on_while_the_csms_is_away()
    {
        var rig = new LinkRig().Ready2("2.1").Give(new CsmsClosed("broken")).Setpoint(10).Accept("SetChargingProfile");

        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(1));
    }

    [Fact]
    public void A_station_without_a_csms_can_boot_authorize_and_charge()
    {
        var rig = new LinkRig(csms: null).Connected("2.0.1");
        rig.FromStation("""[2,"b","BootNotification",{"reason":"PowerUp"}]""").FromStation("""[2,"n","NotifyEvent",{}]""");
        rig.FromStation("""[2,"a","Authorize",{"idToken":{"idToken":"A","type":"Central"}}]""");
        rig.Start().Event("Updated");

        Assert.Contains(rig.Station, text => text.StartsWith("[3,\"b\",{\"status\":\"Accepted\",\"currentTime\":\"2026-03-01T12:00:00.000Z\",\"interval\":300}", StringComparison.Ordinal));
        Assert.Contains("""[3,"n",{}]""", rig.Station);
        Assert.Equal(2, rig.Station.Count(text => text.Contains("""{"idTokenInfo":{"status":"Accepted"}}""", StringComparison.Ordinal)));
        Assert.EndsWith(",{}]", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Empty(rig.Outputs.OfType<OpenCsms>());
        Assert.Single(rig.Events.OfType<TransactionStarted>());
    }
}
