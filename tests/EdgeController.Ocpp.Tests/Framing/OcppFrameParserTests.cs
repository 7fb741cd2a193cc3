using System.Text;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Framing;

public class OcppFrameParserTests
{
    [Theory]
    [InlineData("""[2,"a","Heartbeat",{}]""", MessageType.Call, "Heartbeat", "{}")]
    [InlineData(""" [ 3 , "a" , {"x":[1,{"y":null}]} ] """, MessageType.CallResult, null, """{"x":[1,{"y":null}]}""")]
    [InlineData("""[4,"a","GenericError","why",{"d":1}]""", MessageType.CallError, null, """{"d":1}""")]
    [InlineData("""[4,"a","GenericError"]""", MessageType.CallError, null, "")]
    [InlineData("""[5,"a","GenericError","",{}]""", MessageType.CallResultError, null, "{}")]
    [InlineData("""[6,"a","NotifyPeriodicEventStream",{"n":1}]""", MessageType.Send, "NotifyPeriodicEventStream", """{"n":1}""")]
    public void Each_kind_of_frame_is_read_with_its_payload_as_a_slice(string text, MessageType type, string? action, string payload)
    {
        var frame = Parse(text).Frame!;

        Assert.Equal((type, "a", action), (frame.Type, frame.MessageId, frame.Action));
        Assert.Equal(payload, Encoding.UTF8.GetString(frame.Payload.Span));
        Assert.Equal(text, Encoding.UTF8.GetString(frame.Raw.Span));
    }

    [Theory]
    [InlineData("", FrameFault.NotJson, "-1")]
    [InlineData("{}", FrameFault.WrongShape, "-1")]
    [InlineData("[]", FrameFault.WrongShape, "-1")]
    [InlineData("[2]", FrameFault.BadMessageId, "-1")]
    [InlineData("""["2","a","X",{}]""", FrameFault.WrongShape, "-1")]
    [InlineData("""[2.5,"a","X",{}]""", FrameFault.WrongShape, "-1")]
    [InlineData("""[2,7,"X",{}]""", FrameFault.BadMessageId, "-1")]
    [InlineData("""[2,"","X",{}]""", FrameFault.BadMessageId, "-1")]
    [InlineData("""[2,"1234567890123456789012345678901234567","X",{}]""", FrameFault.BadMessageId, "-1")]
    [InlineData("""[2,"a"]""", FrameFault.WrongShape, "a")]
    [InlineData("""[2,"a",3,{}]""", FrameFault.WrongShape, "a")]
    [InlineData("""[2,"a","X"]""", FrameFault.WrongShape, "a")]
    [InlineData("""[2,"a","X",[]]""", FrameFault.WrongShape, "a")]
    [InlineData("""[2,"a","X",null]""", FrameFault.WrongShape, "a")]
    [InlineData("""[2,"a","X",{},1]""", FrameFault.WrongShape, "a")]
    [InlineData("""[2,"a","X",{}]]""", FrameFault.NotJson, "a")]
    [InlineData("""[2,"a","X",{}] trailing""", FrameFault.NotJson, "a")]
    [InlineData("""[2,"a","X",{"k":1,"k":2}]""", FrameFault.DuplicateKey, "a")]
    [InlineData("""[2,"a","X",{"o":[{"k":1,"\u006b":2}]}]""", FrameFault.DuplicateKey, "a")]
    [InlineData("""[2,"a","X",{"k":"\ud800"}]""", FrameFault.BadText, "a")]
    [InlineData("""[2,"\udc00","X",{}]""", FrameFault.BadText, "-1")]
    [InlineData("""[2,"a","X",{"k":1""", FrameFault.NotJson, "a")]
    [InlineData("""[2,"a","X",{"k":NaN}]""", FrameFault.NotJson, "a")]
    [InlineData("""[9,"a","X",{}]""", FrameFault.UnknownMessageType, "a")]
    public void Garbage_becomes_a_named_fault_with_the_id_where_it_was_readable(string text, FrameFault fault, string id)
    {
        var (frame, error) = Parse(text);

        Assert.Null(frame);
        Assert.Equal((fault, id), (error!.Fault, error.MessageId));
    }

