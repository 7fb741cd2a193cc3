using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Proxy.Journal;

public class ReplayTests
{
    private const string Start = """[2,"t1","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}]""";
    private const string Values = """[2,"t2","MeterValues",{"connectorId":1,"transactionId":1000000000,"meterValue":[]}]""";
    private const string Stop = """[2,"t3","StopTransaction",{"transactionId":1000000000,"meterStop":5}]""";
    private const string Started = """[2,"e1","TransactionEvent",{"eventType":"Started","seqNo":0,"idToken":{"idToken":"A","type":"Central"},"transactionInfo":{"transactionId":"T"}}]""";
    private const string Ended = """[2,"e2","TransactionEvent", {  "eventType":"Ended","offline" : false,"seqNo":1,"transactionInfo":{"transactionId":"T"}}]""";
    private const string Signed = """[2,"e3","TransactionEvent-Signed",{"payload":"e30"}]""";

    [Fact]
    public void Events_are_marked_as_offline_and_signed_ones_untouched()
    {
        // The first call of a process is repeated as it was: the process before it may have sent it.
        var rig = Away("2.0.1").FromStation("""[2,"e0","TransactionEvent",{}]""").FromStation(Started).FromStation(Ended).FromStation(Signed).Back();
        foreach (var id in new[] { "e0", "e1", "e2", "e3" })
        {
            rig.FromCsms($$"""[3,"{{id}}",{}]""");
        }

        Assert.Equal(
            [
                """[2,"e0","TransactionEvent",{}]""",
                Started.Replace("{\"eventType", "{\"offline\":true,\"eventType", StringComparison.Ordinal),
                Ended.Replace("false", "true", StringComparison.Ordinal),
                Signed,
            ],
            rig.Csms);
    }

    [Fact]
    public void A_message_that_the_csms_refuses_again_and_again_is_given_up_with_its_content_and_the_next_one_goes()
    {
        var options = new StationLinkOptions { ReplayAttempts = 3 };
        var rig = Away("1.6", options).FromStation(Start).FromStation(Values).FromStation(Stop).Back();
        string[] error = ["""[4,"t1","InternalError","no",{}]"""];
        rig.FromCsms(error[0]).Wait(59);
        Assert.Single(rig.Csms);
        rig.Wait(1).FromCsms(error[0]).Wait(119);
        Assert.Equal(2, rig.Csms.Count());
        rig.Wait(1).FromCsms(error[0]);

        var lost = Assert.Single(rig.Outputs.OfType<GivenUp>());
        Assert.Equal(Start, System.Text.Encoding.UTF8.GetString(lost.Entry.Frame.Span));
        Assert.Equal(1, rig.Link.Counters.GivenUp);
        rig.FromCsms("""[3,"t2",{}]""").FromCsms("""[3,"t3",{}]""");
        Assert.Equal([Start, Start, Start, Values.Replace("1000000000", "-1", StringComparison.Ordinal), Stop.Replace("1000000000", "-1", StringComparison.Ordinal)], rig.Csms);
        Assert.Empty(rig.Book!.Entries);
    }

    [Fact]
    public void A_csms_that_does_not_accept_the_stations_boot_yet_is_asked_again_before_it_gets_what_was_kept()
    {
        const string boot = """[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""";
        var rig = Away("1.6").FromStation(boot).FromStation(Start).Back().FromCsms("""[3,"b",{"status":"Pending","interval":30}]""").Wait(29);
        Assert.Equal([boot], rig.Csms);

        rig.Wait(1);
        Assert.Equal([boot, boot], rig.Csms);
        rig.FromCsms("""[3,"b",{"status":"Accepted","interval":300}]""").Wait(11);
        Assert.Equal([boot, boot, Start], rig.Csms);
    }

    [Fact]
    public void A_journal_that_is_full_of_bytes_takes_no_more()
    {
        var rig = Away("1.6", new StationLinkOptions { JournalBytes = 100 }).FromStation(Start).FromStation(Values);
        Assert.Single(rig.Book!.Entries);
        Assert.Contains(rig.Outputs.OfType<Notice>(), notice => notice.Code == NoticeCode.JournalFull);
    }

