using EdgeController.Host.MqttApi;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>Commands over a real broker, each with its acknowledgement.</summary>
public sealed class MqttCommandTests
{
    [Fact]
    public async Task A_limit_lowers_shows_its_source_is_clamped_to_the_breaker_and_taken_back()
    {
        await using var rig = await MqttRig.StartAsync();
        var answer = await rig.CommandAsync("circuits/main/limit_a", """{"value":40,"ttl":600,"by":"ems"}""");
        Assert.Equal((true, 40), (answer.GetProperty("accepted").GetBoolean(), answer.GetProperty("effective").GetDouble()));
        await Until.TrueAsync("the state shows it", () => rig.Newest("circuits/main/limit_a") == "40");
        var limit = Assert.Single(rig.Picture.Snapshot.Limits.All);
        Assert.Equal(("external mqtt:ems", 40), (limit.Source.ToString(), limit.Amps!.Value.L2.Value));

        answer = await rig.CommandAsync("circuits/main/limit_a", """{"value":250,"by":"ems"}""");
        Assert.Equal((true, 100, "more than the 100 A of the breaker: that holds"), (answer.GetProperty("accepted").GetBoolean(), answer.GetProperty("effective").GetDouble(), answer.GetProperty("reason").GetString()));
        Assert.Equal(60, (await rig.CommandAsync("circuits/main/limit_kw", "70.5")).GetProperty("effective").GetDouble());
        await Until.TrueAsync("two limits", () => rig.Picture.Snapshot.Limits.All.Length == 2);

        Assert.True((await rig.CommandAsync("circuits/main/limit_a", """{"value":null,"by":"ems"}""")).GetProperty("accepted").GetBoolean());
        Assert.True((await rig.CommandAsync("circuits/main/limit_kw", "none")).GetProperty("accepted").GetBoolean());
        await Until.TrueAsync("none", () => rig.Picture.Snapshot.Limits.All.IsEmpty);
    }

    [Fact]
    public async Task A_limit_ends_by_itself_when_it_is_not_repeated()
    {
        await using var rig = await MqttRig.StartAsync(", command_ttl: 10s");
        await rig.CommandAsync("circuits/main/limit_a", """{"value":40,"ttl":1}""");
        await Until.TrueAsync("it holds", () => rig.Newest("circuits/main/limit_a") == "40");
        await Until.TrueAsync("it ended", () => rig.Newest("circuits/main/limit_a") == "100");
    }