    [Theory]
    [InlineData(3, "k2", true)]
    [InlineData(16, "k15", true)]
    [InlineData(17, "k0", true)]
    [InlineData(400, "k17", true)]
    [InlineData(400, "\\u006b3", true)]
    [InlineData(3, "\\u006b1", true)]
    [InlineData(3, "\\u006b3", false)]
    [InlineData(400, "k400", false)]
    public void A_key_is_found_again_among_few_and_many(int count, string last, bool twice)
    {
        var keys = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"k{i}\":{{\"k0\":1}}"));

        Assert.Equal(twice ? FrameFault.DuplicateKey : null, Parse($"[2,\"a\",\"X\",{{{keys},\"{last}\":1}}]").Error?.Fault);
        Assert.NotNull(Parse($"[2,\"a\",\"X\",{{{keys}}}]").Frame);
    }

    [Fact]
    public void Deep_nesting_size_and_broken_utf8_are_faults()
    {
        var deep = $$"""[2,"a","X",{"k":{{new string('[', 40)}}{{new string(']', 40)}}}]""";
        var allowed = $$"""[2,"a","X",{"k":{{new string('[', 30)}}{{new string(']', 30)}}}]""";

        Assert.Equal(FrameFault.TooDeep, Parse(deep).Error!.Fault);
        Assert.NotNull(Parse(allowed).Frame);
        Assert.Equal(FrameFault.TooBig, OcppFrameParser.Parse(new byte[(256 * 1024) + 1], FrameLimits.Default).Error!.Fault);
        Assert.Equal(FrameFault.NotUtf8, OcppFrameParser.Parse(new byte[] { (byte)'[', 0xC3, 0x28 }, FrameLimits.Default).Error!.Fault);
    }

    [Fact]
    public void The_same_key_in_two_objects_is_no_fault() =>
        Assert.NotNull(Parse("""[2,"a","X",{"list":[{"k":1},{"k":2}],"o":{"k":3},"k":4}]""").Frame);

    [Theory]
    [InlineData(20260301)]
    public void Five_thousand_mutations_never_throw(int seed)
    {
        var random = new Random(seed);
        var original = Encoding.UTF8.GetBytes("""[2,"id-1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"1\u00e9"}]}]}]""");
        var faults = 0;
        for (var n = 0; n < 5000; n++)
        {
            var bytes = original.ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var place = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[place] = (byte)random.Next(256); break;
                    case 1: bytes.RemoveAt(place); break;
                    case 2: bytes.Insert(place, (byte)"[]{}\",:\\u0"[random.Next(10)]); break;
                    default: bytes.InsertRange(place, bytes.GetRange(place, Math.Min(8, bytes.Count - place))); break;
                }
            }

            var result = OcppFrameParser.Parse(bytes.ToArray(), FrameLimits.Default);
            Assert.True(result.Frame is null != result.Error is null, $"seed {seed}, mutation {n}");
            faults += result.Error is null ? 0 : 1;
        }

        Assert.InRange(faults, 2500, 4999);
    }

    [Theory]
    [InlineData("1.6", "FormationViolation")]
    [InlineData("2.0.1", "FormatViolation")]
    [InlineData("2.1", "FormatViolation")]
    public void Faults_are_told_in_the_words_of_the_version(string version, string code) =>
        Assert.Equal(code, new FrameError(FrameFault.NotJson, "a", MessageType.Call).Code(version));

    [Fact]
    public void Another_id_leaves_every_other_byte()
    {
        var frame = Parse("""[ 3 , "old", {"odd" :  "sp\u00e4ce"}]""").Frame!;

        Assert.Equal("""[ 3 , "new", {"odd" :  "sp\u00e4ce"}]""", Encoding.UTF8.GetString(OcppFrameWriter.WithMessageId(frame, "new")));
    }

    private static FrameParseResult Parse(string text) => OcppFrameParser.Parse(Encoding.UTF8.GetBytes(text), FrameLimits.Default);

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(300)]
    public void A_key_that_comes_twice_is_found_among_any_number(int keys)
    {
        var fields = string.Join(',', Enumerable.Range(0, keys).Select(n => $$"""
            "k{{n}}":{"a":1,"b":[{"a":1}]}
            """));

        Assert.NotNull(Parse($$"""[2,"a","X",{"y":0,{{fields}},"z":0}]""").Frame);
        Assert.Equal(FrameFault.DuplicateKey, Parse($$"""[2,"a","X",{"y":0,{{fields}},"k0":0}]""").Error?.Fault);
        Assert.Equal(FrameFault.DuplicateKey, Parse($$"""[2,"a","X",{"y":0,{{fields}},"\u006b{{keys - 1}}":0}]""").Error?.Fault);
        Assert.Equal(FrameFault.DuplicateKey, Parse($$"""[2,"a","X",{"\u006b0":0,{{fields}}}]""").Error?.Fault);
    }
}
