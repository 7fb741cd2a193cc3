using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Units;
using EdgeController.Host.Api;
using EdgeController.Host.Planning;
using EdgeController.Host.Tests.Planning;

namespace EdgeController.Host.Tests.Api;

/// <summary>What <c>GET /api/v1/plan</c> says: its states, shape and units.</summary>
public sealed class PlanViewTests
{
    private readonly PlanExample _example = new();

    [Fact]
    public void Off_waiting_fresh_and_stale_are_told_apart()
    {
        Assert.Equal("off", _example.Views.Build(SiteSnapshot.Initial(_example.Site)).State);
        var waiting = _example.Views.Build(_example.Snapshot);
        Assert.Equal(("waiting", "the first plan is being made", 0, (DateTimeOffset?)null), (waiting.State, waiting.Sentence, waiting.Minutes.Count, waiting.Start));

        _example.Put([0, 0, 16, 0]);
        _example.Time.Advance(TimeSpan.FromMinutes(14));
        var fresh = _example.Views.Build(_example.Snapshot);
        Assert.Equal(("fresh", 840.0, PlanExample.Start.AddMinutes(15)), (fresh.State, fresh.AgeSeconds, fresh.HoldsUntil));

        _example.Time.Advance(TimeSpan.FromMinutes(2));
        var stale = _example.Views.Build(_example.Snapshot);
        Assert.Equal(("stale", "this plan is too old: sessions charge as if there were none", 4), (stale.State, stale.Sentence, stale.Minutes.Count));
        Assert.Equal("off", _example.Views.Build(SiteSnapshot.Initial(_example.Site)).State);
    }

    [Fact]
    public void Why_no_newer_plan_came_is_said_in_place_of_the_usual_sentence()
    {
        _example.Book.Problem = "the planner failed";
        Assert.Equal(("waiting", "the planner failed"), (_example.Views.Build(_example.Snapshot).State, _example.Views.Build(_example.Snapshot).Sentence));
        _example.Put([0, 0, 16, 0]);
        Assert.Equal(("fresh", "the planner failed"), (_example.Views.Build(_example.Snapshot).State, _example.Views.Build(_example.Snapshot).Sentence));
    }

    [Fact]
    public void The_plan_is_told_by_slot_in_kW_A_kWh_and_the_sites_money()
    {
        _example.Put([0, 0, 16, 0], plan => plan with
        {
            Binding = [new BindingLimit("level2", BindingKind.Current, Phase.L1, 2, [0.25, 0.17])],
            Warnings = [new PlanWarning(PlanWarningKind.Shortage, "A1/1", "It will miss.") { Help = "Later would help.", Missing = new WattHours(1800) }],
        });
        var text = JsonSerializer.Serialize(_example.Views.Build(_example.Snapshot), PlanViewJson.Default.PlanView);
        using var json = JsonDocument.Parse(text);
        var plan = json.RootElement;

        Assert.Equal(("fresh", "Europe/Berlin", "EUR", "Optimal", "script"), (Text("state"), Text("timeZone"), Text("currency"), Text("status"), Text("solver")));
        Assert.Equal((PlanExample.Start, 1.25), (plan.GetProperty("start").GetDateTimeOffset(), plan.GetProperty("cost").GetDouble()));
        Assert.Equal([60.0, 60.0, 60.0, 60.0], Numbers(plan, "minutes"));
        Assert.Equal([0.31, 0.31, 0.098, 0.098], Numbers(plan, "importPrice"));
        Assert.Equal([0.07, 0.07, 0.07, 0.07], Numbers(plan, "exportPrice"));
        Assert.Equal([3.0, 3.0, 3.0, 3.0], Numbers(plan, "loadKw"));
        Assert.Equal([3.6, 3.6, 3.6, 3.6], Numbers(plan, "loadHighKw"));
        Assert.Equal([40.0, 40.0, 40.0, 40.0], Numbers(plan, "limitKw"));
        Assert.Equal([5.0, 5.0, 5.0, 5.0], Numbers(plan, "gridKw"));

        var vehicle = plan.GetProperty("vehicles")[0];
        Assert.Equal(("A1/1", 9.0, 0.0, PlanExample.Start.AddHours(3)), (vehicle.GetProperty("evse").GetString(), vehicle.GetProperty("needsKwh").GetDouble(), vehicle.GetProperty("shortageKwh").GetDouble(), vehicle.GetProperty("readyBy").GetDateTimeOffset()));
        Assert.Equal([0.0, 0.0, 16.0, 0.0], Numbers(vehicle, "amps"));
        Assert.Equal([0.0, 0.0, 11.04, 0.0], Numbers(vehicle, "kw"));
        Assert.Equal([(0, 2), (2, 1), (3, 1)], vehicle.GetProperty("why").EnumerateArray().Select(run => (run.GetProperty("firstSlot").GetInt32(), run.GetProperty("slots").GetInt32())));
        Assert.Equal([1.5, 1.5, 1.5, 1.5], Numbers(plan.GetProperty("batteries")[0], "kw"));
        Assert.Equal([60.0, 60.0, 60.0, 60.0], Numbers(plan.GetProperty("batteries")[0], "socPercent"));
        Assert.Equal(("A2/1", "nobody has said when it leaves"), (plan.GetProperty("unplanned")[0].GetProperty("evse").GetString(), plan.GetProperty("unplanned")[0].GetProperty("why").GetString()));
        var binding = plan.GetProperty("binding")[0];
        Assert.Equal(("level2", "Current", "L1", 2, 2, 0.42, "A"), (binding.GetProperty("circuit").GetString(), binding.GetProperty("kind").GetString(), binding.GetProperty("phase").GetString(),
            binding.GetProperty("firstSlot").GetInt32(), binding.GetProperty("slots").GetInt32(), binding.GetProperty("worth").GetDouble(), binding.GetProperty("unit").GetString()));
        Assert.Equal(("Later would help.", 1.8), (plan.GetProperty("warnings")[0].GetProperty("help").GetString(), plan.GetProperty("warnings")[0].GetProperty("missingKwh").GetDouble()));

        string? Text(string name) => plan.GetProperty(name).GetString();
        static IEnumerable<double> Numbers(JsonElement of, string name) => of.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());
    }
}
