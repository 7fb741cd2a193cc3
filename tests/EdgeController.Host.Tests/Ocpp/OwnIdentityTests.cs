using System.Text.Json;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Ocpp;

/// <summary>The controller's own connection to a back end over real sockets.</summary>
public sealed class OwnIdentityTests
{
    [Theory]
    [InlineData("1.6", """{"connectorId":0,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"ChargePointMaxProfile","chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","startSchedule":"2026-01-01T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":19}]}}}""", """{"connectorId":0,"duration":600}""")]
    [InlineData("2.0.1", """{"evseId":0,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"ChargingStationMaxProfile","chargingProfileKind":"Absolute","chargingSchedule":[{"id":1,"chargingRateUnit":"A","startSchedule":"2026-01-01T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":19}]}]}}""", """{"evseId":0,"duration":600}""")]
    public async Task A_group_limit_is_in_force_at_once_shown_by_the_API_survives_a_restart_and_ends_when_it_is_cleared(string version, string set, string ask)
    {
        var folder = Directory.CreateTempSubdirectory("identity");
        try
        {
            await using var csms = await RawCsms.StartAsync();
            await using (var rig = await StartAsync(csms, version, folder))
            {
                var own = await BootedAsync(csms, version, 1);
                await own.SendAsync($"[2,\"set\",\"SetChargingProfile\",{set}]");
                await own.ReceivedAsync("""[3,"set",{"status":"Accepted"}]""");
                await Until.TrueAsync("the limit in the picture", async () => Group(await rig.SiteAsync()) == 19);
                await own.SendAsync($"[2,\"ask\",\"GetCompositeSchedule\",{ask}]");
                await Until.TrueAsync("the composite", () => own.Received.Any(text => text.StartsWith("[3,\"ask\"", StringComparison.Ordinal) && text.Contains("\"limit\":19,", StringComparison.Ordinal)));
            }

            await using var again = await StartAsync(csms, version, folder);
            Assert.Equal(19, Group(await again.SiteAsync()));
            var later = await BootedAsync(csms, version, 2);
            await later.SendAsync("""[2,"clear","ClearChargingProfile",{}]""");
            await later.ReceivedAsync("""[3,"clear",{"status":"Accepted"}]""");
            await Until.TrueAsync("no limit in the picture", async () => Group(await again.SiteAsync()) is null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_back_end_hears_of_a_limit_of_an_energy_manager_and_of_its_end()
    {
        await using var csms = await RawCsms.StartAsync();
        await using var rig = await StartAsync(csms, "2.0.1", null);
        var own = await BootedAsync(csms, "2.0.1", 1);
        using var body = new StringContent("""{"circuit":"main","source":"ems","amps":12,"ttl":600}""", System.Text.Encoding.UTF8, "application/json");
        using var set = await rig.Http.PostAsync("/api/v1/limits", body, TestContext.Current.CancellationToken);
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("EMS", (await CallAsync(own, "NotifyChargingLimit"))[3].GetProperty("chargingLimit").GetProperty("chargingLimitSource").GetString());
        using var gone = await rig.Http.DeleteAsync("/api/v1/limits/main/ems", TestContext.Current.CancellationToken);
        Assert.Equal("EMS", (await CallAsync(own, "ClearedChargingLimit"))[3].GetProperty("chargingLimitSource").GetString());
    }

    [Fact]
    public async Task Its_connection_is_opened_again_and_the_picture_says_whether_it_stands()
    {
        await using var csms = await RawCsms.StartAsync();
        await using var rig = await StartAsync(csms, "2.1", null);
        var own = await BootedAsync(csms, "2.1", 1);
        await Until.TrueAsync("connected in the picture", async () => Identity(await rig.SiteAsync()).GetProperty("connected").GetBoolean());
        own.Abort();
        await Until.TrueAsync("not connected in the picture", async () => !Identity(await rig.SiteAsync()).GetProperty("connected").GetBoolean());
        await csms.ConnectionAsync(2);
    }

    private static Task<ControllerRig> StartAsync(RawCsms csms, string version, DirectoryInfo? folder) =>
        ControllerRig.StartAsync(csms.Endpoint, new FastTime(8), state: folder?.FullName, identity: $"identity: GARAGE-NORD, identity_ocpp: \"{version}\"");

    private static async Task<RawSocket> BootedAsync(RawCsms csms, string version, int count)
    {
        var connection = await csms.ConnectionAsync(count);
        Assert.Equal(("ocpp" + version, "/back/end/GARAGE-NORD"), (connection.Protocol, connection.Target));
        await CallAsync(connection.Socket, "BootNotification");
        return connection.Socket;
    }

    private static async Task<JsonElement> CallAsync(RawSocket socket, string action)
    {
        string? found = null;
        await Until.TrueAsync(action, () => (found = socket.Calls.FirstOrDefault(text => text.Contains($",\"{action}\",", StringComparison.Ordinal))) is not null);
        return JsonDocument.Parse(found!).RootElement;
    }

    private static JsonElement Identity(JsonElement site) => site.GetProperty("csms")[0].GetProperty("identity");

    private static double? Group(JsonElement site) => Identity(site).GetProperty("groupAmps") is { ValueKind: JsonValueKind.Number } amps ? amps.GetDouble() : null;
}
