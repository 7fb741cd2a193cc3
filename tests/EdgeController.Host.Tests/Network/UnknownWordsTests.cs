using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Network;

/// <summary>Words that the controller does not know, and signed values: passed on byte for byte, over real sockets.</summary>
public sealed class UnknownWordsTests
{
    /// <summary>OCMF as stations write it: text within text, escapes and numbers as nobody else would write them.</summary>
    private const string Ocmf =
        """OCMF|{"FV" : "1.0","GI":"S\u0041N","PG":"T1","RD":[{"TM":"2026-03-02T10:00:00,000+0100 S","TX":"B","RV":0001.500,"RI":"1-b:1.8.0","RU":"kWh","ST":"G"}]}|{"SD":"3045\/02"}""";

    private static readonly string[] Spaces = ["", " ", "\t", "\n  "];

    [Fact]
    public async Task C9_unknown_actions_and_vendor_messages_pass_both_ways_byte_for_byte()
    {
        await using var csms = await ScriptedCsms.StartAsync(_ => null);
        await using var rig = await NetworkRig.StartAsync(csms: ScriptedCsms.At(csms.Port));
        var station = await rig.ConnectAsync(1, answer: text => text.Contains("\"ec-", StringComparison.Ordinal) ? Peer.AcceptAll(text) : null);
        var upstream = await csms.StationAsync(1);
        var (random, slowest, changed) = (new Random(9), 0.0, 0);
        for (var i = 0; i < 100; i++)
        {
            var (from, to) = i % 2 == 0 ? (station, upstream) : (upstream, station);
            var call = Odd(random, i);
            var sent = TimeProvider.System.GetTimestamp();
            await PassAsync(from, to, call);
            await PassAsync(to, from, $"[3 ,\"odd{i}\",{{ \"status\" :\"Acce\\u0070ted\"}}]");
            slowest = Math.Max(slowest, TimeProvider.System.GetElapsedTime(sent).TotalSeconds);
            changed += JsonNode.Parse(call)!.ToJsonString() == call ? 0 : 1;
        }

        ProcessFaults.Name("C9", 100, slowest, $"written anew by a JSON library {changed} of 100 messages arrive changed");
        Assert.InRange(slowest, 0, 10);
        Assert.True(changed > 90, $"{changed}");
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    public async Task D31_signed_meter_values_arrive_with_every_byte_of_theirs(string version)
    {
        await using var csms = await ScriptedCsms.StartAsync();
        await using var rig = await NetworkRig.StartAsync(csms: ScriptedCsms.At(csms.Port));
        var station = await rig.ConnectAsync(1, version);
        var upstream = await csms.StationAsync(1);
        var value = Ocmf.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var sent = TimeProvider.System.GetTimestamp();
        string[] signed = version == "1.6"
            ?
            [
                $"[2, \"sig1\",\"StopTransaction\" ,{{\"transactionId\":7,\"meterStop\":0012e0,\"timestamp\":\"2026-03-02T10:00:00Z\",\"transactionData\":[{{\"timestamp\":\"2026-03-02T10:00:00Z\",\"sampledValue\":[{{\"format\":\"SignedData\",\"value\":\"{value}\"}}]}}]}}]".Replace("0012e0", "12e0", StringComparison.Ordinal),
                $"[2,\"sig2\",\"MeterValues\",{{\"connectorId\":1,\"transactionId\":7,\"meterValue\":[{{\"timestamp\":\"2026-03-02T10:00:00Z\",\"sampledValue\":[ {{\"value\":\"{value}\",\"format\":\"SignedData\"}} ]}}]}}]",
            ]
            : [$"[2, \"sig1\",\"TransactionEvent\",{{\"eventType\":\"Ended\",\"timestamp\":\"2026-03-02T10:00:00.0Z\",\"triggerReason\":\"EVDeparted\",\"seqNo\":3,\"transactionInfo\":{{\"transactionId\":\"t\"}},\"meterValue\":[{{\"timestamp\":\"2026-03-02T10:00:00Z\",\"sampledValue\":[{{\"value\":1.50,\"signedMeterValue\":{{\"signedMeterData\":\"{value}\",\"signingMethod\":\"\",\"encodingMethod\":\"OCMF\",\"publicKey\":\"\"}}}}]}}]}}]"];
        foreach (var message in signed)
        {
            await PassAsync(station, upstream, message);
        }

        ProcessFaults.Safe("D31", sent);
        Assert.All(signed, message => Assert.NotEqual(message, JsonNode.Parse(message)!.ToJsonString()));
        ProcessFaults.Control("D31", "written anew by a JSON library every signed message arrives changed");
    }

    [Fact]
    public async Task D12_an_unknown_action_goes_to_the_back_end_and_while_that_is_away_the_station_is_told_that_nobody_knows_it()
    {
        var csms = await ScriptedCsms.StartAsync(text => text.Contains("Unheard", StringComparison.Ordinal) ? null : Peer.AcceptAll(text));
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Link = new() { ConnectingGrace = TimeSpan.FromSeconds(1) } }, ScriptedCsms.At(csms.Port));
        var station = await rig.ConnectAsync(1);
        var upstream = await csms.StationAsync(1);
        const string Call = "[2,\"u1\",\"Unheard\", {\"a\":1.0}]";
        await PassAsync(station, upstream, Call);

        // Off: nobody answers in the place of a back end that is there and silent.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(station.Received, text => text.Contains("\"u1\"", StringComparison.Ordinal));
        ProcessFaults.Control("D12", "a back end that is there and silent: no answer after 1 s");

        await csms.DisposeAsync();
        var from = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync("the loss", () => rig.Logged("no connection to the CSMS of N001"));
        await station.SendAsync(Call.Replace("u1", "u2", StringComparison.Ordinal));
        await Until.TrueAsync("an answer", () => station.Received.Any(text => text.StartsWith("[4,\"u2\",\"NotImplemented\"", StringComparison.Ordinal)));
        ProcessFaults.Safe("D12", from);
    }

    private static async Task PassAsync(Peer from, Peer to, string text)
    {
        await from.SendAsync(text);
        await Until.TrueAsync(text, () => to.Received.Contains(text, StringComparer.Ordinal));
    }

    /// <summary>A CALL as no library of ours would write it.</summary>
    private static string Odd(Random random, int number)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"[2,{Space()}\"odd{number}\"{Space()},\"{(random.Next(2) == 0 ? "DataTransfer" : $"Vendor{random.Next(1000)}")}\",{Space()}{{\"vendorId\":\"x\\u0041\\/\",{Space()}\"n\" : {random.Next(1000)}.500,\"e\":1E+2,\"fill\":\"{new string('ü', random.Next(3000))}\"}}{Space()}]");
        return text.ToString();

        string Space() => Spaces[random.Next(Spaces.Length)];
    }
}
