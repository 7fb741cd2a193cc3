using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Proxy;

public class LocalBackEndTests
{
    [Fact]
    public void A_station_without_a_csms_can_boot_authorize_and_charge()
    {
        var rig = new LinkRig(csms: null).Connected();
        Assert.Empty(rig.Outputs.OfType<OpenCsms>());
        Assert.Equal("Accepted", Answer(rig, "b", "BootNotification", "{}").GetProperty("status").GetString());
        Assert.Equal("Accepted", Answer(rig, "a", "Authorize", """{"idTag":"A"}""").GetProperty("idTagInfo").GetProperty("status").GetString());
        var first = Answer(rig, "t1", "StartTransaction", Start("12:00:00")).GetProperty("transactionId").GetInt32();
        var again = Answer(rig, "t2", "StartTransaction", Start("12:00:00")).GetProperty("transactionId").GetInt32();
        var second = Answer(rig, "t3", "StartTransaction", Start("12:00:01")).GetProperty("transactionId").GetInt32();

        Assert.Equal(first, again);
        Assert.True(second > first && first > 0);
        Assert.Equal(second.ToString(), rig.Events.OfType<TransactionStarted>().Last().Transaction);
        Answer(rig, "s", "StopTransaction", $$"""{"transactionId":{{second}},"meterStop":1}""");
        Assert.Single(rig.Events.OfType<TransactionStopped>());
    }

    [Fact]
    public void Its_transaction_ids_are_not_used_again_by_a_new_process_whose_clock_has_jumped_back()
    {
        var old = new LinkRig(csms: null, book: StationBook.Empty, now: Instant.FromSeconds(5000)).Connected();
        var first = Answer(old, "t1", "StartTransaction", Start("12:00:00")).GetProperty("transactionId").GetInt32();
        var rig = new LinkRig(csms: null, book: old.Book).Connected();

        Assert.Equal(first, Answer(rig, "t1", "StartTransaction", Start("12:00:00")).GetProperty("transactionId").GetInt32());
        Assert.Equal(first + 1, Answer(rig, "t2", "StartTransaction", Start("12:00:09")).GetProperty("transactionId").GetInt32());
        Answer(rig, "s", "StopTransaction", $$"""{"transactionId":{{first + 1}},"meterStop":1}""");
        Assert.Empty(rig.Book!.Aliases);
    }

    [Theory]
    [InlineData("a1", "Accepted")]
    [InlineData("B2", "Invalid")]
    public void With_a_list_only_the_tokens_on_it_may_charge(string token, string status)
    {
        var rig = new LinkRig(csms: null, tokens: ["A1"]).Connected();
        Assert.Equal(status, Answer(rig, "a", "Authorize", $$"""{"idTag":"{{token}}"}""").GetProperty("idTagInfo").GetProperty("status").GetString());
        var start = Answer(rig, "t", "StartTransaction", Start("12:00:00").Replace("\"A\"", $"\"{token}\"", StringComparison.Ordinal));
        Assert.Equal(status, start.GetProperty("idTagInfo").GetProperty("status").GetString());
    }

    private static string Start(string time) => $$"""{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T{{time}}Z"}""";

    private static JsonElement Answer(LinkRig rig, string id, string action, string payload)
    {
        rig.Forget().FromStation($"""[2,"{id}","{action}",{payload}]""");
        return JsonDocument.Parse(rig.Station.First(text => text.StartsWith($"[3,\"{id}\"", StringComparison.Ordinal))).RootElement[2];
    }
}
