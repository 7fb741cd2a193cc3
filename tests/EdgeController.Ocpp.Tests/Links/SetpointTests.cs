using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Links;

public class SetpointTests
{
    [Fact]
    public void A_decrease_goes_before_the_csms_and_an_increase_after_it()
    {
        var rig = new LinkRig(evses: 2).Ready().StartTransaction(78, 2).Forget();
        rig.FromCsms("""[2,"c1","A",{}]""").Setpoint(16, SetpointChange.Increase, 1).FromCsms("""[2,"c2","B",{}]""").Setpoint(8, SetpointChange.Decrease, 2);
        rig.FromStation("""[3,"c1",{}]""");
        Assert.Equal(8, Limit(rig));

        rig.Accept("SetChargingProfile");
        Assert.Equal("""[2,"c2","B",{}]""", rig.Station.Last());
        rig.FromStation("""[3,"c2",{}]""");
        Assert.Equal(16, Limit(rig));
    }

    [Fact]
    public void A_decrease_stops_waiting_for_another_answer_after_five_seconds_and_the_late_answer_still_arrives()
    {
        var rig = new LinkRig().Ready().FromCsms("""[2,"c1","A",{}]""").Setpoint(8, SetpointChange.Decrease).Wait(4);
        Assert.Single(rig.Station);

        rig.Wait(1);
        Assert.Equal(8, Limit(rig));
        rig.FromStation("""[3,"c1",{"late":1}]""");
        Assert.Equal(["""[3,"c1",{"late":1}]"""], rig.Csms);
    }

    [Fact]
    public void An_increase_waits_for_the_csms()
    {
        var rig = new LinkRig().Ready().FromCsms("""[2,"c1","A",{}]""").Setpoint(8).Wait(30);

        Assert.Single(rig.Station);
    }

