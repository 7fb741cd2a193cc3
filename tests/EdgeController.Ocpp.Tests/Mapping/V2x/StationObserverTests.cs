using EdgeController.Core.Events;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Mapping.V2x;

public class StationObserverTests
{
    private const string Amps = """{"value":12,"measurand":"Current.Import"}""";
    private const string OnEvse1 = ""","evse":{"id":1}""";

    [Fact]
    public void A_connector_is_finer_where_its_transaction_says_more()
    {
        var rig = Rig().Connector("Available").Connector("Occupied").Start();
        rig.Event("Updated", info: ""","chargingState":"Charging" """).Connector("Occupied").Event("Updated", info: ""","chargingState":"SuspendedEVSE" """);

        Assert.Equal(
            [EvseStatus.Available, EvseStatus.Preparing, EvseStatus.Preparing, EvseStatus.Charging, EvseStatus.Charging, EvseStatus.SuspendedEvse], Statuses(rig));
    }

    [Fact]
    public void An_evse_is_occupied_when_one_of_its_connectors_is()
    {
        var rig = Rig(2).Connector("Occupied", 1, 2).Connector("Available", 1, 1).Connector("Unavailable", 2, 1).Connector("Available", 1, 2);

        Assert.Equal([EvseStatus.Preparing, EvseStatus.Preparing, EvseStatus.Unavailable, EvseStatus.Available], Statuses(rig));
    }

    [Fact]
    public void Evse_and_token_are_remembered_when_later_events_leave_them_out()
    {
        var rig = Rig(2).Start("T-9", 2);
        rig.Event("Updated", rig.Values(Amps), id: "T-9").Event("Ended", info: ""","stoppedReason":"Local" """, id: "T-9");

        Assert.Equal((2, "T-9", "CARD"), rig.Events.OfType<TransactionStarted>().Select(one => (one.Evse.Number, one.Transaction, one.IdTag)).Single());
        Assert.Equal(2, Assert.Single(rig.Events.OfType<EvseMetered>()).Evse.Number);
        Assert.Equal((2, "Local"), rig.Events.OfType<TransactionStopped>().Select(one => (one.Evse.Number, one.Reason)).Single());
        Assert.Equal(EvseStatus.Finishing, Statuses(rig).Last());
    }

    [Fact]
    public void What_happened_offline_is_history_until_the_present_names_it()
    {
        var rig = Rig().Event("Started", OnEvse1 + ""","offline":true""" + Rig().Values(Amps), ""","chargingState":"Charging" """, off: TimeSpan.FromHours(-1));
        Assert.DoesNotContain(rig.Events, one => one is TransactionStarted or EvseMetered or EvseStatusReported);

        rig.Event("Updated", rig.Values(Amps));
        Assert.Equal("T-1", Assert.Single(rig.Events.OfType<TransactionStarted>()).Transaction);
        Assert.Single(rig.Events.OfType<EvseMetered>());
        Assert.Equal(EvseStatus.Charging, Assert.Single(Statuses(rig)));
    }

    [Theory]
    [InlineData("Occupied", 1)]
    [InlineData("Available", 0)]
    public void What_began_offline_and_did_not_end_goes_on_where_the_connector_is_occupied_now(string word, int running)
    {
        var rig = Rig().Event("Started", OnEvse1 + ""","offline":true""", ""","chargingState":"Charging" """, off: TimeSpan.FromMinutes(-5)).Connector(word);

        Assert.Equal(running, rig.Events.OfType<TransactionStarted>().Count());
    }

    [Fact]
    public void A_transaction_that_ended_offline_has_ended_and_stays_ended()
    {
        var rig = Rig().Start().Event("Ended", ""","offline":true""").Event("Updated");

        Assert.Single(rig.Events.OfType<TransactionStarted>());
        Assert.Single(rig.Events.OfType<TransactionStopped>());
    }

    [Fact]
    public void A_transaction_that_begins_before_its_vehicle_counts_from_when_there_is_one()
    {
        var rig = Rig().Connector("Available").Event("Started", OnEvse1);
        Assert.Empty(rig.Events.OfType<TransactionStarted>());

        rig.Connector("Occupied");
        Assert.Single(rig.Events.OfType<TransactionStarted>());
    }

    [Fact]
    public void A_transaction_that_outlives_its_vehicle_is_taken_up_by_the_next_one()
    {
        var rig = Rig().Connector("Occupied").Start().Connector("Available").Event("Updated").Event("Updated", info: ""","chargingState":"Idle" """);
        Assert.Single(rig.Events.OfType<TransactionStopped>());
        Assert.Single(rig.Events.OfType<TransactionStarted>());

        rig.Event("Updated", info: ""","chargingState":"EVConnected" """);
        Assert.Equal(["T-1", "T-1"], rig.Events.OfType<TransactionStarted>().Select(one => one.Transaction));
    }

    [Fact]
    public void A_transaction_that_ran_before_the_controller_started_is_known_where_there_is_one_evse()
    {
        Assert.Single(Rig().Event("Updated").Events.OfType<TransactionStarted>());
        Assert.Empty(Rig(2).Event("Updated").Events.OfType<TransactionStarted>());
    }

