using EdgeController.Core.Events;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.Tests.Stations;

public sealed class SimulatedStationTests : IDisposable
{
    private readonly StationRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_visit_goes_from_boot_to_available_again()
    {
        _rig.Run(5);
        Assert.Single(_rig.Sent("BootNotification"));
        _rig.PlugIn();
        _rig.Run(60);
        Assert.Equal(EvseStatus.Charging, _rig.Connector.Status);
        Assert.Equal(20, _rig.Connector.DrawnAmps, 3);
        _rig.Step(StationInput.Unplug(1));
        _rig.Run(10);
        Assert.Equal(EvseStatus.Available, _rig.Connector.Status);
        var story = _rig.Csms.Frames.Where(frame => frame.FromStation).Select(frame => System.Text.Encoding.UTF8.GetString(frame.Frame.Span)).ToList();
        Assert.True(story.FindIndex(text => text.Contains("Authorize", StringComparison.Ordinal)) < story.FindIndex(text => text.Contains("StartTransaction", StringComparison.Ordinal)));
        Assert.Contains("\"transactionId\":1", Assert.Single(_rig.Sent("StopTransaction")), StringComparison.Ordinal);
        foreach (var status in new[] { "Preparing", "Charging", "Finishing", "Available" })
        {
            Assert.Contains(story, text => text.Contains($"\"status\":\"{status}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Meter_values_come_every_ten_seconds_with_current_voltage_power_energy_and_offer()
    {
        _rig.PlugIn();
        _rig.Run(100);
        var values = _rig.Sent("MeterValues").ToList();
        Assert.InRange(values.Count, 8, 10);
        foreach (var word in new[] { "Current.Import", "\"L3\"", "Voltage", "Power.Active.Import", "Energy.Active.Import.Register", "Current.Offered", "\"20.00\"" })
        {
            Assert.Contains(word, values[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_lease_above_a_fallback_is_obeyed_and_expires_by_itself()
    {
        _rig.PlugIn();
        _rig.Run(30);
        Assert.Equal("Accepted", _rig.Profile(1, "TxDefaultProfile", 0, 6));
        Assert.Equal("Accepted", _rig.Profile(2, "TxProfile", 1, 16, ",\"transactionId\":1", ",\"duration\":100"));
        _rig.Run(20);
        Assert.Equal(16, _rig.Connector.DrawnAmps, 3);
        _rig.Run(70);
        Assert.Equal(6, _rig.Connector.DrawnAmps, 3);
    }

    [Fact]
    public void A_transaction_profile_needs_its_transaction_and_dies_with_it()
    {
        _rig.Run(5);
        Assert.Equal("Rejected", _rig.Profile(2, "TxProfile", 1, 16, ",\"transactionId\":1"));
        _rig.PlugIn();
        _rig.Run(30);
        Assert.Equal("Rejected", _rig.Profile(2, "TxProfile", 1, 16, ",\"transactionId\":2"));
        Assert.Equal("Accepted", _rig.Profile(2, "TxProfile", 1, 16, ",\"transactionId\":1"));
        _rig.Step(StationInput.Unplug(1));
        Assert.Empty(_rig.Station.Profiles.Profiles);
    }

    [Fact]
    public void Zero_suspends_by_the_station_and_a_limit_resumes()
    {
        _rig.PlugIn();
        _rig.Run(30);
        _rig.Profile(1, "TxDefaultProfile", 0, 0);
        _rig.Run(15);
        Assert.Equal(EvseStatus.SuspendedEvse, _rig.Connector.Status);
        Assert.Equal(0, _rig.Connector.DrawnAmps);
        _rig.Profile(1, "TxDefaultProfile", 0, 8);
        _rig.Run(15);
        Assert.Equal(EvseStatus.Charging, _rig.Connector.Status);
    }

    [Fact]
    public void Offline_visits_are_told_in_order_after_the_reconnect()
    {
        _rig.Run(5);
        _rig.LoseNetwork();
        _rig.PlugIn();
        _rig.Run(120);
        Assert.True(_rig.Connector.DrawnAmps > 0);
        _rig.Step(StationInput.Unplug(1));
        Assert.Empty(_rig.Sent("StartTransaction"));
        _rig.NetworkUp = true;
        _rig.Run(90);
        var story = _rig.Csms.Frames.Where(frame => frame.FromStation).Select(frame => System.Text.Encoding.UTF8.GetString(frame.Frame.Span)).ToList();
        var start = story.FindIndex(text => text.Contains("StartTransaction", StringComparison.Ordinal));
        var values = story.FindIndex(text => text.Contains("MeterValues", StringComparison.Ordinal));
        var stop = story.FindIndex(text => text.Contains("StopTransaction", StringComparison.Ordinal));
        Assert.True(start >= 0 && start < values && values < stop);
        Assert.Contains("\"transactionId\":1", story[stop], StringComparison.Ordinal);
        Assert.Equal(0, _rig.Station.QueuedCalls);
    }

    [Fact]
    public void Profiles_survive_a_reset_unless_the_station_forgets()
    {
        _rig.Run(5);
        _rig.Profile(1, "TxDefaultProfile", 0, 6);
        Assert.Equal("Accepted", _rig.Call("Reset", "{\"type\":\"Soft\"}"));
        _rig.Run(60);
        Assert.Equal(2, _rig.Sent("BootNotification").Count());
        Assert.Single(_rig.Station.Profiles.Profiles);
        using var forgetful = new StationRig(new StationQuirks { ForgetsProfilesOnReboot = true });
        forgetful.Run(5);
        forgetful.Profile(1, "TxDefaultProfile", 0, 6);
        forgetful.Step(StationInput.Reboot);
        Assert.Empty(forgetful.Station.Profiles.Profiles);
    }

    [Fact]
    public void A_clock_ten_minutes_slow_does_not_start_a_lease_that_begins_now()
    {
        using var rig = new StationRig(new StationQuirks { Clock = ClockFault.SlowTenMinutes });
        rig.PlugIn();
        rig.Run(30);
        Assert.Equal("Accepted", rig.Profile(1, "TxDefaultProfile", 0, 8));
        rig.Run(30);
        Assert.Equal(20, rig.Connector.DrawnAmps, 3);
    }

    [Fact]
    public void Quirks_reject_lie_and_stay_silent()
    {
        Assert.Equal("Rejected", WithQuirks(new StationQuirks { RejectsTxDefault = true }));
        Assert.Equal("Rejected", WithQuirks(new StationQuirks { RejectsProfiles = true }));
        Assert.Equal("Accepted", WithQuirks(new StationQuirks { IgnoresProfiles = true }));
        Assert.Null(WithQuirks(new StationQuirks { AnswersNothing = true }));
        Assert.Null(WithQuirks(new StationQuirks { AnswerDelay = TimeSpan.FromSeconds(5) }));
    }

    [Fact]
    public void Other_commands_are_answered_as_the_protocol_asks()
    {
        _rig.PlugIn();
        _rig.Run(30);
        Assert.Equal("NotImplemented", _rig.Call("GetDiagnostics", "{}"));
        Assert.Equal("PropertyConstraintViolation", _rig.Profile(1, "TxDefaultProfile", 0, 6, connector: 7));
        Assert.Equal("Rejected", _rig.Profile(1, "ChargePointMaxProfile", 0, 6));
        Assert.Equal("Accepted", _rig.Profile(1, "ChargePointMaxProfile", 0, 10, connector: 0));
        Assert.Equal("Accepted", _rig.Call("GetCompositeSchedule", "{\"connectorId\":1,\"duration\":600}"));
        Assert.Contains(_rig.Sent("scheduleStart"), text => text.Contains("\"limit\":10", StringComparison.Ordinal));
        Assert.Equal("Accepted", _rig.Call("ChangeConfiguration", "{\"key\":\"MeterValueSampleInterval\",\"value\":\"30\"}"));
        Assert.Equal("Rejected", _rig.Call("ChangeConfiguration", "{\"key\":\"NumberOfConnectors\",\"value\":\"3\"}"));
        Assert.Equal("Accepted", _rig.Call("TriggerMessage", "{\"requestedMessage\":\"MeterValues\",\"connectorId\":1}"));
        Assert.Equal("Accepted", _rig.Call("ClearChargingProfile", "{}"));
        Assert.Equal("Unknown", _rig.Call("ClearChargingProfile", "{}"));
        Assert.Equal("Accepted", _rig.Call("RemoteStopTransaction", "{\"transactionId\":1}"));
        Assert.Equal(EvseStatus.Finishing, _rig.Connector.Status);
        Assert.Equal("Accepted", _rig.Call("RemoteStartTransaction", "{\"connectorId\":1,\"idTag\":\"x\"}"));
    }

    private static string? WithQuirks(StationQuirks quirks)
    {
        using var rig = new StationRig(quirks);
        rig.PlugIn();
        rig.Run(30);
        var answer = rig.Profile(1, "TxDefaultProfile", 0, 6);
        rig.Run(20);
        Assert.Equal(quirks.AnswerDelay > TimeSpan.Zero ? 6 : 20, rig.Connector.DrawnAmps, 3);
        return answer;
    }
}
