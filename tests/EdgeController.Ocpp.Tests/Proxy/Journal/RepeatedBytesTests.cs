using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Proxy.Journal;

/// <summary>P5: what went upstream once goes there again under the same id and with the same bytes or not at all, by whatever way the station's copy of it comes.</summary>
public class RepeatedBytesTests
{
    private static readonly StationLinkOptions Quiet = new() { WritesProfiles = false };

    [Fact]
    public void A_call_that_went_up_and_that_the_station_sent_again_before_the_socket_broke_is_repeated_as_it_was_although_the_disk_failed_first()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Connected("2.0.1").FromStation(Event(1)).FromCsms(Done(1));
        rig.FromStation(Event(2)).Wait(30).FromStation(Event(2)).Forget();
        rig.Disk = () => "no space left";
        rig.Give(new CsmsClosed("no pong")).Wait(1);
        rig.Disk = () => null;
        rig.Wait(5).FromStation(Event(3)).Back().FromCsms(Done(2));

        Assert.Equal([Event(2), Marked(3)], rig.Csms);
        Assert.Equal(1, rig.Link.Counters.Repeats);
    }

    [Fact]
    public void A_copy_with_another_id_is_not_kept_in_the_place_of_the_call_that_went_up()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Connected().FromStation(Stop("t1")).Wait(30).FromStation(Stop("t2")).Forget();
        rig.Disk = () => "no space left";
        rig.Give(new CsmsClosed("no pong")).Wait(1);
        rig.Disk = () => null;
        rig.Wait(5);
        Assert.Equal(["""[3,"t1",{}]""", """[3,"t2",{}]"""], rig.Station);

        rig.Back().FromCsms("""[3,"t1",{}]""").Wait(1);
        Assert.Equal([Stop("t1")], rig.Csms);
    }

    [Fact]
    public void A_call_that_is_sent_a_second_time_because_the_csms_is_slow_counts_as_a_repeat()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Connected("2.0.1").FromStation(Event(1)).Wait(30).FromStation(Event(1)).Wait(31);

        Assert.Equal([Event(1), Event(1)], rig.Csms);
        Assert.Equal(1, rig.Link.Counters.Repeats);
    }

    [Fact]
    public void A_call_that_the_process_before_may_have_sent_is_repeated_as_it_was_also_where_the_station_connects_twice_until_it_is_kept()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Give(new StationOpened("2.0.1")).FromStation(Event(1));
        rig.Give(new StationClosed("gone")).Give(new StationOpened("2.0.1")).FromStation(Event(1)).Give(new CsmsClosed("no route"));
        rig.FromStation(Event(2)).Back().FromCsms(Done(1));

        Assert.Equal([Event(1), Marked(2)], rig.Csms);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_kept_call_that_has_gone_up_is_known_again_by_a_new_process_and_answered_here_as_long_as_it_comes_first(int first, bool goesUp)
    {
        var old = new LinkRig(options: Quiet, book: StationBook.Empty).Give(new StationOpened("2.0.1")).FromStation(Event(0)).Give(new CsmsClosed("no route"));
        old.FromStation(Event(1)).Back().FromCsms(Done(0)).FromCsms(Done(1));
        Assert.Equal([Event(0), Marked(1)], old.Csms);
        Assert.Empty(old.Book!.Entries);

        var rig = new LinkRig(options: Quiet, book: old.Book, now: old.Now).Connected("2.0.1").FromStation(Event(first)).FromCsms(Done(2)).FromStation(Event(1));
        Assert.Equal(goesUp ? [Event(2), Event(1)] : [], rig.Csms);
        Assert.Equal(goesUp ? [Done(2)] : [Done(1), Done(1)], rig.Station);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_end_of_a_transaction_with_two_ids_that_the_csms_has_taken_is_answered_here_when_it_comes_again(bool restarts)
    {
        var rig = Running().FromStation(Stop("t2", 1_000_000_000)).FromCsms("""[3,"t2",{}]""");
        Assert.Equal([Stop("t2", 7)], rig.Csms);
        Assert.Empty(rig.Book!.Aliases);

        rig.Give(new StationClosed("gone"));
        var next = (restarts ? new LinkRig(options: Quiet, book: rig.Book, now: rig.Now) : rig.Forget()).Connected().FromStation(Stop("t2", 1_000_000_000));
        Assert.Empty(next.Csms);
        Assert.Equal(["""[3,"t2",{}]"""], next.Station);
    }

    [Fact]
    public void The_end_of_a_transaction_with_two_ids_that_the_csms_answers_with_an_error_goes_up_again_under_its_id_also_after_a_restart()
    {
        var rig = Running().FromStation(Stop("t2", 1_000_000_000)).FromCsms("""[4,"t2","InternalError","",{}]""").FromStation(Stop("t2", 1_000_000_000));
        Assert.Equal([Stop("t2", 7), Stop("t2", 7)], rig.Csms);

        var next = new LinkRig(options: Quiet, book: rig.Book, now: rig.Now).Connected().FromStation(Stop("t2", 1_000_000_000));
        Assert.Equal([Stop("t2", 7)], next.Csms);
    }

    /// <summary>A 1.6 transaction that was started while the CSMS was away: 1,000,000,000 here and 7 there.</summary>
    private static LinkRig Running()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Connected().Give(new CsmsClosed("broken"));
        rig.FromStation("""[2,"t1","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}]""").Back();
        return rig.FromCsms("""[3,"t1",{"transactionId":7,"idTagInfo":{"status":"Accepted"}}]""").Forget();
    }

    private static string Event(int n) => $$$"""[2,"e{{{n}}}","TransactionEvent",{"eventType":"Updated","seqNo":{{{n}}},"transactionInfo":{"transactionId":"T"}}]""";

    private static string Marked(int n) => Event(n).Replace("{\"eventType", "{\"offline\":true,\"eventType", StringComparison.Ordinal);

    private static string Done(int n) => $$"""[3,"e{{n}}",{}]""";

    private static string Stop(string id, int transaction = 5) => $$"""[2,"{{id}}","StopTransaction",{"transactionId":{{transaction}},"meterStop":5,"timestamp":"2026-03-01T12:10:00Z"}]""";
}