    [Fact]
    public void A_csms_that_answers_nobody_never_makes_a_message_given_up()
    {
        var rig = Away("1.6").FromStation(Start).Back().Wait(7200);

        Assert.Equal(0, rig.Link.Counters.GivenUp);
        Assert.Single(rig.Book!.Entries);
        Assert.True(rig.Csms.Count() > 20);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_running_transaction_that_the_csms_refuses_afterwards_is_stopped_unless_the_site_lets_it_go_on(bool stops, bool stopped)
    {
        var rig = Away("1.6", rules: new OfflineRules { AcceptsUnknown = true, StopsRejected = stops }).FromStation(Start).Back();
        rig.FromCsms("""[3,"t1",{"transactionId":7,"idTagInfo":{"status":"Blocked"}}]""").Wait(12);

        Assert.Equal(stopped, rig.Station.Any(text => text.Contains("\"RemoteStopTransaction\",{\"transactionId\":1000000000}", StringComparison.Ordinal)));
        Assert.Equal(1, rig.Link.Counters.RejectedStarts);
        rig.Forget().FromStation(Stop);
        Assert.Equal([Stop.Replace("1000000000", "7", StringComparison.Ordinal)], rig.Csms);
    }

    [Fact]
    public void A_2x_transaction_that_the_csms_refuses_afterwards_is_stopped_unless_it_has_ended()
    {
        var rig = Away("2.1", rules: new OfflineRules { AcceptsUnknown = true }).FromStation(Started).Back();
        rig.FromCsms("""[3,"e1",{"idTokenInfo":{"status":"Blocked"}}]""").Wait(12);
        Assert.Contains(rig.Station, text => text.Contains("\"RequestStopTransaction\",{\"transactionId\":\"T\"}", StringComparison.Ordinal));

        var over = Away("2.1", rules: new OfflineRules { AcceptsUnknown = true }).FromStation(Started).FromStation(Ended).Back();
        over.FromCsms("""[3,"e1",{"idTokenInfo":{"status":"Blocked"}}]""").Wait(12);
        Assert.DoesNotContain(over.Station, text => text.Contains("RequestStopTransaction", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_transaction_that_is_refused_while_its_station_is_away_is_stopped_when_it_comes_also_by_the_next_process(bool restart)
    {
        var rig = Away("1.6", rules: new OfflineRules { AcceptsUnknown = true }).FromStation(Start).Give(new StationClosed("gone")).Back();
        rig.FromCsms("""[3,"t1",{"transactionId":7,"idTagInfo":{"status":"Blocked"}}]""").Wait(1).Forget();
        Assert.Equal([new StopOrder("1000000000", true)], rig.Book!.Stops);

        rig = restart ? new LinkRig(book: rig.Book, now: rig.Now, options: new StationLinkOptions { WritesProfiles = false }) : rig;
        rig.Connected().Wait(12);
        Assert.Equal(1, Stops(rig));
        rig.FromStation(Stop).Wait(300);
        Assert.Equal(1, Stops(rig));
        Assert.Empty(rig.Book!.Stops);
    }

    [Fact]
    public void A_station_that_does_not_stop_is_told_again_after_waits_that_grow_and_on_each_connection_and_at_last_a_person_is()
    {
        var rig = Away("1.6", new StationLinkOptions { ReplayAttempts = 3 }, new OfflineRules { AcceptsUnknown = true }).FromStation(Start).Back();
        rig.FromCsms("""[3,"t1",{"transactionId":7,"idTagInfo":{"status":"Blocked"}}]""").Wait(12);
        rig.FromStation($$"""[3,"{{rig.LastCall("RemoteStopTransaction").MessageId}}",{"status":"Rejected"}]""").Wait(40);
        Assert.Equal(1, Stops(rig));
        rig.Wait(20);
        Assert.Equal(2, Stops(rig));
        rig.FromStation($$"""[3,"{{rig.LastCall("RemoteStopTransaction").MessageId}}",{"status":"Accepted"}]""").Give(new StationClosed("gone")).Forget().Give(new StationOpened("1.6")).Wait(12);
        Assert.Equal(1, Stops(rig));
        for (var told = 2; told <= 3; told++)
        {
            rig.FromStation($$"""[3,"{{rig.LastCall("RemoteStopTransaction").MessageId}}",{"status":"Rejected"}]""").Wait(60 * told);
        }

        Assert.Equal(3, Stops(rig));
        Assert.NotEmpty(rig.Book!.Stops);
        rig.FromStation($$"""[3,"{{rig.LastCall("RemoteStopTransaction").MessageId}}",{"status":"Rejected"}]""").Wait(400);
        Assert.Equal(3, Stops(rig));
        Assert.Empty(rig.Book!.Stops);
        Assert.Contains(rig.Outputs.OfType<Notice>(), notice => notice.Code == NoticeCode.StartRejected && notice.Text.Contains("stop it at the station", StringComparison.Ordinal));
    }

    [Fact]
    public void Refusals_of_a_message_count_on_in_the_next_process_and_begin_anew_with_the_next_message()
    {
        var options = new StationLinkOptions { ReplayAttempts = 3 };
        const string error = """[4,"t1","InternalError","no",{}]""";
        var rig = Away("1.6", options).FromStation(Start).FromStation(Values).Back().FromCsms(error).Wait(60).FromCsms(error);
        rig = new LinkRig(book: rig.Book, now: rig.Now, options: options with { WritesProfiles = false }).Connected().Wait(11);
        rig.FromCsms(error);
        Assert.Equal(Start, System.Text.Encoding.UTF8.GetString(Assert.Single(rig.Outputs.OfType<GivenUp>()).Entry.Frame.Span));

        rig = new LinkRig(book: rig.Book, now: rig.Now, options: options with { WritesProfiles = false }).Connected().Wait(11);
        rig.FromCsms("""[4,"t2","InternalError","no",{}]""");
        Assert.Empty(rig.Outputs.OfType<GivenUp>());
        Assert.Equal(1, rig.Book!.Refused?.Times);
    }

    [Fact]
    public void What_the_csms_asks_of_a_transaction_reaches_the_station_under_the_id_that_it_knows_until_it_has_ended_also_after_a_restart()
    {
        var old = Away("1.6").FromStation(Start).Back().FromCsms("""[3,"t1",{"transactionId":7,"idTagInfo":{"status":"Accepted"}}]""");
        var rig = new LinkRig(book: old.Book, now: old.Now, options: new StationLinkOptions { WritesProfiles = false }).Connected().Wait(11).Accept("TriggerMessage").Forget();
        rig.FromCsms("""[2,"c1","RemoteStopTransaction",{ "transactionId" : 7 }]""").FromStation("""[3,"c1",{"status":"Accepted"}]""");
        rig.FromCsms("""[2,"c2","RemoteStopTransaction",{"transactionId":8}]""").FromStation("""[3,"c2",{"status":"Rejected"}]""");
        Assert.Equal(["""[2,"c1","RemoteStopTransaction",{ "transactionId" : 1000000000 }]""", """[2,"c2","RemoteStopTransaction",{"transactionId":8}]"""], rig.Station);

        rig.FromStation(Stop).FromCsms("""[3,"t3",{}]""").Forget().FromCsms("""[2,"c3","RemoteStopTransaction",{"transactionId":7}]""");
        Assert.Equal(["""[2,"c3","RemoteStopTransaction",{"transactionId":7}]"""], rig.Station);
    }

    [Fact]
    public void What_is_kept_goes_up_without_its_station_after_a_minute_and_the_csms_is_told_that_it_is_not_there()
    {
        var old = Away("1.6").FromStation(Start);
        var rig = new LinkRig(book: old.Book, now: old.Now).Wait(59);
        Assert.Empty(rig.Outputs.OfType<OpenCsms>());

        rig.Wait(3).Give(new CsmsOpened()).FromCsms("""[2,"c1","Reset",{"type":"Soft"}]""");
        Assert.Equal([Start, """[4,"c1","GenericError","the station is not connected",{}]"""], rig.Csms);
        rig.FromCsms("""[3,"t1",{"transactionId":7,"idTagInfo":{"status":"Accepted"}}]""").Wait(1);
        Assert.Single(rig.Outputs.OfType<CloseCsms>());
        Assert.Equal(CsmsLinkState.Idle, rig.Link.Csms);
    }

    [Fact]
    public void What_was_kept_in_another_version_goes_up_in_that_version_first()
    {
        var old = Away("1.6").FromStation(Start);
        var rig = new LinkRig(book: old.Book, now: old.Now).Give(new StationOpened("2.0.1"));
        Assert.Equal("1.6", Assert.Single(rig.Outputs.OfType<OpenCsms>()).Version);

        rig.Give(new CsmsOpened()).FromStation("""[2,"h","Heartbeat",{}]""").Forget();
        rig.FromCsms("""[3,"t1",{"transactionId":7,"idTagInfo":{"status":"Accepted"}}]""").Wait(1);
        Assert.Equal([typeof(CloseCsms), typeof(OpenCsms)], rig.Outputs.Where(output => output is CloseCsms or OpenCsms).Select(output => output.GetType()));
        Assert.Equal("2.0.1", rig.Outputs.OfType<OpenCsms>().Single().Version);
    }

    private static int Stops(LinkRig rig) => rig.Station.Count(text => text.Contains("\"RemoteStopTransaction\",{\"transactionId\":1000000000}", StringComparison.Ordinal));

    private static LinkRig Away(string version, StationLinkOptions? options = null, OfflineRules? rules = null)
    {
        var rig = new LinkRig(book: StationBook.Empty, options: (options ?? new StationLinkOptions()) with { WritesProfiles = false }, offline: rules).Connected(version);
        return rig.Give(new CsmsClosed("broken")).Forget();
    }
}
