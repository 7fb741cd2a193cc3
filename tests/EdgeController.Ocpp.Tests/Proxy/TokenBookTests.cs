using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Proxy;

public class TokenBookTests
{
    private static readonly StationLinkOptions Quiet = new() { WritesProfiles = false };
    private const string Ask = """[2,"x","Authorize",{"idTag":"card"}]""";

    [Theory]
    [InlineData("""{"status":"Accepted"}""", """{"status":"Accepted"}""")]
    [InlineData("""{"status":"Accepted","expiryDate":"2026-03-01T12:30:00Z","parentIdTag":"FLEET"}""", """{"status":"Accepted","parentIdTag":"FLEET"}""")]
    [InlineData("""{"status":"Accepted","expiryDate":"2026-03-01T11:59:00Z"}""", """{"status":"Expired"}""")]
    [InlineData("""{"status":"Blocked"}""", """{"status":"Invalid"}""")]
    public void What_the_csms_said_of_a_token_holds_while_it_is_away_also_for_a_new_process(string said, string answer)
    {
        var old = new LinkRig(options: Quiet, book: StationBook.Empty).Connected().FromStation("""[2,"a","Authorize",{"idTag":"CARD"}]""").FromCsms($$"""[3,"a",{"idTagInfo":{{said}}}]""");
        var rig = new LinkRig(options: Quiet, book: old.Book, now: old.Now).Give(new StationOpened("1.6")).Give(new CsmsClosed("no")).Forget().FromStation(Ask);

        Assert.Equal([$$"""[3,"x",{"idTagInfo":{{answer}}}]"""], rig.Station);
    }

    [Fact]
    public void A_token_that_the_csms_refuses_later_is_forgotten_and_one_that_is_busy_is_not()
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Connected();
        foreach (var status in new[] { "Accepted", "ConcurrentTx" })
        {
            rig.FromStation(Ask).FromCsms($$$"""[3,"x",{"idTagInfo":{"status":"{{{status}}}"}}]""");
            Assert.Single(rig.Book!.Learned.Tokens);
        }

        rig.FromStation(Ask).FromCsms("""[3,"x",{"idTagInfo":{"status":"Blocked"}}]""");
        Assert.Empty(rig.Book!.Learned.Tokens);
    }

    [Fact]
    public void The_group_of_a_2x_token_is_told_again()
    {
        const string ask = """[2,"x","Authorize",{"idToken":{"idToken":"A1","type":"ISO14443"}}]""";
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty).Connected("2.0.1").FromStation(ask);
        rig.FromCsms("""[3,"x",{"idTokenInfo":{"status":"Accepted","groupIdToken":{"idToken":"G/1","type":"Central"}}}]""").Give(new CsmsClosed("no")).Forget().FromStation(ask);

        Assert.Equal(["""[3,"x",{"idTokenInfo":{"status":"Accepted","groupIdToken":{"idToken":"G/1","type":"Central"}}}]"""], rig.Station);
    }

    [Theory]
    [InlineData(false, "Invalid")]
    [InlineData(true, "Accepted")]
    public void Of_an_unknown_token_the_site_decides_and_a_start_is_kept_whatever_the_verdict(bool accepts, string verdict)
    {
        var rig = new LinkRig(options: Quiet, book: StationBook.Empty, offline: new OfflineRules { AcceptsUnknown = accepts, Tokens = ["LISTED"] }).Connected().Give(new CsmsClosed("no")).Forget();
        rig.FromStation(Ask).FromStation("""[2,"l","Authorize",{"idTag":"listed"}]""").FromStation("""[2,"t","StartTransaction",{"connectorId":1,"idTag":"card","meterStart":0}]""");

        Assert.Equal(
            [
                $$$"""[3,"x",{"idTagInfo":{"status":"{{{verdict}}}"}}]""",
                """[3,"l",{"idTagInfo":{"status":"Accepted"}}]""",
                $$$"""[3,"t",{"transactionId":1000000000,"idTagInfo":{"status":"{{{verdict}}}"}}]""",
            ],
            rig.Station);
        Assert.Single(rig.Book!.Entries);
    }

    [Fact]
    public void A_boot_is_accepted_by_a_new_process_where_the_csms_accepted_it_before()
    {
        const string boot = """[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""";
        var old = new LinkRig(options: Quiet, book: StationBook.Empty).Connected().FromStation(boot).FromCsms("""[3,"b",{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":300}]""");
        var rig = new LinkRig(options: Quiet, book: old.Book).Give(new StationOpened("1.6")).Give(new CsmsClosed("no")).Forget().FromStation(boot);

        Assert.Contains("\"status\":\"Accepted\"", rig.Station.First(), StringComparison.Ordinal);
    }
}
