using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Proxy.Journal;

public class KeptTransactionTests
{
    private const string Start = """[2,"t1","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}]""";
    private const string Values = """[2,"t2", "MeterValues",{"connectorId":1,"transactionId": 1000000000,"meterValue":[]}]""";
    private const string Stop = """[2,"t3","StopTransaction",{"transactionId":1000000000,"meterStop":5,"timestamp":"2026-03-01T12:10:00Z"}]""";

    [Fact]
    public void A_whole_transaction_while_the_csms_is_away_is_answered_here_and_reaches_it_later_in_order_under_its_own_id()
    {
        var rig = Away();
        rig.FromStation(Start).FromStation(Values).FromStation(Stop);
        Assert.Equal(
            ["""[3,"t1",{"transactionId":1000000000,"idTagInfo":{"status":"Accepted"}}]""", """[3,"t2",{}]""", """[3,"t3",{}]"""], rig.Station);
        Assert.Equal(3, rig.Book!.Entries.Length);

        rig.Back().FromCsms("""[3,"t1",{"transactionId":42,"idTagInfo":{"status":"Accepted"}}]""").FromCsms("""[3,"t2",{}]""").FromCsms("""[3,"t3",{}]""");
        Assert.Equal([Start, Values.Replace("1000000000", "42", StringComparison.Ordinal), Stop.Replace("1000000000", "42", StringComparison.Ordinal)], rig.Csms);
        Assert.Empty(rig.Book.Entries);
        Assert.Empty(rig.Book.Aliases);
        Assert.DoesNotContain(rig.Station, text => text.StartsWith("[3", StringComparison.Ordinal));
        Assert.Contains(rig.Outputs.OfType<Notice>(), notice => notice.Code == NoticeCode.Replayed);
    }

    [Fact]
    public void The_station_is_answered_only_when_its_message_lies_on_the_disk()
    {
        var rig = Away();
        rig.Disk = null;
        rig.FromStation(Start);
        Assert.Empty(rig.Station);

        var write = Assert.Single(rig.Outputs.OfType<WriteJournal>());
        rig.Give(new JournalWritten(write.Ticket));
        Assert.Single(rig.Station);
    }

    [Fact]
    public void The_next_message_goes_up_only_when_the_one_before_it_is_off_the_disk()
    {
        var rig = Away().FromStation(Start).FromStation(Values).Back();
        rig.Disk = null;
        rig.FromCsms("""[3,"t1",{"transactionId":42,"idTagInfo":{"status":"Accepted"}}]""");
        Assert.Equal([Start], rig.Csms);

        rig.Give(new JournalWritten(rig.Outputs.OfType<WriteJournal>().Last().Ticket));
        Assert.Equal(2, rig.Csms.Count());
    }

    [Fact]
    public void While_messages_are_kept_new_ones_of_a_transaction_join_their_end()
    {
        var rig = Away().FromStation(Start).Back().FromStation(Values).FromStation("""[2,"h","Heartbeat",{}]""");
        Assert.Equal([Start], rig.Csms);
        Assert.Contains("""[3,"t2",{}]""", rig.Station);

        rig.FromCsms("""[3,"t1",{"transactionId":42,"idTagInfo":{"status":"Accepted"}}]""").FromCsms("""[3,"h",{}]""").FromCsms("""[3,"t2",{}]""");
        rig.Forget().FromStation(Stop);
        Assert.Equal([Stop.Replace("1000000000", "42", StringComparison.Ordinal)], rig.Csms);
        Assert.Empty(rig.Station);
        rig.FromCsms("""[3,"t3",{}]""");
        Assert.Equal(["""[3,"t3",{}]"""], rig.Station);
        Assert.Empty(rig.Book!.Aliases);
    }

    [Fact]
    public void A_call_whose_answer_the_lost_socket_swallowed_is_kept_and_repeated_with_the_same_bytes()
    {
        const string ended = """[2,"e","TransactionEvent",{"eventType":"Ended","seqNo":2,"transactionInfo":{"transactionId":"T"}}]""";
        var rig = new LinkRig(book: StationBook.Empty).Connected("2.0.1").FromStation(ended).Forget().Give(new CsmsClosed("broken"));
        Assert.Equal(["""[3,"e",{}]"""], rig.Station);
        Assert.True(rig.Link.IsOpen);

        rig.Back();
        Assert.Equal([ended], rig.Csms);
        Assert.Equal(1, rig.Link.Counters.Repeats);
    }

    [Fact]
    public void A_new_process_goes_on_where_the_old_one_was_stopped()
    {
        var old = Away().FromStation(Start).FromStation(Values);
        var rig = new LinkRig(book: old.Book, now: old.Now).Give(new StationOpened("1.6")).Give(new CsmsOpened());
        Assert.Equal([Start], rig.Csms);

        rig.FromCsms("""[3,"t1",{"transactionId":42,"idTagInfo":{"status":"Accepted"}}]""").FromCsms("""[3,"t2",{}]""");
        var later = new LinkRig(book: rig.Book, now: rig.Now).Connected().FromStation(Stop);
        Assert.Equal([Stop.Replace("1000000000", "42", StringComparison.Ordinal)], later.Csms);
    }

    private static LinkRig Away()
    {
        var rig = new LinkRig(book: StationBook.Empty).Connected().FromStation("""[2,"a","Authorize",{"idTag":"A"}]""").FromCsms("""[3,"a",{"idTagInfo":{"status":"Accepted"}}]""");
        return rig.Give(new CsmsClosed("broken")).Forget();
    }
}
