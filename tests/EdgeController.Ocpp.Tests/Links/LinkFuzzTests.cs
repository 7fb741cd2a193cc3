using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Tests.Links;

public class LinkFuzzTests
{
    [Theory]
    [InlineData(1, "1.6")]
    [InlineData(2, "1.6")]
    [InlineData(3, "1.6")]
    [InlineData(4, "2.0.1")]
    [InlineData(5, "2.1")]
    [InlineData(6, "2.1")]
    [InlineData(7, "1.6", true)]
    [InlineData(8, "2.0.1", true)]
    [InlineData(9, "2.1", true)]
    public void Any_order_of_inputs_keeps_the_promises(int seed, string version, bool journal = false)
    {
        var random = new Random(seed);
        var rig = new LinkRig(evses: 2, book: journal ? StationBook.Empty : null) { Disk = () => random.Next(5) == 0 ? "no space left" : null };
        for (var n = 0; n < 4000; n++)
        {
            rig.Forget();
            One(rig, random, n, version);

            Assert.True(rig.Link.NextDeadline is not { } due || due > rig.Now, $"seed {seed}, step {n}: deadline {rig.Link.NextDeadline} at {rig.Now}");
            Assert.DoesNotContain(rig.Csms, text => text.Contains("\"ec-", StringComparison.Ordinal));
            Assert.True(rig.Outputs.OfType<CloseStation>().Count() <= 1);
        }
    }

    [Fact]
    public void Without_the_overtaking_rule_a_decrease_would_wait_for_a_silent_station()
    {
        var rig = new LinkRig(options: new StationLinkOptions { Overtake = TimeSpan.FromMinutes(10) });
        rig.Ready().FromCsms("""[2,"c1","A",{}]""").Setpoint(8, SetpointChange.Decrease).Wait(30);

        Assert.Single(rig.Station);
    }

    private static void One(LinkRig rig, Random random, int n, string version)
    {
        switch (random.Next(28))
        {
            case 0 or 1: rig.Give(new StationOpened(random.Next(5) == 0 ? "2.1" : version)); break;
            case 2 when random.Next(4) == 0: rig.Give(new StationClosed("gone")); break;
            case 3 or 4 or 5: rig.Give(new CsmsOpened()); break;
            case 6 when random.Next(3) == 0: rig.Give(new CsmsClosed("gone")); break;
            case 7: rig.FromStation($$"""[2,"s{{n}}","BootNotification",{}]"""); break;
            case 8: rig.FromCsms($$"""[3,"s{{n - 1}}",{"status":"Accepted","transactionId":{{n}}}]"""); break;
            case 9: rig.Status(); break;
            case 10: rig.StartTransaction(n, random.Next(1, 3)); break;
            case 11: rig.FromCsms($$"""[2,"c{{n}}","Reset",{}]"""); break;
            case 12: rig.FromStation($$"""[3,"c{{n - random.Next(5)}}",{}]"""); break;
            case 13: rig.Setpoint(random.Next(6, 32), (SetpointChange)random.Next(1, 4), random.Next(1, 3)); break;
            case 14: rig.FromStation("rubbish"); break;
            case 15: rig.FromStation($$"""[2,"m{{n}}","MeterValues",{"connectorId":1,"transactionId":5,"meterValue":[]}]"""); break;
            case 17: rig.Connector(Words[random.Next(Words.Length)], random.Next(0, 4), random.Next(0, 3)); break;
            case 18: rig.Event(Types[random.Next(3)], rig.Values("""{"value":7,"measurand":"Current.Import"}"""), State(random), $"T{random.Next(3)}"); break;
            case 19: rig.Event("Started", $$""","offline":{{(random.Next(3) == 0 ? "true" : "false")}},"evse":{"id":{{random.Next(0, 4)}}}""", State(random), $"T{random.Next(3)}"); break;
            case 20: rig.FromStation($$"""[2,"r{{n}}","NotifyReport",{"requestId":{{(random.Next(2) == 0 ? 905000001 : 1)}},"reportData":[{{Variable(random)}}]}]"""); break;
            case 21: rig.FromStation($$"""[2,"b{{n}}","BootNotification",{"reason":"{{(random.Next(2) == 0 ? "Triggered" : "PowerUp")}}"}]"""); break;
            case 22: rig.FromCsms($$"""[3,"b{{n - 1}}",{"status":"Accepted"}]"""); break;
            case 23: rig.FromStation($$"""[{{random.Next(2, 8)}},"w{{n}}","TransactionEvent",{"transactionInfo":{"transactionId":{{n}}},"evse":{{n % 3}}}]"""); break;
            case 16 when rig.Link.NextDeadline is { } due: rig.Wait((due - rig.Now).TotalSeconds); break;
            default: rig.Wait(random.Next(1, 8)); break;
        }

        // A station that answers most of what it is asked.
        foreach (var output in rig.Outputs.OfType<ToStation>().ToArray())
        {
            if (random.Next(4) != 0 && OcppFrameParser.Parse(output.Utf8, FrameLimits.Default).Frame is { Type: MessageType.Call } call)
            {
                rig.FromStation(Answer(call, random));
            }
        }
    }

    private static readonly string[] Words = ["Available", "Occupied", "Reserved", "Unavailable", "Faulted", "Charging"];

    private static readonly string[] Types = ["Started", "Updated", "Ended"];

    private static readonly string[] States = ["EVConnected", "Charging", "SuspendedEV", "SuspendedEVSE", "Idle", "Invented"];

    private static readonly string[] Refusals = ["UnsupportedRateUnit", "DuplicateProfile", "NoPhaseForDC", "TxNotFound"];

    private static string State(Random random) => random.Next(2) == 0 ? "" : $",\"chargingState\":\"{States[random.Next(States.Length)]}\"";

    private static string Variable(Random random)
    {
        var (name, value) = random.Next(4) switch
        {
            0 => ("RateUnit", random.Next(2) == 0 ? "W" : "A,W"),
            1 => ("Enabled", random.Next(4) == 0 ? "false" : "true"),
            2 => ("ProfileStackLevel", $"{random.Next(-1, 3)}"),
            _ => ("MaxExternalConstraintsId", $"{random.Next()}"),
        };
        return $$$"""{"component":{"name":"SmartChargingCtrlr"},"variable":{"name":"{{{name}}}"},"variableAttribute":[{"value":"{{{value}}}"}]}""";
    }

    private static string Answer(OcppFrame call, Random random) => random.Next(8) switch
    {
        0 => $$"""[4,"{{call.MessageId}}","NotImplemented","",{}]""",
        1 => $$$"""[3,"{{{call.MessageId}}}",{"status":"Rejected","statusInfo":{"reasonCode":"{{{Refusals[random.Next(Refusals.Length)]}}}"}}]""",
        _ => $$"""[3,"{{call.MessageId}}",{"status":"Accepted"}]""",
    };
}
