using System.Text.Json;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.Tests.Stations;

public sealed class SimulatedStation2xTests : IDisposable
{
    private readonly StationRig _rig = new(version: "2.0.1");

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void A_visit_is_told_in_transaction_events_numbered_from_0(string version)
    {
        using var rig = new StationRig(version: version);
        rig.Run(5);
        rig.PlugIn();
        rig.Run(60);
        rig.Step(StationInput.Unplug(1));
        rig.Run(10);
        var events = rig.Calls("TransactionEvent");

        Assert.Equal("EdgeSim", Assert.Single(rig.Calls("BootNotification")).GetProperty("chargingStation").GetProperty("vendorName").GetString());
        Assert.Equal(["Available", "Occupied", "Available"], rig.Calls("StatusNotification").Select(status => status.GetProperty("connectorStatus").GetString()!));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.GetProperty("seqNo").GetInt32()));
        Assert.Single(events.Select(one => one.GetProperty("transactionInfo").GetProperty("transactionId").GetString()).Distinct(StringComparer.Ordinal));
        Assert.Equal(("Started", "Ended"), (Type(events[0]), Type(events[^1])));
        Assert.Equal(1, events[0].GetProperty("evse").GetProperty("id").GetInt32());
        Assert.All(events.Skip(1), one => Assert.False(one.TryGetProperty("evse", out _) || one.TryGetProperty("idToken", out _) || one.TryGetProperty("offline", out _)));
        Assert.Contains(events, one => Type(one) == "Updated" && one.GetProperty("transactionInfo").TryGetProperty("chargingState", out var state) && state.GetString() == "Charging");
        var sample = events.Last(one => Type(one) == "Updated" && one.TryGetProperty("meterValue", out _)).GetProperty("meterValue")[0].GetProperty("sampledValue")[0];
        Assert.Equal((20, "A"), (sample.GetProperty("value").GetDouble(), sample.GetProperty("unitOfMeasure").GetProperty("unit").GetString()));
    }

    [Fact]
    public void Offline_events_are_marked_and_keep_their_order()
    {
        _rig.Run(5);
        _rig.LoseNetwork();
        _rig.PlugIn();
        _rig.Run(120);
        _rig.Step(StationInput.Unplug(1));
        _rig.NetworkUp = true;
        _rig.Run(90);
        var events = _rig.Calls("TransactionEvent");

        Assert.Equal("Started", Type(events[0]));
        Assert.Equal("Ended", Type(events[^1]));
        Assert.All(events, one => Assert.True(one.GetProperty("offline").GetBoolean()));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.GetProperty("seqNo").GetInt32()));
    }

    [Fact]
    public void A_lease_above_a_fallback_is_obeyed_and_expires_by_itself()
    {
        Charge();
        Assert.Equal("Accepted", _rig.Profile2x(1, "TxDefaultProfile", 0, 6, evse: 0));
        Assert.Equal("Accepted", Lease(2, 16, "\"duration\":100,"));
        _rig.Run(20);
        Assert.Equal(16, _rig.Connector.DrawnAmps, 3);
        _rig.Run(70);
        Assert.Equal(6, _rig.Connector.DrawnAmps, 3);
    }

    [Fact]
    public void The_same_id_replaces_and_another_one_in_the_same_place_is_refused()
    {
        Charge();
        Assert.Equal("Accepted", _rig.Profile2x(1, "TxDefaultProfile", 0, 6, evse: 0));
        Assert.Equal("Accepted", _rig.Profile2x(1, "TxDefaultProfile", 0, 8, evse: 0));
        Refused("DuplicateProfile", () => _rig.Profile2x(2, "TxDefaultProfile", 0, 6, evse: 0));
        Refused("DuplicateProfile", () => _rig.Profile2x(2, "TxDefaultProfile", 0, 6, evse: 1));
        Assert.Equal(8, Assert.Single(_rig.Station.Profiles.Profiles).Periods[0].Limit);
    }

    [Fact]
    public void What_breaks_a_rule_is_refused_with_its_reason()
    {
        Charge();
        Refused("TxNotFound", () => _rig.Profile2x(2, "TxProfile", 1, 16, ",\"transactionId\":\"other\""));
        Refused("UnknownEVSE", () => _rig.Profile2x(2, "TxDefaultProfile", 0, 16, evse: 7));
        Refused("InvalidSchedule", () => _rig.Profile2x(2, "TxDefaultProfile", 0, 16, start: ""));
        Refused("InvalidSchedule", () => _rig.Profile2x(2, "TxDefaultProfile", 0, 16, schedule: ",{\"id\":2}"));
        Refused("InvalidProfile", () => _rig.Profile2x(2, "ChargingStationMaxProfile", 0, 16, evse: 1));
        Refused("UnsupportedPurpose", () => _rig.Profile2x(2, "ChargingStationExternalConstraints", 0, 16));
        Assert.Equal("PropertyConstraintViolation", _rig.Call("SetChargingProfile", "{\"evseId\":1,\"chargingProfile\":{}}"));
        using var watts = new StationRig(new StationQuirks { AcceptsAmperes = false }, "2.1");
        using var reserved = new StationRig(new StationQuirks { MaxExternalConstraintsId = 10 }, "2.1");
        watts.Run(5);
        reserved.Run(5);
        Assert.Equal(("Rejected", "Accepted"), (watts.Profile2x(1, "TxDefaultProfile", 0, 6), watts.Profile2x(1, "TxDefaultProfile", 0, 4140, unit: "W")));
        Assert.Equal(("Rejected", "Accepted"), (reserved.Profile2x(10, "TxDefaultProfile", 0, 6), reserved.Profile2x(11, "TxDefaultProfile", 0, 6)));
    }

    [Fact]
    public void Profiles_are_reported_evse_by_evse_and_cleared_by_id_or_criteria()
    {
        Charge();
        Assert.Equal("NoProfiles", _rig.Call("GetChargingProfiles", "{\"requestId\":5,\"chargingProfile\":{}}"));
        _rig.Profile2x(1, "TxDefaultProfile", 0, 6, evse: 0);
        Lease(2, 16);
        Assert.Equal("Accepted", _rig.Call("GetChargingProfiles", "{\"requestId\":6,\"chargingProfile\":{}}"));
        _rig.Run(5);
        var reports = _rig.Calls("ReportChargingProfiles");
        Assert.Equal([(0, 1, true), (1, 2, false)], reports.Select(one => (one.GetProperty("evseId").GetInt32(), one.GetProperty("chargingProfile")[0].GetProperty("id").GetInt32(), one.GetProperty("tbc").GetBoolean())));

        Assert.Equal("Unknown", _rig.Call("ClearChargingProfile", "{\"chargingProfileId\":9}"));
        Assert.Equal("Accepted", _rig.Call("ClearChargingProfile", "{\"chargingProfileId\":2}"));
        Assert.Equal("Accepted", _rig.Call("ClearChargingProfile", "{\"chargingProfileCriteria\":{\"evseId\":0,\"chargingProfilePurpose\":\"TxDefaultProfile\",\"stackLevel\":0}}"));
        Assert.Empty(_rig.Station.Profiles.Profiles);
    }

    [Fact]
    public void Variables_are_read_set_and_reported()
    {
        _rig.Run(5);
        _rig.Call("GetVariables", "{\"getVariableData\":[{\"component\":{\"name\":\"SmartChargingCtrlr\"},\"variable\":{\"name\":\"RateUnit\"}},{\"component\":{\"name\":\"SmartChargingCtrlr\"},\"variable\":{\"name\":\"Entries\",\"instance\":\"ChargingProfiles\"},\"attributeType\":\"MaxSet\"},{\"component\":{\"name\":\"X\"},\"variable\":{\"name\":\"Y\"}}]}");
        var read = JsonDocument.Parse(_rig.Sent("getVariableResult").Single()).RootElement[2].GetProperty("getVariableResult");
        Assert.Equal(["A,W", "16"], read.EnumerateArray().Take(2).Select(one => one.GetProperty("attributeValue").GetString()!));
        Assert.Equal("UnknownVariable", read[2].GetProperty("attributeStatus").GetString());

        _rig.Call("SetVariables", "{\"setVariableData\":[{\"component\":{\"name\":\"SampledDataCtrlr\"},\"variable\":{\"name\":\"TxUpdatedInterval\"},\"attributeValue\":\"30\"},{\"component\":{\"name\":\"SmartChargingCtrlr\"},\"variable\":{\"name\":\"RateUnit\"},\"attributeValue\":\"W\"}]}");
        var set = JsonDocument.Parse(_rig.Sent("setVariableResult").Single()).RootElement[2].GetProperty("setVariableResult");
        Assert.Equal(["Accepted", "Rejected"], set.EnumerateArray().Select(one => one.GetProperty("attributeStatus").GetString()!));
        Assert.Equal("Accepted", _rig.Call("GetBaseReport", "{\"requestId\":3,\"reportBase\":\"FullInventory\"}"));
        _rig.Run(2);
        Assert.Equal(3, Assert.Single(_rig.Calls("NotifyReport")).GetProperty("requestId").GetInt32());
    }

    [Fact]
    public void Other_commands_are_answered_as_the_protocol_asks()
    {
        Charge();
        _rig.Profile2x(1, "ChargingStationMaxProfile", 0, 10, evse: 0);
        Assert.Equal("Accepted", _rig.Call("GetCompositeSchedule", "{\"evseId\":1,\"duration\":600}"));
        Assert.Contains(_rig.Sent("scheduleStart"), text => text.Contains("\"limit\":10", StringComparison.Ordinal));
        Assert.Equal("Rejected", _rig.Call("GetCompositeSchedule", "{\"evseId\":4,\"duration\":600}"));
        Assert.Equal("Accepted", _rig.Call("TriggerMessage", "{\"requestedMessage\":\"TransactionEvent\",\"evse\":{\"id\":1}}"));
        Assert.Equal("NotImplemented", _rig.Call("TriggerMessage", "{\"requestedMessage\":\"SignV2GCertificate\"}"));
        Assert.Equal("NotImplemented", _rig.Call("GetLog", "{}"));
        Assert.Equal("Rejected", _rig.Call("RequestStopTransaction", "{\"transactionId\":\"other\"}"));
        Assert.Equal("Accepted", _rig.Call("RequestStopTransaction", $"{{\"transactionId\":\"{_rig.Connector.Transaction!.Id}\"}}"));
        Assert.Equal("Accepted", _rig.Call("RequestStartTransaction", "{\"evseId\":1,\"remoteStartId\":1,\"idToken\":{\"idToken\":\"x\",\"type\":\"Central\"}}"));
        Assert.Equal("Accepted", _rig.Call("Reset", "{\"type\":\"Immediate\"}"));
    }

    [Fact]
    public void A_refused_token_does_not_charge()
    {
        _rig.Csms.Blocked.Add("CS-1");
        _rig.PlugIn();
        _rig.Run(60);

        Assert.Equal(0, _rig.Connector.DrawnAmps);
        Assert.Empty(_rig.Calls("TransactionEvent"));
    }

    private static string? Type(JsonElement one) => one.GetProperty("eventType").GetString();

    private void Charge()
    {
        _rig.PlugIn();
        _rig.Run(30);
    }

    private string? Lease(int id, double amps, string duration = "") => _rig.Profile2x(
        id, "TxProfile", 1, amps, $",\"transactionId\":\"{_rig.Connector.Transaction!.Id}\"", start: duration + "\"startSchedule\":\"2026-03-02T00:00:00Z\",");

    private void Refused(string reason, Func<string?> set)
    {
        Assert.Equal("Rejected", set());
        Assert.Contains($"\"reasonCode\":\"{reason}\"", _rig.Sent("reasonCode").Last(), StringComparison.Ordinal);
    }
}
