using System.Net.Http.Json;
using System.Text.Json;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>Prices and forecasts from a real broker reach the plan; what is no series leaves the last one.</summary>
public sealed class MqttSeriesTests
{
    [Fact]
    public async Task Prices_and_a_forecast_from_the_broker_are_planned_with_and_garbage_changes_nothing()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var site = MqttRig.SiteText(broker.Port, ", inputs: { da: { kind: import-price, topic: da, unit: ct/kWh }, base: { kind: load-forecast, topic: load, unit: kW } }")
            + "\ntariff: { import: { price: 0.5 } }\npolicy: { groups: { all: { stations: [A1], mode: plan, depart: \"05:40\", energy: 20 } } }\n";
        await using var rig = await MqttRig.StartAsync(broker: broker, site: site);
        rig.Listener.Publish("da", Steps(12.5));
        rig.Listener.Publish("load", Steps(9));
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]""");
        await Until.TrueAsync("planned with both", async () => await FirstAsync(rig) == (0.125, 9));

        foreach (var garbage in new[] { "", "[]", "{", "[{\"start\":\"noon\",\"value\":1}]", "NaN", "\u0000" })
        {
            rig.Listener.Publish("da", garbage);
            rig.Listener.Publish("load", garbage);
        }

        rig.Listener.Publish("load", Steps(7));
        await Until.TrueAsync("the next good one", async () => await FirstAsync(rig) == (0.125, 7));
    }

    private static string Steps(double value)
    {
        var now = TimeProvider.System.GetUtcNow();
        return "[" + string.Join(',', Enumerable.Range(-1, 60).Select(hour => FormattableString.Invariant($"{{\"start\":\"{now.AddHours(hour):O}\",\"value\":{value}}}"))) + "]";
    }

    private static async Task<(double Price, double Load)> FirstAsync(MqttRig rig)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rig.HttpPort}") };
        using var answer = await http.GetAsync("/api/v1/plan", TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        var plan = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        if (plan.GetProperty("importPrice").GetArrayLength() == 0)
        {
            return default;
        }

        return (plan.GetProperty("importPrice")[0].GetDouble(), plan.GetProperty("loadKw")[0].GetDouble());
    }
}
