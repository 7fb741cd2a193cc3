using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Mapping.V16;

public class StationObserverTests
{
    [Fact]
    public void Status_of_a_connector_and_trouble_of_the_whole_station_are_reported()
    {
        var rig = new LinkRig(evses: 2).Connected();
        rig.FromStation("""[2,"1","StatusNotification",{"connectorId":2,"status":"SuspendedEV","errorCode":"NoError"}]""");
        rig.FromStation("""[2,"2","StatusNotification",{"connectorId":0,"status":"Available","errorCode":"NoError"}]""");
        rig.FromStation("""[2,"3","StatusNotification",{"connectorId":0,"status":"Faulted","errorCode":"GroundFailure"}]""");
        var reports = rig.Events.OfType<EvseStatusReported>().Select(report => (report.Evse.Number, report.Status, report.ErrorCode));

        Assert.Equal([(2, EvseStatus.SuspendedEv, null), (1, EvseStatus.Faulted, "GroundFailure"), (2, EvseStatus.Faulted, "GroundFailure")], reports);
    }

    [Fact]
    public void A_transaction_begins_with_its_answer_and_ends_with_its_stop()
    {
        var rig = new LinkRig().Connected().FromStation("""[2,"t","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0}]""");
        Assert.Empty(rig.Events.OfType<TransactionStarted>());

        rig.FromCsms("""[3,"t",{"transactionId":9,"idTagInfo":{"status":"Accepted"}}]""");
        rig.FromStation("""[2,"s","StopTransaction",{"transactionId":9,"meterStop":1,"reason":"Local"}]""");
        rig.FromStation("""[2,"m","MeterValues",{"connectorId":1,"transactionId":9,"meterValue":[]}]""");
        Assert.Equal(("9", "A"), rig.Events.OfType<TransactionStarted>().Select(started => (started.Transaction, started.IdTag)).Single());
        Assert.Equal("Local", Assert.Single(rig.Events.OfType<TransactionStopped>()).Reason);
    }

    [Fact]
    public void A_transaction_that_ran_before_the_controller_started_is_known_by_its_meter_values()
    {
        var rig = new LinkRig().Connected().FromStation("""[2,"m","MeterValues",{"connectorId":1,"transactionId":9,"meterValue":[]}]""");

        Assert.Equal("9", Assert.Single(rig.Events.OfType<TransactionStarted>()).Transaction);
    }

    [Fact]
    public void Connector_0_and_values_from_the_past_are_not_what_an_evse_draws_now()
    {
        var rig = new LinkRig().WithFallback().Status().Wait(12).Status();
        Values(rig, "m0", 0, rig.Wall);
        Values(rig, "m1", 1, rig.Wall.AddMinutes(-5));
        Assert.Empty(rig.Events.OfType<EvseMetered>());

        // Negative control: the same values, stamped now.
        Values(rig, "m2", 1, rig.Wall);
        Assert.Single(rig.Events.OfType<EvseMetered>());
    }

    [Fact]
    public void A_clock_is_judged_by_what_the_station_sends_and_doubted_after_a_jump_and_a_boot()
    {
        var rig = new LinkRig().WithFallback().Status().Wait(12).Status();
        Assert.True(Assert.Single(rig.Events.OfType<StationClockJudged>()).Trusted);

        rig.Wait(20).Status(off: TimeSpan.FromHours(1));
        Assert.False(rig.Events.OfType<StationClockJudged>().Last().Trusted);
        rig.Wait(20).Status(off: TimeSpan.FromHours(1));
        Assert.True(rig.Events.OfType<StationClockJudged>().Last().Trusted);
        rig.FromStation("""[2,"b","BootNotification",{}]""");
        Assert.False(rig.Events.OfType<StationClockJudged>().Last().Trusted);
    }

    private static void Values(LinkRig rig, string id, int connector, DateTimeOffset stamp) => rig.FromStation(
        $$"""[2,"{{id}}","MeterValues",{"connectorId":{{connector}},"meterValue":[{"timestamp":"{{stamp:O}}","sampledValue":[{"value":"6","measurand":"Current.Import"}] } ] }]""");
}
