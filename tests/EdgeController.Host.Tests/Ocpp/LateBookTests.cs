using EdgeController.Tests;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Ocpp;

/// <summary>A journal that cannot be read when the controller starts, and can be later.</summary>
public sealed class LateBookTests
{
    private const string Start = """[2,"t1","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}]""";

    [Fact]
    public async Task Once_it_can_be_read_each_station_is_disconnected_once_and_its_transactions_are_answered_again_while_the_back_end_is_away()
    {
        var folder = Directory.CreateTempSubdirectory("late");
        try
        {
            // A folder in the place of the file: nobody can open it as a database.
            var blocked = Directory.CreateDirectory(Path.Combine(folder.FullName, "journal.db"));
            await using var rig = await ControllerRig.StartAsync(new Uri($"ws://127.0.0.1:{FreePorts.Next()}/away"), new FastTime(8), journal: folder.FullName);
            rig.Announced = "the journal";
            var before = await RawStation.ConnectAsync(rig.OcppPort);
            await Until.TrueAsync("the alarm", async () => Alarms(await rig.SiteAsync()).Contains("journal-unread", StringComparison.Ordinal));

            blocked.Delete();
            await Until.TrueAsync("the end of the connection", () => before.Ended.IsCompleted);
            await Until.TrueAsync("the alarm's end", async () => !Alarms(await rig.SiteAsync()).Contains("journal-unread", StringComparison.Ordinal));

            var station = await RawStation.ConnectAsync(rig.OcppPort);
            await station.SendAsync(Start);
            await Until.TrueAsync("the answer", () => station.Received.Any(text => text.StartsWith("[3,\"t1\"", StringComparison.Ordinal)));
            Assert.True(station.IsOpen);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Alarms(System.Text.Json.JsonElement site) => site.GetProperty("alarms").GetRawText();
}
