using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Ocpp;

/// <summary>A back end's charging profiles over real sockets.</summary>
public sealed class ProfileTests
{
    [Theory]
    [InlineData("ocpp1.6", """{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":SCHEDULE}}""", """{"connectorId":1,"duration":600}""")]
    [InlineData("ocpp2.0.1", """{"evseId":1,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":[SCHEDULE]}}""", """{"evseId":1,"duration":600}""")]
    [InlineData("ocpp2.1", """{"evseId":1,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":[SCHEDULE]}}""", """{"evseId":1,"duration":600}""")]
    public async Task A_profile_is_accepted_told_in_the_composite_and_survives_a_restart(string version, string set, string ask)
    {
        var schedule = $$"""{ID"chargingRateUnit":"A","startSchedule":"2026-01-01T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}""".Replace("ID", version == "ocpp1.6" ? "" : "\"id\":1,", StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("profiles");
        try
        {
            await using var csms = await RawCsms.StartAsync();
            await using (var rig = await ControllerRig.StartAsync(csms.Endpoint, state: folder.FullName))
            {
                var (station, upstream) = await ConnectAsync(rig, csms, version, 1);
                await upstream.SendAsync($"[2,\"set\",\"SetChargingProfile\",{set.Replace("SCHEDULE", schedule, StringComparison.Ordinal)}]");
                await upstream.ReceivedAsync("""[3,"set",{"status":"Accepted"}]""");
                await TellsAsync(upstream, "q1", ask);
                Assert.DoesNotContain(station.Received, text => text.Contains("\"set\"", StringComparison.Ordinal));
            }

            Assert.Single(Directory.GetFiles(Path.Combine(folder.FullName, "csms-profiles"), "A1.*.json"));
            await using var again = await ControllerRig.StartAsync(csms.Endpoint, state: folder.FullName);
            var (_, later) = await ConnectAsync(again, csms, version, 2);
            await TellsAsync(later, "q2", ask);
            await later.SendAsync("""[2,"clear","ClearChargingProfile",{}]""");
            await later.ReceivedAsync("""[3,"clear",{"status":"Accepted"}]""");
            await Until.TrueAsync("an empty folder", () => Directory.GetFiles(Path.Combine(folder.FullName, "csms-profiles")).Length == 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(RawSocket Station, RawSocket Csms)> ConnectAsync(ControllerRig rig, RawCsms csms, string version, int count)
    {
        var station = await RawStation.ConnectAsync(rig.OcppPort, protocol: version);
        return (station, (await csms.ConnectionAsync(count)).Socket);
    }

    /// <summary>Nothing is set at the station, so that its fallback holds for a minute; after that the profile's 9 A.</summary>
    private static async Task TellsAsync(RawSocket csms, string id, string ask)
    {
        await csms.SendAsync($"[2,\"{id}\",\"GetCompositeSchedule\",{ask}]");
        await Until.TrueAsync("the composite", () => csms.Received.Any(text =>
            text.StartsWith($"[3,\"{id}\"", StringComparison.Ordinal) && text.Contains("\"startPeriod\":60,\"limit\":9,", StringComparison.Ordinal)));
    }
}
