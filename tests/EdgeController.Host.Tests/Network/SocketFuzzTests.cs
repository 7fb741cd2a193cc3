using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Host.Tests.Network;

/// <summary>Mutated messages of all versions over several connections at once; EDGE_LONG=1 sends ten times as many.</summary>
[Collection(MeasuredCollection.Name)]
public sealed class SocketFuzzTests
{
    private const int Seed = 20260117;
    private const double FlatMiB = 24;

    private static readonly string[] Corpus =
    [
        """[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M","firmwareVersion":"1"}]""",
        """[2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Charging","timestamp":"2026-01-01T00:00:00Z"}]""",
        """[2,"3","StartTransaction",{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}]""",
        """[2,"4","MeterValues",{"connectorId":1,"transactionId":7,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"16.0","measurand":"Current.Import","unit":"A","phase":"L1"}]}]}]""",
        """[2,"5","StopTransaction",{"transactionId":7,"meterStop":10,"timestamp":"2026-01-01T00:00:00Z","reason":"Local"}]""",
        """[2,"6","DataTransfer",{"vendorId":"v","data":"\u00e4\ud83d\ude00 \"x\""}]""",
        """[2,"7","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"V","customData":{"vendorId":"c","a":[1,2.5e3,null,true]}}}]""",
        """[2,"8","TransactionEvent",{"eventType":"Updated","timestamp":"2026-01-01T00:00:00.123Z","triggerReason":"MeterValuePeriodic","seqNo":3,"transactionInfo":{"transactionId":"t","chargingState":"Charging"},"evse":{"id":1,"connectorId":1},"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":11.5,"measurand":"Power.Active.Import","unitOfMeasure":{"unit":"kW","multiplier":0}}]}]}]""",
        """[2,"9","NotifyEVChargingNeeds",{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase","departureTime":"2026-01-01T08:00:00Z","acChargingParameters":{"energyAmount":20000,"evMinCurrent":6,"evMaxCurrent":32,"evMaxVoltage":400}}}]""",
        """[2,"a","NotifyReport",{"requestId":1,"generatedAt":"2026-01-01T00:00:00Z","seqNo":0,"tbc":true,"reportData":[{"component":{"name":"SmartChargingCtrlr"},"variable":{"name":"Enabled"},"variableAttribute":[{"type":"Actual","value":"true"}]}]}]""",
        """[6,"b","NotifyPeriodicEventStream",{"id":1,"pending":0,"basetime":"2026-01-01T00:00:00Z","data":[{"t":0.1,"v":"230"}]}]""",
        """[3,"c",{"status":"Accepted"}]""",
        """[4,"d","InternalError","text",{"x":1}]""",
        """[5,"e","FormatViolation","text",{}]""",
    ];

    private static readonly string[] Pieces = ["[", "]", "{", "}", "\"", ",", ":", "\\ud800", "\\u0000", "1e9999", "-0", "null", "\0", "\u00e9", "{\"a\":{\"a\":", "NaN", "99999999999999999999", "  ", "\"a\":1,\"a\":2"];