    [Fact]
    public void The_last_values_of_a_transaction_tell_its_energy_and_no_current()
    {
        var rig = Rig().Start().Forget();
        rig.Event("Ended", rig.Values(Amps + """,{"value":1500}"""));
        var last = Assert.Single(rig.Events.OfType<EvseMetered>());

        Assert.Null(last.Current);
        Assert.Equal(1500, last.Energy!.Value.Value);
    }

    [Fact]
    public void Values_outside_a_transaction_count_for_their_evse_and_not_for_the_station()
    {
        var rig = Rig();
        rig.Say("MeterValues", $$"""{"evseId":0{{rig.Values(Amps)}}}""");
        Assert.Empty(rig.Events.OfType<EvseMetered>());

        rig.Say("MeterValues", $$"""{"evseId":1{{rig.Values(Amps)}}}""");
        Assert.Equal(12, Assert.Single(rig.Events.OfType<EvseMetered>()).Current!.Value.L1.Value);
    }

    [Fact]
    public void Phases_used_hold_until_the_transaction_ends()
    {
        const string Power = """{"value":2760,"measurand":"Power.Active.Import"}""";
        var rig = Rig().Start().Event("Updated", ""","numberOfPhasesUsed":1""").Forget();
        rig.Event("Updated", rig.Values(Power)).Event("Ended").Start("T-2");
        rig.Event("Updated", rig.Values(Power), id: "T-2");

        Assert.Equal([12, 4], rig.Events.OfType<EvseMetered>().Select(one => (int)Math.Round(one.Current!.Value.L1.Value)));
    }

    [Fact]
    public void A_boot_names_the_station_and_one_that_was_triggered_is_none()
    {
        const string Boot = """{"reason":"PowerUp","chargingStation":{"vendorName":"V","model":"M","firmwareVersion":"7"}}""";
        var rig = Rig().Say("BootNotification", Boot, """{"status":"Accepted"}""");
        rig.Say("BootNotification", Boot.Replace("PowerUp", "Triggered", StringComparison.Ordinal), """{"status":"Accepted"}""");

        Assert.Equal(("V", "M", "7"), rig.Events.OfType<StationBooted>().Select(one => (one.Vendor, one.Model, one.Firmware)).Single());
    }

    [Fact]
    public void A_clock_is_judged_by_what_the_station_sends_but_not_by_history()
    {
        var rig = Rig().Connector("Occupied").Wait(12).Start();
        Assert.True(Assert.Single(rig.Events.OfType<StationClockJudged>()).Trusted);

        rig.Event("Updated", ""","offline":true""", off: TimeSpan.FromHours(-5));
        Assert.Single(rig.Events.OfType<StationClockJudged>());
        rig.Event("Updated", off: TimeSpan.FromHours(1));
        Assert.False(rig.Events.OfType<StationClockJudged>().Last().Trusted);
    }

    [Theory]
    [InlineData("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""")]
    [InlineData("StatusNotification", """{"evseId":"x","connectorStatus":7,"timestamp":{}}""")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"A","meterStart":0}""")]
    [InlineData("StopTransaction", """{"transactionId":1,"meterStop":0}""")]
    [InlineData("MeterValues", """{"connectorId":1,"transactionId":5,"meterValue":[{"sampledValue":[{"value":"6","unit":"A"}]}]}""")]
    [InlineData("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""")]
    [InlineData("TransactionEvent", "{}")]
    [InlineData("TransactionEvent", """{"eventType":"Started","transactionInfo":{"transactionId":{}},"evse":{"id":1}}""")]
    [InlineData("TransactionEvent", """{"eventType":"Invented","transactionInfo":{"transactionId":""},"evse":[]}""")]
    [InlineData("NotifyReport", """{"reportData":[null,{"component":null,"variableAttribute":[null]}]}""")]
    [InlineData("TransactionEvent-Signed", """{"payload":"%%%"}""")]
    public void What_has_another_shape_passes_without_effect(string action, string payload)
    {
        var rig = Rig().Say(action, payload);

        Assert.DoesNotContain(rig.Events, one => one is TransactionStarted or TransactionStopped or EvseMetered or EvseStatusReported);
        Assert.Contains(rig.Csms, text => text.EndsWith($"""{action}",{payload}]""", StringComparison.Ordinal));
    }

    [Fact]
    public void A_signed_event_is_read()
    {
        var inner = """{"eventType":"Started","seqNo":0,"transactionInfo":{"transactionId":"S-1"},"evse":{"id":1}}"""u8;
        var rig = Rig().Say("TransactionEvent-Signed", $$"""{"payload":"{{System.Buffers.Text.Base64Url.EncodeToString(inner)}}","signatures":[]}""");

        Assert.Equal("S-1", Assert.Single(rig.Events.OfType<TransactionStarted>()).Transaction);
    }

    private static LinkRig Rig(int evses = 1) => new LinkRig(evses).Connected("2.0.1");

    private static EvseStatus[] Statuses(LinkRig rig) => [.. rig.Events.OfType<EvseStatusReported>().Select(one => one.Status)];
}
