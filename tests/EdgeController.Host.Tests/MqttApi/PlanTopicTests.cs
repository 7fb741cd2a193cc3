using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>The plan at a real broker: retained while it is gone by, its warnings as events, and gone with the vehicle.</summary>
public sealed class PlanTopicTests
{
    [Fact]
    public async Task The_plan_is_told_with_its_version_and_its_warnings_are_events_and_all_goes_with_the_vehicle()
    {
        using var planner = new ScriptedPlanner { Does = Short };
        await using var broker = await MosquittoBroker.StartAsync();
        var text = MqttRig.SiteText(broker.Port) + "\npolicy: { groups: { vans: { stations: [A1], mode: plan, depart: \"05:40\", energy: 20 } } }\n";
        await using var rig = await MqttRig.StartAsync(broker: broker, site: text, planner: planner.Make);
        await Until.TrueAsync("no plan is needed", () => rig.Newest("plan/state") == "off");

        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]""");
        await Until.TrueAsync("a plan", () => rig.Newest("plan/state") == "fresh" && rig.Newest("plan/stations/A1").Length > 0 && rig.Newest("plan/site").Length > 0);
        var site = JsonDocument.Parse(rig.Newest("plan/site")).RootElement;
        Assert.Equal(1, site.GetProperty("version").GetInt32());
        var slots = site.GetProperty("minutes").GetArrayLength();
        Assert.All(new[] { "importPrice", "exportPrice", "loadKw", "pvKw", "gridKw", "limitKw" }, name => Assert.Equal(slots, site.GetProperty(name).GetArrayLength()));
        Assert.Equal("A departure 30 minutes later would bring 4 kWh.", site.GetProperty("warnings")[0].GetProperty("help").GetString());
        var vehicle = JsonDocument.Parse(rig.Newest("plan/stations/A1")).RootElement;
        Assert.Equal((1, 20.0, slots), (vehicle.GetProperty("version").GetInt32(), vehicle.GetProperty("needsKwh").GetDouble(), vehicle.GetProperty("amps").GetArrayLength()));
        Assert.NotEqual("", vehicle.GetProperty("why")[0].GetProperty("text").GetString());
        await Until.TrueAsync("the warning", () => rig.Events("alarm plan-shortage").Count == 1);
        Assert.Equal("Vehicle A1/1 will miss 05:40 by 18 kWh. A departure 30 minutes later would bring 4 kWh", rig.Events("alarm plan-shortage")[0].GetProperty("text").GetString());

        await station.SendAsync("""[2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]""");
        await Until.TrueAsync("nothing is left of it", () => rig.Newest("plan/state") == "off" && rig.Newest("plan/site").Length == 0 && rig.Newest("plan/stations/A1").Length == 0);
        await Until.TrueAsync("the warning has gone", () => rig.Events("cleared plan-shortage").Count == 1);
    }

    private static ChargingPlan Short(PlanningProblem problem) => ScriptedPlanner.Half(problem) with
    {
        Warnings = [new PlanWarning(PlanWarningKind.Shortage, "A1/1", "Vehicle A1/1 will miss 05:40 by 18 kWh.") { Help = "A departure 30 minutes later would bring 4 kWh.", Missing = new WattHours(18_000) }],
    };
}
