using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>The evening before a day of 23 or 25 hours: its prices come from a real broker or a real address, and the plan has each of them in the slots of its hour.</summary>
public sealed class ClockChangePricesTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    public async Task Prices_of_the_broker_stand_in_the_plan_at_their_hours(string day, int hours)
    {
        var steps = Hours(day, hours);
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = await StartAsync(broker, ", inputs: { da: { kind: import-price, topic: da, unit: ct/kWh } }", "price: 0.5", steps[0]);

        // With the offset of each hour, as a gateway in that country writes them: +01:00 before, +02:00 after.
        rig.Listener.Publish("da", $"[{string.Join(',', steps.Select((at, i) => $"{{\"start\":\"{Local(at):yyyy-MM-ddTHH:mm:sszzz}\",\"value\":{i + 1}}}"))}]");
        await PlannedAsync(rig, steps);
    }

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    public async Task Prices_of_an_address_stand_in_the_plan_at_their_hours(string day, int hours)
    {
        var steps = Hours(day, hours);
        await using var server = await AnsweringServer.StartAsync();

        // By the clock alone, so that one hour is missing or stands there twice.
        server.Answer = () => (200, string.Join('\n', steps.Select((at, i) => $"{Local(at):yyyy-MM-ddTHH:mm},{i + 1}")));
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = await StartAsync(broker, "", $"url: \"{server.Address}day\", unit: ct/kWh, price: 0.5", steps[0]);
        await PlannedAsync(rig, steps);
    }

    private static Task<MqttRig> StartAsync(MosquittoBroker broker, string inputs, string import, DateTimeOffset midnight) => MqttRig.StartAsync(
        broker: broker,
        site: MqttRig.SiteText(broker.Port, inputs).Replace("timezone: UTC", "timezone: Europe/Berlin", StringComparison.Ordinal)
            + $"\ntariff: {{ import: {{ {import} }} }}\npolicy: {{ groups: {{ all: {{ stations: [A1], mode: plan, depart: \"05:40\", energy: 20 }} }} }}\n",
        time: new ShiftedTime(midnight.AddHours(-4)));

    /// <summary>Somebody plugs in at eight in the evening: every slot of the plan that lies in one hour of the next day has the price of that hour.</summary>
    private static async Task PlannedAsync(MqttRig rig, List<DateTimeOffset> steps)
    {
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]""");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rig.HttpPort}") };
        var seen = new Dictionary<int, double>();
        await Until.TrueAsync("a plan with the prices of the day", async () =>
        {
            var plan = await http.GetFromJsonAsync<JsonElement>("/api/v1/plan", TestContext.Current.CancellationToken);
            seen = Seen(plan, steps);
            return seen.TryGetValue(0, out var first) && Math.Abs(first - 0.01) < 1e-9;
        });

        // The night of the change is within the plan, with the hour behind it.
        Assert.True(seen.Count >= 6, $"{seen.Count} hours of the day are in the plan");
        Assert.All(seen, hour => Assert.Equal((hour.Key + 1) * 0.01, hour.Value, 9));
    }

    private static Dictionary<int, double> Seen(JsonElement plan, List<DateTimeOffset> steps)
    {
        var seen = new Dictionary<int, double>();
        if (plan.GetProperty("importPrice").GetArrayLength() == 0)
        {
            return seen;
        }

        var (at, slot) = (plan.GetProperty("start").GetDateTimeOffset(), 0);
        foreach (var minutes in plan.GetProperty("minutes").EnumerateArray())
        {
            var end = at.AddMinutes(minutes.GetDouble());
            var hour = steps.FindIndex(start => at >= start && end <= start.AddHours(1));
            if (hour >= 0)
            {
                var price = plan.GetProperty("importPrice")[slot].GetDouble();
                Assert.Equal(price, seen.GetValueOrDefault(hour, price), 9);
                seen[hour] = price;
            }

            (at, slot) = (end, slot + 1);
        }

        return seen;
    }

    private static List<DateTimeOffset> Hours(string day, int hours)
    {
        var first = new DateTime(DateOnly.Parse(day, CultureInfo.InvariantCulture), TimeOnly.MinValue);
        var start = new DateTimeOffset(first, Berlin.GetUtcOffset(first));
        return [.. Enumerable.Range(0, hours).Select(hour => start.AddHours(hour))];
    }

    private static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Berlin);
}
