using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Planning;

/// <summary>A planner that fails, answers nonsense or hangs, beside a controller in operation: the last good plan stays, an alarm says so, and control goes on.</summary>
public sealed class PlanWorkerTests
{
    private const string Planned = "policy: { groups: { vans: { stations: [A1], mode: plan } } }";

    private double _energy = 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_planner_that_fails_in_any_way_costs_no_more_than_the_next_plan()
    {
        using var hanging = new ManualResetEventSlim();
        using var planner = new ScriptedPlanner();
        await using var rig = await ControllerRig.StartAsync(time: new FastTime(20), more: Planned, planner: planner.Make);
        rig.Announced = "the planner";
        rig.ServeMeter();
        Assert.Equal("off", (await PlanAsync(rig)).GetProperty("state").GetString());

        var station = await PluggedInAsync(rig);
        await WishAsync(rig);
        await Until.TrueAsync("the first plan", async () => (await PlanAsync(rig)).GetProperty("state").GetString() == "fresh");
        var good = (await PlanAsync(rig)).GetProperty("start").GetDateTimeOffset();

        planner.Does = _ => throw new InvalidOperationException("out of everything");
        await WishAsync(rig);
        await AlarmAsync(rig, "the planner failed (out of everything)");
        var plan = await PlanAsync(rig);
        Assert.Equal(("fresh", good), (plan.GetProperty("state").GetString(), plan.GetProperty("start").GetDateTimeOffset()));
        Assert.StartsWith("the planner failed", plan.GetProperty("sentence").GetString(), StringComparison.Ordinal);

        // No cancellation of ours: it must not end the worker.
        planner.Does = _ => throw new OperationCanceledException("given up");
        await WishAsync(rig);
        await AlarmAsync(rig, "the planner failed (given up)");

        planner.Does = problem => ScriptedPlanner.Of(problem, _ => double.NaN);
        await WishAsync(rig);
        await AlarmAsync(rig, "the planner's answer cannot be used (the current of A1/1 cannot be)");
        Assert.Equal(good, (await PlanAsync(rig)).GetProperty("start").GetDateTimeOffset());

        planner.Does = ScriptedPlanner.Half;
        await WishAsync(rig);
        await Until.TrueAsync("a newer plan, and no alarm", async () => (await PlanAsync(rig)).GetProperty("start").GetDateTimeOffset() > good && await PlanFailedAsync(rig) is null);

        // It hangs: nothing of the guard waits for it, and after a minute the next planner is made.
        planner.Does = problem =>
        {
            hanging.Wait(TimeSpan.FromMinutes(2), CancellationToken.None);
            return ScriptedPlanner.Half(problem);
        };
        var made = planner.Made;
        var asked = planner.Asked;
        await WishAsync(rig);
        await Until.TrueAsync("it hangs", () => planner.Asked > asked);
        var tick = rig.Picture.Decision.At;
        await Until.TrueAsync("thirty ticks beside it", () => rig.Picture.Decision.At - tick > TimeSpan.FromSeconds(30));
        await AlarmAsync(rig, "the planner has not answered for 60 s");
        planner.Does = ScriptedPlanner.Half;
        await WishAsync(rig);
        await Until.TrueAsync("a plan by a new planner", async () => planner.Made > made && await PlanFailedAsync(rig) is null);
        hanging.Set();
    }

    private static async Task<RawSocket> PluggedInAsync(ControllerRig rig)
    {
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]""");
        await Until.TrueAsync("plugged in", () => rig.Picture.Snapshot.Evses[0].Session is not null);
        return station;
    }

    /// <summary>Another wish each time, so that a plan is wanted.</summary>
    private async Task WishAsync(ControllerRig rig)
    {
        using var body = new StringContent($$"""{"departure":"{{TimeProvider.System.GetUtcNow().AddHours(9):O}}","energyKwh":{{++_energy:0}}}""", Encoding.UTF8, "application/json");
        using var answer = await rig.Http.PostAsync("/api/v1/sessions/A1", body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<JsonElement> PlanAsync(ControllerRig rig) => await rig.Http.GetFromJsonAsync<JsonElement>("/api/v1/plan", Cancel);

    private static async Task<string?> PlanFailedAsync(ControllerRig rig) => (await rig.SiteAsync()).GetProperty("alarms").EnumerateArray()
        .Where(alarm => alarm.GetProperty("code").GetString() == "plan-failed").Select(alarm => alarm.GetProperty("sentence").GetString()).FirstOrDefault();

    private static Task AlarmAsync(ControllerRig rig, string sentence) =>
        Until.TrueAsync($"the alarm '{sentence}'", async () => (await PlanFailedAsync(rig))?.StartsWith(sentence, StringComparison.Ordinal) == true);
}
