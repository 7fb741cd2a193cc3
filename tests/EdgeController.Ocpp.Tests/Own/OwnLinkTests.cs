using System.Text;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Own;

/// <summary>The controller as a station without EVSEs: how it connects, registers and answers.</summary>
public sealed class OwnLinkTests
{
    [Theory]
    [InlineData("1.6", """{"chargePointVendor":"EdgeController","chargePointModel":"EdgeController","firmwareVersion":"1.2"}""", 1)]
    [InlineData("2.0.1", """{"reason":"PowerUp","chargingStation":{"vendorName":"EdgeController","model":"EdgeController","firmwareVersion":"1.2"}}""", 0)]
    [InlineData("2.1", """{"reason":"PowerUp","chargingStation":{"vendorName":"EdgeController","model":"EdgeController","firmwareVersion":"1.2"}}""", 0)]
    public void It_boots_tells_its_status_in_1_6_and_beats_by_the_interval(string version, string boot, int statuses)
    {
        var rig = new OwnRig(version).Connected();
        Assert.Equal(new OpenCsms(version), rig.Outputs.OfType<OpenCsms>().Single());
        Assert.Equal(boot, Encoding.UTF8.GetString(rig.Calls("BootNotification").Single().Payload.Span));
        rig.Answer("""{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":40}""");
        Assert.Equal(statuses, rig.Calls("StatusNotification").Count());
        rig.Answer().Wait(39);
        Assert.Empty(rig.Calls("Heartbeat"));
        rig.Wait(2).Answer("""{"currentTime":"2026-03-01T12:00:00Z"}""").Wait(41);
        Assert.Equal(2, rig.Calls("Heartbeat").Count());
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Rejected")]
    public void Until_it_is_accepted_it_asks_again_after_the_interval(string status)
    {
        var rig = new OwnRig().Connected().Answer($$"""{"status":"{{status}}","currentTime":"2026-03-01T12:00:00Z","interval":20}""");
        rig.Wait(19);
        Assert.Single(rig.Calls("BootNotification"));
        rig.Wait(2);
        Assert.Equal(2, rig.Calls("BootNotification").Count());
        Assert.Empty(rig.Calls("Heartbeat"));
    }

    [Fact]
    public void A_lost_connection_is_opened_again_with_the_protocols_back_off_and_needs_no_second_boot()
    {
        var rig = new OwnRig().Accepted().Give(new CsmsClosed("gone"));
        Assert.Equal(CsmsLinkState.BackingOff, rig.Link.State);
        rig.Wait(9);
        Assert.Empty(rig.Outputs.OfType<OpenCsms>());
        rig.Wait(12);
        Assert.Single(rig.Outputs.OfType<OpenCsms>());
        rig.Forget().Give(new CsmsOpened());
        Assert.Equal(["Heartbeat"], rig.Sent.Select(frame => frame.Action));
    }

    [Theory]
    [InlineData("1.6", "Reset", """{"type":"Soft"}""", "Rejected")]
    [InlineData("2.0.1", "Reset", """{"type":"Immediate"}""", "Rejected NotEnabled")]
    [InlineData("2.1", "RequestStartTransaction", """{"idToken":{"idToken":"A","type":"Central"},"remoteStartId":1}""", "Rejected NotEnabled")]
    [InlineData("1.6", "RemoteStartTransaction", """{"idTag":"A"}""", "Rejected")]
    [InlineData("1.6", "UnlockConnector", """{"connectorId":1}""", "NotSupported")]
    [InlineData("2.0.1", "UnlockConnector", """{"evseId":1,"connectorId":1}""", "UnknownConnector")]
    [InlineData("1.6", "DataTransfer", """{"vendorId":"x"}""", "UnknownVendorId")]
    [InlineData("1.6", "ChangeConfiguration", """{"key":"HeartbeatInterval","value":"9"}""", "Rejected")]
    [InlineData("1.6", "ChangeConfiguration", """{"key":"Unheard","value":"9"}""", "NotSupported")]
    [InlineData("2.0.1", "UpdateFirmware", "{}", "NotSupported")]
    [InlineData("2.0.1", "MakeCoffee", "{}", "NotImplemented")]
    [InlineData("1.6", "GetVariables", "{}", "NotImplemented")]
    [InlineData("2.0.1", "GetReport", """{"requestId":1}""", "NotSupported")]
    [InlineData("2.0.1", "GetBaseReport", """{"requestId":1,"reportBase":"ConfigurationInventory"}""", "EmptyResultSet")]
    [InlineData("2.0.1", "GetBaseReport", """{"requestId":1,"reportBase":"All"}""", "PropertyConstraintViolation")]
    [InlineData("2.0.1", "TriggerMessage", """{"requestedMessage":"BootNotification"}""", "Rejected")]
    [InlineData("2.0.1", "TriggerMessage", """{"requestedMessage":"MeterValues"}""", "NotImplemented")]
    [InlineData("2.0.1", "TriggerMessage", "{}", "OccurrenceConstraintViolation")]
    [InlineData("2.0.1", "GetVariables", "{}", "OccurrenceConstraintViolation")]
    public void What_it_has_not_it_refuses_in_the_words_of_the_version(string version, string action, string payload, string answer) =>
        Assert.Equal(answer, new OwnRig(version).Accepted().Word(action, payload));

    [Fact]
    public void Its_device_model_is_small_and_can_only_be_read()
    {
        var rig = new OwnRig().Accepted(interval: 77);
        const string One = """{"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}""";
        var got = rig.Ask("GetVariables", $$$"""{"getVariableData":[{{{One}}}},{"component":{"name":"EVSE"},"variable":{"name":"Power"}}]}""")[2].GetProperty("getVariableResult");
        Assert.Equal(("Accepted", "77", "UnknownComponent"), (got[0].GetProperty("attributeStatus").GetString(), got[0].GetProperty("attributeValue").GetString(), got[1].GetProperty("attributeStatus").GetString()));
        var set = rig.Ask("SetVariables", $$"""{"setVariableData":[{{One}},"attributeValue":"5"}]}""")[2].GetProperty("setVariableResult")[0];
        Assert.Equal(("Rejected", "ReadOnly"), (set.GetProperty("attributeStatus").GetString(), set.GetProperty("attributeStatusInfo").GetProperty("reasonCode").GetString()));
        Assert.Equal("Accepted", rig.Word("GetBaseReport", """{"requestId":3,"reportBase":"FullInventory"}"""));
        var report = Encoding.UTF8.GetString(rig.Calls("NotifyReport").Single().Payload.Span);
        Assert.StartsWith("""{"requestId":3,"generatedAt":"2026-03-01T12:00:00.000Z","seqNo":0,"tbc":false,"reportData":[""", report, StringComparison.Ordinal);
        Assert.Contains("\"LimitChangeSignificance\"", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_1_6_keys_say_that_it_has_no_connectors()
    {
        var answer = new OwnRig("1.6").Accepted().Ask("GetConfiguration", """{"key":["NumberOfConnectors","Unheard"]}""")[2];
        Assert.Equal("""{"configurationKey":[{"key":"NumberOfConnectors","readonly":true,"value":"0"}],"unknownKey":["Unheard"]}""", answer.GetRawText());
    }

    [Fact]
    public void It_has_one_call_under_way_at_a_time()
    {
        var rig = new OwnRig("1.6").Connected().Answer("""{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":600}""").Forget();
        Assert.Equal("Accepted", rig.Word("TriggerMessage", """{"requestedMessage":"Heartbeat"}"""));
        Assert.Empty(rig.Calls("Heartbeat"));
        rig.Hear("""[3,"nobody",{}]""").Wait(61);
        Assert.Single(rig.Calls("Heartbeat"));
    }

    [Fact]
    public void Garbage_is_answered_and_too_much_of_it_ends_the_connection()
    {
        var rig = new OwnRig().Accepted().Hear("""[2,"x","Reset",{"a":1,"a":2}]""");
        Assert.Equal("FormatViolation", rig.Sent.Single().ErrorCode);
        for (var i = 0; i < 30; i++)
        {
            rig.Hear("}{");
        }

        Assert.Equal(CsmsLinkState.BackingOff, rig.Link.State);
        Assert.Single(rig.Outputs.OfType<CloseCsms>());
        Assert.Equal(MessageType.CallError, rig.Sent.Last().Type);
    }

    [Fact]
    public void When_the_controller_stops_it_hangs_up_and_says_no_more()
    {
        var rig = new OwnRig().Accepted().Give(new ShutDown());
        Assert.Single(rig.Outputs.OfType<CloseCsms>());
        Assert.Empty(rig.Forget().Wait(60).Outputs);
    }
}