    [Fact]
    public async Task What_is_no_command_is_refused_with_a_sentence_and_changes_nothing()
    {
        await using var rig = await MqttRig.StartAsync();
        foreach (var (path, payload, reason) in new[]
        {
            ("circuits/main/limit_a", "NaN", "the value must be a number, 0 or more, or none to take the limit back"),
            ("circuits/main/limit_a", "1e999", "the value must be a number, 0 or more, or none to take the limit back"),
            ("circuits/main/limit_a", "16,5", "the value must be a number, 0 or more, or none to take the limit back"),
            ("circuits/main/limit_a", "-1", "the value must be a number, 0 or more, or none to take the limit back"),
            ("circuits/main/limit_a", "{\"value\":", "the payload is neither JSON nor one value"),
            ("circuits/main/limit_a", "{\"value\":1,\"ttl\":1e9}", "ttl must be seconds above 0 and at most 86400"),
            ("circuits/main/limit_a", "{\"valu\":1}", "unknown field 'valu': value, ttl, by and ts are known"),
            ("circuits/main/limit_a", "{\"ttl\":1}", "value is missing"),
            ("circuits/main/limit_a", "{\"value\":1,\"by\":\"a b\"}", "by must name who commands: 1 to 32 letters, digits, dots, dashes or underscores"),
            ("circuits/main/limit_a", $"{{\"value\":1,\"ts\":{TimeProvider.System.GetUtcNow().AddSeconds(-400).ToUnixTimeSeconds()}}}", "s old; at most 300 s are taken"),
            ("circuits/main/limit_a", new string('9', 70_000), "the payload has 70000 bytes, more than 65536"),
            ("stations/A1/pause", "true", "no vehicle is connected to A1/1"),
        })
        {
            var answer = await rig.CommandAsync(path, payload);
            Assert.False(answer.GetProperty("accepted").GetBoolean(), payload);
            Assert.Contains(reason, answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }

        rig.Listener.Publish("edge/rig/cmd/circuits/main/limit_a", [0xC3, 0x28]);
        rig.Listener.Publish("edge/rig/cmd/circuits/mine/limit_a", "1");
        await Until.TrueAsync("refused", () => rig.Events("refused").Any(one => one.GetProperty("text").GetString() == "there is no circuit 'mine'"));
        Assert.Empty(rig.Picture.Snapshot.Limits.All);
    }

    [Fact]
    public async Task Wishes_for_a_session_are_those_of_the_HTTP_interface()
    {
        await using var rig = await MqttRig.StartAsync();
        var station = await RawStation.ConnectAsync(rig.OcppPort, "/ocpp/B%7C2%40x");
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":2,"errorCode":"NoError","status":"Preparing"}]""");
        await Until.TrueAsync("plugged in", () => rig.Newest("stations/B%7C2%40x/2/state") == "preparing");
        const string evse = "stations/B%7C2%40x/2";
        Assert.True((await rig.CommandAsync($"{evse}/mode", "solar")).GetProperty("accepted").GetBoolean());
        await Until.TrueAsync("solar", () => rig.Newest($"{evse}/mode") == "solar");
        Assert.Equal("paused", (await rig.CommandAsync($"{evse}/pause", "ON")).GetProperty("effective").GetString());
        await Until.TrueAsync("paused", () => rig.Newest($"{evse}/mode") == "paused");
        Assert.Equal("solar", (await rig.CommandAsync($"{evse}/pause", "false")).GetProperty("effective").GetString());
        Assert.True((await rig.CommandAsync($"{evse}/priority", "8")).GetProperty("accepted").GetBoolean());
        Assert.True((await rig.CommandAsync($"{evse}/energy", "22.5")).GetProperty("accepted").GetBoolean());
        Assert.True((await rig.CommandAsync($"{evse}/departure", $"\"{TimeProvider.System.GetUtcNow().AddHours(5):yyyy-MM-ddTHH:mm:sszzz}\"")).GetProperty("accepted").GetBoolean());
        await Until.TrueAsync("all are shown", () => rig.Newest($"{evse}/needs_kwh") == "22.5" && rig.Newest($"{evse}/priority") == "8" && rig.Newest($"{evse}/departure") != "none" && rig.Newest($"{evse}/mode") == "solar");
        Assert.Equal("priority must be low, normal, high or a whole number from 1 to 10", (await rig.CommandAsync($"{evse}/priority", "11")).GetProperty("reason").GetString());
        Assert.Contains("mode must be", (await rig.CommandAsync($"{evse}/mode", "turbo")).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_retained_command_of_last_month_is_ignored_with_one_event_and_would_hold_without_that(bool ignores)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await MosquittoBroker.RunAsync("mosquitto_pub", "-p", $"{broker.Port}", "-r", "-q", "1", "-t", "edge/rig/cmd/circuits/main/limit_a", "-m", "16");
        var from = TimeProvider.System.GetTimestamp();
        await using var rig = await MqttRig.StartAsync(options: new MqttGatewayOptions { IgnoresRetained = ignores }, broker: broker);
        if (!ignores)
        {
            await Until.TrueAsync("the old limit holds", () => rig.Picture.Snapshot.Limits.All.Length == 1);
            ProcessFaults.Control("B2", "the limit of last month holds");
            return;
        }

        await Until.TrueAsync("told", () => rig.Events("ignored").Count > 0);
        ProcessFaults.Safe("B2", from);
        await rig.CommandAsync("circuits/main/limit_kw", "50");
        Assert.Equal("edge/rig/cmd/circuits/main/limit_a", Assert.Single(rig.Events("ignored")).GetProperty("subject").GetString());
        await Until.TrueAsync("only the new one", () => rig.Picture.Snapshot.Limits.All is [{ Amps: null }]);
    }
}
