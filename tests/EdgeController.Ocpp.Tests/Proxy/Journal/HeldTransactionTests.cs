using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Proxy.Journal;

/// <summary>Where the journal cannot take a message the station keeps it itself: it is never answered, with an error least of all.</summary>
public class HeldTransactionTests
{
    private static readonly StationLinkOptions Quiet = new() { WritesProfiles = false };
    private static readonly OfflineRules Mirror = new() { Mode = OfflineMode.MirrorClose };

    [Fact]
    public void A_message_that_cannot_be_written_is_held_ten_seconds_then_the_station_is_refused_until_the_disk_works_again()
    {
        var rig = Away();
        rig.Disk = () => "no space left";
        rig.FromStation(Start(1)).Wait(9);
        Assert.True(rig.Link.IsOpen);
        Assert.DoesNotContain(rig.Station, text => text.Contains("\"t1\"", StringComparison.Ordinal));
        Assert.Contains(rig.Outputs.OfType<Notice>(), notice => notice.Code == NoticeCode.JournalFailing);

        rig.Wait(1);
        Assert.Equal(1001, Assert.Single(rig.Outputs.OfType<CloseStation>()).Code);
        Assert.True(rig.Link.RefusesStation);
        rig.Disk = () => null;
        rig.Wait(6);
        Assert.False(rig.Link.RefusesStation);
        rig.Forget().Give(new StationOpened("1.6")).Wait(30).FromStation(Start(1));
        Assert.Contains(rig.Station, text => text.StartsWith("""[3,"t1",{"transactionId":""", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_could_not_be_written_at_first_is_written_when_the_disk_works_again()
    {
        var rig = Away();
        rig.Disk = () => "busy";
        rig.FromStation(Start(1)).Wait(2);
        rig.Disk = () => null;
        rig.Wait(5);

        Assert.Contains(rig.Station, text => text.StartsWith("""[3,"t1",{"transactionId":""", StringComparison.Ordinal));
        Assert.Single(rig.Book!.Entries);
        Assert.Contains(rig.Outputs.OfType<Notice>(), notice => notice.Code == NoticeCode.JournalBack);
    }

    [Fact]
    public void A_disk_that_does_not_answer_costs_the_station_its_connection_not_its_message()
    {
        var rig = Away();
        rig.Disk = null;
        rig.FromStation(Start(1)).Wait(10);

        Assert.True(rig.Link.RefusesStation);
        Assert.Single(rig.Outputs.OfType<CloseStation>());
    }

    [Fact]
    public void A_full_journal_takes_no_more_and_the_station_is_refused_until_a_tenth_of_it_is_gone()
    {
        var rig = Away(new StationLinkOptions { JournalCapacity = 10, WritesProfiles = false });
        for (var n = 1; n <= 10; n++)
        {
            rig.FromStation(Values(n));
        }

        Assert.Equal(10, rig.Station.Count());
        rig.FromStation(Values(11)).Wait(10);
        Assert.True(rig.Link.RefusesStation);
        Assert.Contains(rig.Outputs.OfType<Notice>(), notice => notice.Code == NoticeCode.JournalFull);

        rig.Back().FromCsms("""[3,"t1",{}]""").Wait(1);
        Assert.False(rig.Link.RefusesStation);
        Assert.Equal(9, rig.Book!.Entries.Length);
    }

    [Fact]
    public void A_call_that_the_station_repeats_because_it_missed_the_answer_is_answered_again_and_kept_once()
    {
        var rig = Away().FromStation(Start(1)).Give(new StationClosed("gone")).Give(new StationOpened("1.6")).Give(new CsmsClosed("no")).Forget();
        rig.FromStation(Start(1)).FromStation(Start(1).Replace("\"t1\"", "\"t9\"", StringComparison.Ordinal));

        Assert.Equal(["t1", "t9"], rig.Station.Select(text => text[4..6]));
        Assert.All(rig.Station, text => Assert.Contains("1000000000", text, StringComparison.Ordinal));
        Assert.Single(rig.Book!.Entries);
        Assert.Equal(2, rig.Link.Counters.Recognised);
    }

    [Fact]
    public void A_call_that_the_station_repeats_while_the_csms_hangs_is_kept_once()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Connected().FromStation(Start(1)).Wait(30).FromStation(Start(1)).Give(new CsmsClosed("no pong"));

        // Both copies have one id: one answer is for both.
        Assert.Single(rig.Book!.Entries);
        Assert.Single(rig.Station, text => text.Contains("\"t1\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_start_that_went_up_already_is_known_again_by_a_new_process()
    {
        var old = Away().FromStation(Start(1)).Back().FromCsms("""[3,"t1",{"transactionId":7,"idTagInfo":{"status":"Accepted"}}]""");
        var rig = new LinkRig(options: Quiet, book: old.Book, now: old.Now).Connected().FromStation(Start(1));

        Assert.Empty(rig.Csms);
        Assert.Contains("1000000000", Assert.Single(rig.Station), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_start_in_the_same_words_after_the_end_is_another_transaction(bool newProcess)
    {
        var rig = Away().FromStation(Start(1)).FromStation("""[2,"t2","StopTransaction",{"transactionId":1000000000,"meterStop":0,"timestamp":"2026-03-01T12:00:00Z"}]""");
        rig = newProcess ? new LinkRig(options: Quiet, book: rig.Book, now: rig.Now).Give(new StationOpened("1.6")).Give(new CsmsClosed("no")) : rig;
        rig.Forget().FromStation(Start(3));

        Assert.Contains("1000000001", Assert.Single(rig.Station), StringComparison.Ordinal);
        Assert.Equal(3, rig.Book!.Entries.Length);
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    public void Mirror_close_closes_the_station_when_its_csms_is_lost_and_refuses_it_until_it_is_back(string version)
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty, offline: Mirror).Connected(version).Give(new CsmsClosed("broken")).Forget().FromStation("""[2,"h","Heartbeat",{}]""").Wait(4);
        Assert.True(rig.Link.IsOpen);
        rig.Wait(1);
        Assert.Single(rig.Outputs.OfType<CloseStation>());
        Assert.True(rig.Link.RefusesStation);
        Assert.DoesNotContain(rig.Station, text => text.Contains("\"h\"", StringComparison.Ordinal));

        rig.Back();
        Assert.False(rig.Link.RefusesStation);
        rig.Forget().Connected(version).Wait(60);
        Assert.True(rig.Link.IsOpen);
    }

    [Fact]
    public void Mirror_close_gives_a_station_five_seconds_until_its_csms_is_reached()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty, offline: Mirror).Give(new StationOpened("1.6")).Wait(4).Give(new CsmsOpened()).Wait(20);
        Assert.True(rig.Link.IsOpen);
    }

    [Fact]
    public void Keep_leaves_the_station_connected_where_mirror_close_would_not()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Connected().Give(new CsmsClosed("broken")).FromStation("""[2,"h","Heartbeat",{}]""").FromStation(Start(1)).Wait(3600);
        Assert.True(rig.Link.IsOpen);
    }

    private static LinkRig Away(StationLinkOptions? options = null) =>
        new LinkRig(book: StationBook.Empty, options: options ?? Quiet).Connected().Give(new CsmsClosed("broken")).Forget();

    private static string Start(int n) => $$"""[2,"t{{n}}","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}]""";

    private static string Values(int n) => $$"""[2,"t{{n}}","MeterValues",{"connectorId":1,"transactionId":5,"meterValue":[{"timestamp":"2026-03-01T12:00:{{n:00}}Z"}]}]""";
}
