using System.Globalization;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Running;
using EdgeController.Scenarios.RealTime;
using EdgeController.Scenarios.Support;
using EdgeController.Tests.Mqtt;
using Microsoft.Extensions.Logging;

namespace EdgeController.Scenarios.Mqtt.RealTime;

/// <summary>Faults B3 to B6: whatever is sent to the command topics, the guard goes on and nothing is raised.</summary>
public sealed class CommandFaultTests(ITestOutputHelper output)
{
    private const string Command = "edge/small/cmd/circuits/main/limit_a";
    private const string Answer = "edge/small/ack/circuits/main/limit_a";

    [Fact]
    public async Task B3_no_command_raises_a_limit_above_the_breaker_and_believing_the_last_one_would()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var listener = new BrokerListener(broker, "", "edge/small/#");
        await using var controller = await StartAsync(broker);
        await OnlineAsync(listener);
        var random = new Random(20260504);
        var breaker = controller.Picture.Snapshot.Site.Circuits[0].LimitAmps.L1;
        double naive = 0, highest = 0;
        for (var i = 0; i < (Campaign.Long ? 2000 : 200); i++)
        {
            var asked = Math.Round(random.Next(4) == 0 ? random.NextDouble() * 10 : random.NextDouble() * 1000, 1);
            naive = Math.Max(naive, asked);
            listener.Publish(Command, string.Create(CultureInfo.InvariantCulture, $"{{\"value\":{asked},\"by\":\"m{i % 8}\"}}"));
            if (i % 20 == 19)
            {
                var seen = listener.Seen.Count(one => one.Topic == Answer);
                await UntilAsync(() => listener.Seen.Count(one => one.Topic == Answer) > seen || i % 40 == 39);
            }

            highest = Math.Max(highest, controller.Picture.Snapshot.Limits.All.Select(limit => limit.Amps!.Value.L1.Value).DefaultIfEmpty(0).Max());
        }

