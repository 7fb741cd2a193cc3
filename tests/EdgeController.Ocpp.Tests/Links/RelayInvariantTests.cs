using System.Text;
using EdgeController.Core.Balancing;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>
/// The invariants of the relay on random conversations (numbers as in the fault catalogue). I5: what is passed on has the bytes and the
/// order in which it came. I6: each call gets exactly one answer; one that a
/// station never answers is not answered in its place. (I7, transactions across a crash, needs the journal.)
/// </summary>
public class RelayInvariantTests
{
    private static readonly int Conversations = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 2_000 : 40;

    private static readonly string[] Spaces = ["", " ", "  ", "\t", "\n", "\r\n "];

    private static readonly string[] Payloads =
    [
        "{}", """{"a":1.50e+1,"b":[ 1 ,2],"c":"\u00e4\/"}""", """{"vendorId":"x","data":"{\"format\":\"OCMF\", \"SD\":\"30AA\"}"}""", """{"z":1,"a":{"y":null},"n":-0.0}""", """{ "meterValue" : [ ] }""",
    ];

    [Fact]
    public void I5_what_is_passed_on_has_the_bytes_and_the_order_in_which_it_came()
    {
        for (var seed = 1; seed <= Conversations; seed++)
        {
            var random = new Random(seed);
            var rig = new LinkRig().Ready();
            var (up, down) = (new List<string>(), new List<string>());
            for (var n = 0; n < 60; n++)
            {
                if (random.Next(2) == 0)
                {
                    var call = Frame(random, 2, $"s{n}", "DataTransfer");
                    var answer = Frame(random, 3, $"s{n}");
                    up.Add(call);
                    down.Add(answer);
                    rig.FromStation(call).FromCsms(answer);
                }
                else
                {
                    var call = Frame(random, 2, $"c{n}", "DataTransfer");
                    var answer = Frame(random, 3, $"c{n}");
                    down.Add(call);
                    up.Add(answer);
                    rig.FromCsms(call).FromStation(answer);
                }
            }

            Assert.True(up.SequenceEqual(rig.Csms), $"seed {seed}: other bytes or another order to the back end");
            Assert.True(down.SequenceEqual(rig.Station), $"seed {seed}: other bytes or another order to the station");
        }
    }

    [Fact]
    public void I5_only_messages_of_the_rewrite_list_arrive_changed()
    {
        var rig = new LinkRig().Ready();
        rig.FromCsms("""[2,"p1","SetChargingProfile", {"connectorId":1}]""");
        Assert.DoesNotContain("""[2,"p1","SetChargingProfile", {"connectorId":1}]""", rig.Station);
        Assert.Single(AnswersTo(rig.Csms, "p1"));
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    public void I6_each_call_of_the_back_end_that_the_station_answers_however_late_and_often_gets_exactly_one_answer(string version)
    {
        for (var seed = 1; seed <= Conversations; seed++)
        {
            var random = new Random(seed);
            var rig = new LinkRig().Connected(version).Wait(3).Forget();
            for (var n = 0; n < 30; n++)
            {
                rig.FromCsms(Frame(random, 2, $"c{n}", random.Next(3) == 0 ? "SetChargingProfile" : "DataTransfer"));
                Answer(rig, random, oneIn: 3);
                rig.Wait(random.Next(0, 4));
                rig.Setpoint(6 + random.Next(10), random.Next(2) == 0 ? SetpointChange.Decrease : SetpointChange.Increase);
            }

            for (var second = 0; second < 60; second++)
            {
                Answer(rig, random, oneIn: 1);
                rig.Wait(1);
            }

            for (var n = 0; n < 30; n++)
            {
                var answers = AnswersTo(rig.Csms, $"c{n}").Count();
                Assert.True(answers == 1, $"seed {seed}: c{n} was answered {answers} times");
            }
        }
    }

    [Fact]
    public void I6_each_call_of_the_station_gets_exactly_one_answer_whatever_the_back_end_repeats()
    {
        for (var seed = 1; seed <= Conversations; seed++)
        {
            var random = new Random(seed);
            var rig = new LinkRig().Ready();
            for (var n = 0; n < 40; n++)
            {
                rig.FromStation(Frame(random, 2, $"s{n}", "Heartbeat"));
                for (var times = random.Next(1, 4); times > 0; times--)
                {
                    rig.FromCsms(Frame(random, random.Next(4) == 0 ? 4 : 3, $"s{n}"));
                }
            }

            for (var n = 0; n < 40; n++)
            {
                Assert.True(AnswersTo(rig.Station, $"s{n}").Count() == 1, $"seed {seed}: s{n} was answered {AnswersTo(rig.Station, $"s{n}").Count()} times");
            }
        }
    }

    /// <summary>A station that answers late, and some calls again and again.</summary>
    private static void Answer(LinkRig rig, Random random, int oneIn)
    {
        foreach (var text in rig.Station.ToArray())
        {
            if (OcppFrameParser.Parse(Encoding.UTF8.GetBytes(text), FrameLimits.Default).Frame is { Type: MessageType.Call } call && random.Next(oneIn) == 0)
            {
                rig.FromStation($$"""[3,"{{call.MessageId}}",{"status":"Accepted"}]""");
            }
        }
    }

    private static IEnumerable<string> AnswersTo(IEnumerable<string> texts, string id) => texts.Where(text =>
        OcppFrameParser.Parse(Encoding.UTF8.GetBytes(text), FrameLimits.Default).Frame is { Type: MessageType.CallResult or MessageType.CallError } frame && frame.MessageId == id);

    private static string Frame(Random random, int type, string id, string? action = null)
    {
        string Space() => Spaces[random.Next(Spaces.Length)];
        var payload = Payloads[random.Next(Payloads.Length)];
        var middle = type == 4 ? $"\"InternalError\",{Space()}\"\",{Space()}" : action is null ? "" : $"\"{action}\"{Space()},{Space()}";
        return $"[{Space()}{type}{Space()},{Space()}\"{id}\",{Space()}{middle}{payload}{Space()}]";
    }
}
