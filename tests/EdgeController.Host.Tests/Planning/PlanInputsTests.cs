using System.Net.Http.Json;
using System.Text.Json;
using EdgeController.Host.Planning;
using EdgeController.Host.Storage;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Duty plan, tokens and forecasts of a controller in operation: where departure and energy come from is seen, and what is missing or wrong is an alarm.</summary>
public class PlanInputsTests
{
    private static readonly FeedTimes Fast = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100));

    [Fact]
    public async Task A_duty_plan_is_read_again_when_it_changes_and_every_source_is_seen()
    {
        using var folder = new PassingFolder();
        var file = Path.Combine(folder.Path!, "duties.csv");
        var now = TimeProvider.System.GetUtcNow();
        await using var rig = await ControllerRig.StartAsync(
            more: $"planning: {{ duties: \"{file}\" }}\npolicy: {{ groups: {{ all: {{ stations: [A1], mode: plan, depart: \"05:40\", energy: 20 }} }}, tokens: {{ CARD: {{ vehicle: bus-7, energy: 33 }} }} }}", feeds: Fast);
        rig.ServeMeter();
        await Until.TrueAsync("missing", async () => (await AlarmAsync(rig, "duty-plan"))?.Contains("the duty plan cannot be read", StringComparison.Ordinal) == true);
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]""");
        await Until.TrueAsync("group", async () => Of(await SessionAsync(rig), "departureFrom") == "group");
        await station.SendAsync($$"""[2,"2","StartTransaction",{"connectorId":1,"idTag":"CARD","meterStart":0,"timestamp":"{{now:O}}"}]""");
        await Until.TrueAsync("token", async () => Of(await SessionAsync(rig), "needsFrom") == "token");

        var leaves = now.AddHours(5);
        await File.WriteAllTextAsync(file, $"vehicle,bay,arrival,departure,energy\nbus-7,,{now.AddHours(-1):O},{leaves:O},44\nbus-9,A9,{now:O},{leaves:O},44\n", TestContext.Current.CancellationToken);
        await Until.TrueAsync("duty", async () => Of(await SessionAsync(rig), "departureFrom") == "duty-plan");
        var session = (await SessionAsync(rig))!.Value;
        Assert.InRange(session.GetProperty("departure").GetDateTimeOffset(), leaves.AddSeconds(-2), leaves.AddSeconds(2));
        Assert.Equal(44, session.GetProperty("needsKwh").GetDouble());
        Assert.Equal("line 2 of the duty plan: bus-7", session.GetProperty("needsFrom").GetProperty("sentence").GetString());
        Assert.Equal(["duty-plan", "token", "group"], session.GetProperty("wishes").EnumerateArray().Select(wish => wish.GetProperty("source").GetString()!));
        await Until.TrueAsync("bad line", async () => (await AlarmAsync(rig, "duty-plan"))?.EndsWith("line 3: there is no station 'A9'; did you mean 'A1'?; the other lines count", StringComparison.Ordinal) == true);
        await Until.TrueAsync("in the plan", async () => await PlannedFromAsync(rig) == "duty-plan");

        // What cannot be used as a whole changes nothing but the alarm.
        await File.WriteAllTextAsync(file, "garbage\n", TestContext.Current.CancellationToken);
        await Until.TrueAsync("garbage", async () => (await AlarmAsync(rig, "duty-plan"))?.Contains("must name the columns", StringComparison.Ordinal) == true);
        Assert.Equal("duty-plan", Of(await SessionAsync(rig), "departureFrom"));
        await File.WriteAllTextAsync(file, "vehicle,bay,arrival,departure,energy\n", TestContext.Current.CancellationToken);
        await Until.TrueAsync("token again", async () => Of(await SessionAsync(rig), "needsFrom") == "token" && await AlarmAsync(rig, "duty-plan") is null);
    }

    [Fact]
    public async Task A_forecast_that_never_came_or_is_too_old_is_an_alarm_until_there_is_a_new_one()
    {
        using var folder = new PassingFolder();
        var file = Path.Combine(folder.Path!, "load.csv");
        var now = TimeProvider.System.GetUtcNow();
        string Steps() => string.Join('\n', Enumerable.Range(-1, 30).Select(hour => $"{now.AddHours(hour):O},4000"));
        await File.WriteAllTextAsync(file, Steps(), TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, now.UtcDateTime.AddHours(-3));
        await using var rig = await ControllerRig.StartAsync(more: $"planning: {{ load: {{ file: \"{file}\", ttl: 2h }}, pv: {{ file: \"{file}.none\" }} }}", time: new FastTime(30), feeds: Fast);
        await Until.TrueAsync("too old", async () => (await AlarmAsync(rig, "input-missing", file))?.Contains("it is planned by the site's own history", StringComparison.Ordinal) == true);
        await Until.TrueAsync("never came", async () => (await AlarmAsync(rig, "input-missing", file + ".none"))?.Contains("never came", StringComparison.Ordinal) == true);
        await File.WriteAllTextAsync(file, Steps(), TestContext.Current.CancellationToken);
        await Until.TrueAsync("new", async () => await AlarmAsync(rig, "input-missing", file) is null);
    }

    private static async Task<JsonElement?> SessionAsync(ControllerRig rig) =>
        (await rig.Http.GetFromJsonAsync<JsonElement>("/api/v1/sessions", TestContext.Current.CancellationToken)).EnumerateArray().Select(session => (JsonElement?)session).FirstOrDefault();

    private static string? Of(JsonElement? session, string origin) =>
        session is { } there && there.GetProperty(origin) is { ValueKind: JsonValueKind.Object } from ? from.GetProperty("source").GetString() : null;

    private static async Task<string?> PlannedFromAsync(ControllerRig rig)
    {
        using var answer = await rig.Http.GetAsync("/api/v1/plan", TestContext.Current.CancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var vehicles = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("vehicles");
        return vehicles.GetArrayLength() == 0 ? null : Of(vehicles[0], "departureFrom");
    }

    private static async Task<string?> AlarmAsync(ControllerRig rig, string code, string? subject = null) =>
        (await rig.SiteAsync()).GetProperty("alarms").EnumerateArray()
            .Where(alarm => alarm.GetProperty("code").GetString() == code && (subject is null || alarm.GetProperty("subject").GetString() == subject))
            .Select(alarm => alarm.GetProperty("sentence").GetString()).FirstOrDefault();
}