        Assert.InRange(highest, 0, breaker.Value);
        Assert.All(listener.Seen.Where(one => one.Topic == Answer), one => Assert.True(Effective(one.Text) <= breaker.Value, one.Text));
        Assert.True(naive > breaker.Value, $"{naive}");
        Results.Name("B3", 1, 0, 1, FormattableString.Invariant($"the clamp: {naive:0} A would hold on a breaker of {breaker.Value:0} A"));
    }

    [Fact]
    public async Task B4_garbage_and_ten_megabytes_are_refused_while_the_loop_ticks()
    {
        var seconds = 0.0;
        foreach (var caps in new[] { true, false })
        {
            await using var broker = await MosquittoBroker.StartAsync();
            await using var listener = new BrokerListener(broker, "", "edge/small/events", "edge/small/status", "edge/small/site/#", "edge/small/ack/#");
            await using var controller = await StartAsync(broker, new MqttGatewayOptions { CapsPayloads = caps });
            await OnlineAsync(listener);
            var from = TimeProvider.System.GetTimestamp();
            byte[][] corpus = ["NaN"u8.ToArray(), "1e999"u8.ToArray(), "16,5"u8.ToArray(), [0xC3, 0x28], [], "{\"value\":{}}"u8.ToArray(), "[[[["u8.ToArray(), "null,"u8.ToArray(), new byte[10_000_000]];
            foreach (var payload in corpus)
            {
                listener.Publish(Command, payload);
                listener.Publish("em", payload);
            }

            // Ten million digits are a command of ten megabytes, too.
            listener.Publish("edge/small/cmd/circuits/main/limit_kw", Enumerable.Repeat((byte)'0', 10_000_000).ToArray());
            listener.Publish(Command, "31");
            await UntilAsync(() => listener.Seen.Any(one => one.Topic == Answer && one.Text.Contains("31", StringComparison.Ordinal)));
            var taken = controller.Picture.Snapshot.Limits.All.Count(limit => limit.Power is not null) + listener.Seen.Count(one => one.Topic.EndsWith("limit_kw", StringComparison.Ordinal));
            if (caps)
            {
                Assert.Equal(0, taken);
                seconds = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
                Assert.True(controller.Picture.Lag < TimeSpan.FromSeconds(2), $"{controller.Picture.Lag}");
                Assert.Equal([31.0], controller.Picture.Snapshot.Limits.All.Select(limit => limit.Amps!.Value.L1.Value));
            }
            else
            {
                await UntilAsync(() => listener.Seen.Any(one => one.Topic.EndsWith("ack/circuits/main/limit_kw", StringComparison.Ordinal)));
                Results.Name("B4", 1, seconds, null, "the cap: ten megabytes are read into memory and answered");
            }
        }
    }

    [Fact]
    public async Task B5_a_flood_is_taken_by_its_newest_and_displaces_nothing()
    {
        var counts = new List<(int Answers, double Seconds, double Other)>();
        foreach (var coalesces in new[] { true, false })
        {
            await using var broker = await MosquittoBroker.StartAsync("allow_anonymous true", "max_queued_messages 0", "max_inflight_messages 0");
            await using var listener = new BrokerListener(broker, "", "edge/small/ack/#", "edge/small/status", "edge/small/site/#", "edge/small/events");
            await using var controller = await StartAsync(broker, new MqttGatewayOptions { Coalesces = coalesces });
            await OnlineAsync(listener);
            var messages = Campaign.Long ? 300_000 : 4_000;
            var from = TimeProvider.System.GetTimestamp();
            var flood = MosquittoBroker.RunAsync("mosquitto_pub", "-p", $"{broker.Port}", "-t", Command, "-m", "40", "--repeat", $"{messages}", "--repeat-delay", "0.0002");
            listener.Publish("edge/small/cmd/circuits/main/limit_kw", "20");
            await UntilAsync(() => listener.Seen.Any(one => one.Topic == "edge/small/ack/circuits/main/limit_kw"));
            var answered = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
            await flood;
            var took = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
            await UntilAsync(() => controller.Picture.Snapshot.Limits.All.Any(limit => limit.Amps is not null));
            var answers = listener.Seen.Count(one => one.Topic == Answer);
            output.WriteLine($"coalesces {coalesces}: {messages} messages in {took:0.0} s, {answers} answers, another command answered after {answered:0.00} s, loop late by {controller.Picture.Lag}");
            Assert.True(controller.Picture.Lag < TimeSpan.FromSeconds(2), $"{controller.Picture.Lag}");
            Assert.True(answered < 10, $"{answered}");
            counts.Add((answers, took, answered));
        }

        // At most twenty answers a second, and a few of the seconds after.
        Assert.InRange(counts[0].Answers, 1, (20 * counts[0].Seconds) + 20);
        Assert.True(counts[1].Answers > 5 * counts[0].Answers, $"{counts[1].Answers} against {counts[0].Answers}");
        Results.Name("B5", 1, counts[0].Other, null, FormattableString.Invariant($"coalescing: {counts[1].Answers} answers in place of {counts[0].Answers}"));
    }

    [Fact]
    public async Task B6_a_second_controller_with_the_same_base_is_an_alarm_and_one_with_another_is_none()
    {
        foreach (var same in new[] { true, false })
        {
            await using var broker = await MosquittoBroker.StartAsync();
            await using var listener = new BrokerListener(broker, "", "edge/#");
            await using var one = await StartAsync(broker);
            await OnlineAsync(listener);
            var from = TimeProvider.System.GetTimestamp();
            await using var two = await StartAsync(broker, text: BrokerSite.Text(broker.Port).Replace("base: edge/small", same ? "base: edge/small" : "base: edge/other", StringComparison.Ordinal));
            if (same)
            {
                await UntilAsync(() => listener.Seen.Any(seen => seen.Topic.EndsWith("/events", StringComparison.Ordinal) && seen.Text.Contains("alarm second-controller", StringComparison.Ordinal)));
                Results.Name("B6", 1, TimeProvider.System.GetElapsedTime(from).TotalSeconds, null, "the same client id: with another base no alarm");
            }
            else
            {
                await UntilAsync(() => listener.Newest("edge/other/status") == "online" && TimeProvider.System.GetElapsedTime(from).TotalSeconds > 4);
                Assert.DoesNotContain(listener.Seen, seen => seen.Text.Contains("second-controller", StringComparison.Ordinal));
            }
        }
    }

    private static double Effective(string answer)
    {
        using var json = System.Text.Json.JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("effective").GetDouble();
    }

    private static async Task<RunningController> StartAsync(MosquittoBroker broker, MqttGatewayOptions? options = null, string? text = null)
    {
        var site = SiteFileReader.Read(text ?? BrokerSite.Text(broker.Port), "site.yaml", Examples.Templates).Site!;
        var any = ListenAddress.Parse("127.0.0.1:0")!;
        var controller = new RunningController(
            site,
            Examples.Templates,
            new ControllerOptions { Http = any, Ocpp = any, Mqtt = (options ?? new MqttGatewayOptions()) with { LongestBackOff = TimeSpan.FromSeconds(2) } },
            TimeProvider.System,
            LoggerFactory.Create(logging => logging.AddProvider(new ErrorLog())));
        Assert.Null(await controller.StartAsync(TestContext.Current.CancellationToken));
        return controller;
    }

    private static Task OnlineAsync(BrokerListener listener) => UntilAsync(() => listener.Newest("edge/small/status") == "online" && listener.Newest("edge/small/site/mode") is not null);

    private static async Task UntilAsync(Func<bool> condition)
    {
        var time = TimeProvider.System;
        var from = time.GetTimestamp();
        while (!condition())
        {
            Assert.True(time.GetElapsedTime(from).TotalSeconds < 60, "not within 60 s");
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, TestContext.Current.CancellationToken);
        }
    }
}