    [Fact]
    public void The_newest_setpoint_replaces_one_that_still_waits()
    {
        var rig = new LinkRig().Ready().FromCsms("""[2,"c1","A",{}]""").Setpoint(10).Setpoint(12).FromStation("""[3,"c1",{}]""");

        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(1));
        Assert.Equal(12, Limit(rig));
    }

    [Fact]
    public void An_answer_after_the_time_out_still_confirms_the_newest_setpoint()
    {
        var rig = new LinkRig().Ready().Setpoint(10).Wait(10);
        Assert.Equal([SetpointOutcome.TimedOut], rig.Outcomes(1));

        rig.Accept("SetChargingProfile");
        Assert.Equal([SetpointOutcome.TimedOut, SetpointOutcome.Accepted], rig.Outcomes(1));
    }

    [Fact]
    public void A_late_answer_to_an_older_setpoint_confirms_nothing()
    {
        var rig = new LinkRig().Ready().Setpoint(10);
        var first = rig.LastCall("SetChargingProfile").MessageId;
        rig.Wait(10).Setpoint(9, SetpointChange.Decrease).FromStation($$"""[3,"{{first}}",{"status":"Accepted"}]""");

        Assert.Equal([SetpointOutcome.TimedOut], rig.Outcomes(1));
        Assert.Equal(1, rig.Link.Counters.LateAnswers);
    }

    [Theory]
    [InlineData("""[3,"{0}",{"status":"NotSupported"}]""")]
    [InlineData("""[3,"{0}",{}]""")]
    [InlineData("""[4,"{0}","NotSupported","",{}]""")]
    public void Every_answer_but_accepted_is_a_refusal(string answer)
    {
        var rig = new LinkRig().Ready().Setpoint(10);
        rig.FromStation(answer.Replace("{0}", rig.LastCall("SetChargingProfile").MessageId, StringComparison.Ordinal));

        Assert.Equal([SetpointOutcome.Rejected], rig.Outcomes(1));
    }

    [Fact]
    public void Without_clock_transaction_or_fallback_nothing_is_sent()
    {
        var noFallback = new LinkRig().Connected().Status().Wait(1).StartTransaction();
        var noClock = new LinkRig().WithFallback().StartTransaction();
        var noTransaction = new LinkRig().WithFallback().Status().Wait(12).Status();
        var closed = new LinkRig().Ready().Give(new StationClosed("gone"));
        foreach (var rig in new[] { noFallback, noClock, noTransaction, closed })
        {
            rig.Setpoint(16);
            Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(1));
        }
    }

    [Fact]
    public void A_socket_that_goes_leaves_sent_setpoints_uncertain_and_waiting_ones_unsent()
    {
        var rig = new LinkRig().Ready().Setpoint(10).Setpoint(12).Give(new StationClosed("gone"));

        Assert.Equal([SetpointOutcome.TimedOut], rig.Outcomes(1));
        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(2));
    }

    [Fact]
    public void A_lease_is_worded_in_the_time_of_a_station_whose_clock_is_slow()
    {
        var off = TimeSpan.FromMinutes(-10);
        var rig = new LinkRig().WithFallback().Status(off: off).Wait(12).Status(off: off);
        rig.FromStation("""[2,"m","MeterValues",{"connectorId":1,"transactionId":5,"meterValue":[]}]""").Setpoint(10);
        var profile = PayloadReader.Read(rig.LastCall("SetChargingProfile").Payload, V16Json.Default.SetChargingProfileRequest)!.CsChargingProfiles!;

        Assert.Equal(rig.Wall + off - TimeSpan.FromSeconds(60), profile.ChargingSchedule!.StartSchedule);
        Assert.Equal((360, 5), (profile.ChargingSchedule.Duration, profile.TransactionId));
    }

    [Fact]
    public void The_next_deadline_never_lies_where_nothing_would_happen()
    {
        var rig = new LinkRig().Ready().FromCsms("""[2,"c1","A",{}]""").Setpoint(8, SetpointChange.Decrease);
        Assert.Equal(rig.Now + TimeSpan.FromSeconds(5), rig.Link.NextDeadline);

        rig.Wait(5);
        Assert.True(rig.Link.NextDeadline > rig.Now);
    }

    [Fact]
    public void A_lease_that_waited_ends_when_the_site_counts_it_to_end()
    {
        var rig = new LinkRig().Ready().FromCsms("""[2,"c1","A",{}]""").Setpoint(10).Wait(20).FromStation("""[3,"c1",{}]""");
        var schedule = PayloadReader.Read(rig.LastCall("SetChargingProfile").Payload, V16Json.Default.SetChargingProfileRequest)!.CsChargingProfiles!.ChargingSchedule!;

        Assert.Equal(60 + 300 - 20, schedule.Duration);
    }

    [Fact]
    public void A_refused_lease_is_worded_otherwise_and_all_in_vain_taken_back()
    {
        var rig = new LinkRig().Ready().Setpoint(10.5);
        var words = new List<string>();
        for (var n = 0; n < 10 && rig.Outcomes(1).Length == 0; n++)
        {
            words.Add(rig.Station.Last(text => text.Contains("\"SetChargingProfile\"", StringComparison.Ordinal)));
            rig.FromStation($$"""[3,"{{rig.LastCall("SetChargingProfile").MessageId}}",{"status":"Rejected"}]""");
            if (rig.Station.Last().Contains("ClearChargingProfile", StringComparison.Ordinal))
            {
                rig.Accept("ClearChargingProfile");
            }
        }

        Assert.Equal([SetpointOutcome.Rejected], rig.Outcomes(1));
        Assert.Contains(words, text => text.Contains("\"limit\":10,", StringComparison.Ordinal));
        Assert.Contains(words, text => text.Contains("\"stackLevel\":0", StringComparison.Ordinal));
        Assert.Contains(words, text => text.Contains("\"Relative\"", StringComparison.Ordinal));
        Assert.Contains("TxDefaultProfile", rig.Station.Last(), StringComparison.Ordinal);
    }

    private static decimal Limit(LinkRig rig) => PayloadReader.Read(
        rig.LastCall("SetChargingProfile").Payload, V16Json.Default.SetChargingProfileRequest)!.CsChargingProfiles!.ChargingSchedule!.ChargingSchedulePeriod![0].Limit;
}
