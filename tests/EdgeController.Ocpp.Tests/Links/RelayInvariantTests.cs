using System.Text;
using EdgeController.Core.Balancing;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>
/// The invariants of the relay on random conversations (numbers as in the fault catalogue). I5: what is passed on has the bytes and the
/// order in which it came. I6: each call gets exactly one answer; one that a station never answers is not answered in its place. Each once
/// more over something that breaks it (<see cref="BareWire"/>), which must be noticed. (I7, transactions across a crash, needs the journal.)
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
    public void I5_what_is_passed_on_has_the_bytes_and_the_order_in_which_it_came() =>
        Holds(random => PassesOn(random, new LinkBetween(new LinkRig().Ready())));

    [Fact]
    public void I5_would_notice_a_relay_that_writes_messages_anew() =>
        Fails(random => PassesOn(random, new LinkBetween(new LinkRig().Ready(), LinkBetween.WrittenAnew, LinkBetween.WrittenAnew)));

    [Fact]
    public void I5_would_notice_a_message_that_overtakes_another() =>
        Fails(random => PassesOn(random, new LinkBetween(new LinkRig().Ready(), toCsms: LinkBetween.Overtaking)));

    [Fact]
    public void I5_only_messages_of_the_rewrite_list_arrive_changed()
    {
        const string Profile = """[2,"p1","SetChargingProfile", {"connectorId":1}]""";
        Assert.True(IsIntercepted(new LinkBetween(new LinkRig().Ready())));
        Assert.False(IsIntercepted(new BareWire()));

        static bool IsIntercepted(IBetween between)
        {
            between.FromCsms(Profile);
            return !between.Station.Contains(Profile) && AnswersTo(between.Csms, "p1").Count() == 1;
        }
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    public void I6_each_call_of_the_back_end_that_the_station_answers_however_late_and_often_gets_exactly_one_answer(string version) =>
        Holds(random => AnswersTheBackEnd(random, new LinkBetween(new LinkRig().Connected(version).Wait(3).Forget())));

    [Fact]
    public void I6_would_notice_that_the_back_end_gets_each_answer_of_the_station() =>
        Fails(random => AnswersTheBackEnd(random, new BareWire()));

    [Fact]
    public void I6_would_notice_that_the_back_end_gets_no_answer() =>
        Fails(random => AnswersTheBackEnd(random, new LinkBetween(new LinkRig().Connected("1.6").Wait(3).Forget(), toCsms: LinkBetween.WithLosses)));

    [Fact]
    public void I6_each_call_of_the_station_gets_exactly_one_answer_whatever_the_back_end_repeats() =>
        Holds(random => AnswersTheStation(random, new LinkBetween(new LinkRig().Ready())));

    [Fact]
    public void I6_would_notice_that_the_station_gets_each_answer_of_the_back_end() =>
        Fails(random => AnswersTheStation(random, new BareWire()));

    [Fact]
    public void I6_would_notice_that_the_station_gets_no_answer() =>
        Fails(random => AnswersTheStation(random, new LinkBetween(new LinkRig().Ready(), toStation: LinkBetween.WithLosses)));

    private static void Holds(Func<Random, string?> property)
    {
        for (var seed = 1; seed <= Conversations; seed++)
        {
            var wrong = property(new Random(seed));
            Assert.True(wrong is null, $"seed {seed}: {wrong}");
        }
    }

    /// <summary>The control: with the protection gone no conversation may pass.</summary>
    private static void Fails(Func<Random, string?> property)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            Assert.True(property(new Random(seed)) is not null, $"seed {seed}: nothing was noticed");
        }
    }

    /// <summary>What is wrong with the bytes or the order; null where nothing is.</summary>
    private static string? PassesOn(Random random, LinkBetween between)
    {
        var (up, down) = (new List<string>(), new List<string>());
        for (var n = 0; n < 60; n++)
        {
            if (random.Next(2) == 0)
            {
                up.Add(Frame(random, 2, $"s{n}", "DataTransfer"));
                down.Add(Frame(random, 3, $"s{n}"));
                between.FromStation(up[^1]);
                between.FromCsms(down[^1]);
            }
            else
            {
                down.Add(Frame(random, 2, $"c{n}", "DataTransfer"));
                up.Add(Frame(random, 3, $"c{n}"));
                between.FromCsms(down[^1]);
                between.FromStation(up[^1]);
            }
        }

        return !up.SequenceEqual(between.Csms) ? "other bytes or another order to the back end"
            : !down.SequenceEqual(between.Station) ? "other bytes or another order to the station"
            : null;
    }

    private static string? AnswersTheBackEnd(Random random, IBetween between)
    {
        for (var n = 0; n < 30; n++)
        {
            between.FromCsms(Frame(random, 2, $"c{n}", random.Next(3) == 0 ? "SetChargingProfile" : "DataTransfer"));
            Answer(between, random, oneIn: 3);
            between.Wait(random.Next(0, 4));
            between.Setpoint(6 + random.Next(10), random.Next(2) == 0 ? SetpointChange.Decrease : SetpointChange.Increase);
        }

        for (var second = 0; second < 60; second++)
        {
            Answer(between, random, oneIn: 1);
            between.Wait(1);
        }

        return NotOnce(between.Csms, "c", 30);
    }

    private static string? AnswersTheStation(Random random, IBetween between)
    {
        for (var n = 0; n < 40; n++)
        {
            between.FromStation(Frame(random, 2, $"s{n}", "Heartbeat"));
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                between.FromCsms(Frame(random, random.Next(4) == 0 ? 4 : 3, $"s{n}"));
            }
        }

        return NotOnce(between.Station, "s", 40);
    }

    /// <summary>The first of those calls that was not answered exactly once.</summary>
    private static string? NotOnce(IEnumerable<string> texts, string prefix, int calls)
    {
        var all = texts.ToArray();
        for (var n = 0; n < calls; n++)
        {
            if (AnswersTo(all, $"{prefix}{n}").Count() is var answers and not 1)
            {
                return $"{prefix}{n} was answered {answers} times";
            }
        }

        return null;
    }

    /// <summary>A station that answers late, and some calls again and again.</summary>
    private static void Answer(IBetween between, Random random, int oneIn)
    {
        foreach (var text in between.Station.ToArray())
        {
            if (OcppFrameParser.Parse(Encoding.UTF8.GetBytes(text), FrameLimits.Default).Frame is { Type: MessageType.Call } call && random.Next(oneIn) == 0)
            {
                between.FromStation($$"""[3,"{{call.MessageId}}",{"status":"Accepted"}]""");
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