    [Fact]
    public async Task Mutated_messages_of_every_version_harm_nobody_else()
    {
        var frames = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 100_000 : 10_000;
        await using var csms = await ScriptedCsms.StartAsync(AnswerAny);
        var network = new NetworkOptions { Link = new StationLinkOptions { CsmsCallTimeout = TimeSpan.FromSeconds(1) }, Socket = new OcppSocketOptions { Messages = Allowance.Unlimited, CloseTimeout = TimeSpan.FromMilliseconds(500) } };
        await using var rig = await NetworkRig.StartAsync(network, ScriptedCsms.At(csms.Port));
        await using var health = await Health.StartAsync(rig, 6);

        // The first part warms up what any run of the process allocates once.
        var first = await FuzzAllAsync(rig, Seed, frames / 5);
        var before = Memory.SettledMiB();
        var rest = await FuzzAllAsync(rig, Seed + 100, frames * 4 / 5);
        var grown = Memory.SettledMiB() - before;

        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant($"seed {Seed}: {first.Sent + rest.Sent} frames, {first.Closed + rest.Closed} connections closed, {grown:0.0} MiB, {health.Answered} answers to the healthy station, worst {health.WorstSeconds:0.000} s"));
        Assert.Equal(frames, first.Sent + rest.Sent);
        Assert.InRange(first.Closed + rest.Closed, frames / 200, frames);
        Assert.InRange(grown, -1000, FlatMiB);
        await health.AssertGoodAsync();
        await NetworkRig.AssertServedAsync(await AgainAsync(rig, 1, "1.6"));
    }

    private static async Task<(int Sent, int Closed)> FuzzAllAsync(NetworkRig rig, int seed, int frames)
    {
        string[] versions = ["1.6", "2.0.1", "2.1", "1.6"];
        var all = await Task.WhenAll(versions.Select((version, at) => FuzzAsync(rig, at + 1, version, new Random(seed + at), frames / versions.Length)));
        return (all.Sum(one => one.Sent), all.Sum(one => one.Closed));
    }

    private static async Task<(int Sent, int Closed)> FuzzAsync(NetworkRig rig, int number, string version, Random random, int frames)
    {
        var closed = 0;
        var station = await AgainAsync(rig, number, version);
        for (var sent = 0; sent < frames;)
        {
            var type = random.Next(400) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
            if (station.IsOpen && await station.TrySendAsync(Mutate(random), type))
            {
                sent++;
                if (sent % 10 == 0)
                {
                    await ReadAsync(station, sent);
                }

                continue;
            }

            closed++;
            station = await AgainAsync(rig, number, version);
        }

        station.Abort();
        return (frames, closed);
    }

    /// <summary>Waits until all that was sent has been read: the answer to one more call, or the end.</summary>
    private static async Task ReadAsync(Peer station, int number)
    {
        var id = FormattableString.Invariant($"sync-{number}");
        await station.TrySendAsync(Encoding.UTF8.GetBytes($"[2,\"{id}\",\"Heartbeat\",{{}}]"));
        await Until.TrueAsync("what was sent to be read", () => station.Ended.IsCompleted || station.Received.Any(text => text.Contains(id, StringComparison.Ordinal)));
    }

    /// <summary>A back end that reads as leniently as it can and answers every call.</summary>
    private static string? AnswerAny(string text)
    {
        try
        {
            using var call = JsonDocument.Parse(text);
            return call.RootElement[0].GetInt32() == 2 ? $"[3,{call.RootElement[1].GetRawText()},{{\"status\":\"Accepted\",\"transactionId\":7,\"currentTime\":\"2026-01-01T00:00:00Z\"}}]" : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<Peer> AgainAsync(NetworkRig rig, int number, string version)
    {
        Peer? peer = null;
        await Until.TrueAsync("the station to be let in again", async () =>
            (peer = (await Peer.TryConnectAsync(new Uri($"ws://127.0.0.1:{rig.Port}/ocpp/N{number:000}"), "ocpp" + version, deflate: true)).Peer) is not null);
        return peer!;
    }

    private static byte[] Mutate(Random random)
    {
        var text = new StringBuilder(Corpus[random.Next(Corpus.Length)]);
        for (var left = random.Next(4); left > 0 && text.Length > 2; left--)
        {
            var at = random.Next(text.Length);
            var length = random.Next(1, Math.Min(20, text.Length - at) + 1);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, length));
                    break;
                case 3:
                    text[at] = (char)random.Next(1, 0x250);
                    break;
                case 4:
                    text.Length = at + 1;
                    break;
                default:
                    text.Insert(at, string.Concat(Enumerable.Repeat(Pieces[random.Next(Pieces.Length)], random.Next(1, 200))));
                    break;
            }
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (random.Next(5) == 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
