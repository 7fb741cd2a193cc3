using System.Text;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Messages.V201;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Mapping.V2x;

/// <summary>Messages with meter values are read off the frame in one pass; what comes out is what the message's record would have given.</summary>
public class MeteredMessageTests
{
    private static readonly string[] Words =
    [
        "1", "\"1\"", "\"+1\"", "\"1 \"", "1.0", "1e0", "99999999999", "0", "null", "true", "{}", "{\"unit\":\"kW\",\"multiplier\":-1}", "{\"unit\":7}", "{\"multiplier\":\"3\"}", "[]", "[null]", "[7]", "[{}]", "\"\"", "\"\\u0031\"", "\"16,5\"", "\" 7 \"",
        "\"1,234.5\"", "\"NaN\"", "-3", "\"-0\"", "\"1e999\"", "\"kW\"", "\"Wh\"", "\"L2\"", "\"L3-N\"", "\"Raw\"", "\"SignedData\"", "\"Outlet\"", "\"Inlet\"", "\"EV\"", "\"Voltage\"",
        "\"Power.Active.Import\"", "\"Energy.Active.Import.Register\"", "\"2026-03-01T12:00:00Z\"", "\"2026-03-01T12:00:00.123+01:00\"", "\"2026-03-01 11:00\"", "\"rubbish\"",
    ];

    private static readonly string[] Keys =
        ["value", "measurand", "phase", "unit", "location", "format", "context", "timestamp", "sampledValue", "meterValue", "evseId", "offline", "vendorX", "unitOfMeasure", "\\u0076alue"];

    [Theory]
    [InlineData(20260401)]
    public void Every_message_says_what_its_record_says(int seed)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var n = 0; n < 4000; n++)
        {
            var text = $"[2,\"m\",\"MeterValues\",{Message(random)}]";
            if (OcppFrameParser.Parse(Encoding.UTF8.GetBytes(text), FrameLimits.Default).Frame is not { } frame)
            {
                continue;
            }

            var record = PayloadReader.Read(frame.Payload, V201Json.Default.MeterValuesRequest);
            var rig = new LinkRig().Connected("2.0.1").Forget();
            rig.FromStation(text);
            Assert.True(
                Equals(Expected(rig, record), rig.Events.OfType<EvseMetered>().SingleOrDefault()), $"seed {seed}, message {n}: {text}");
            read += rig.Events.OfType<EvseMetered>().Count();
            refused += record is null ? 1 : 0;
        }

        Assert.True(read > 500 && refused > 50, $"{read} were read and {refused} refused: the test shows little");
    }

    private static EvseMetered? Expected(LinkRig rig, MeterValuesRequest? record) => record?.EvseId == 1
        ? MeterValueMapper.Map(rig.Now, new EvseId(TestSite.Id, 1), rig.Site.Stations[0], rig.Site.NominalVoltage, MeterReadings.Of(record.MeterValue))
        : null;

    private static string Message(Random random)
    {
        var values = string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(15) == 0 ? "null" : Value(random)));
        return $"{{\"evseId\":{(random.Next(8) == 0 ? Words[random.Next(Words.Length)] : "1")},\"meterValue\":[{values}]{Extra(random)}}}";
    }

    private static string Value(Random random)
    {
        var samples = string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(25) == 0 ? "null" : Sample(random)));
        return $"{{\"timestamp\":\"2026-03-01T12:00:0{random.Next(10)}Z\",\"sampledValue\":[{samples}]{Extra(random)}}}";
    }

    private static string Sample(Random random)
    {
        var phase = random.Next(4) is var l and > 0 ? $",\"phase\":\"L{l}\"" : "";
        var measurand = random.Next(4) switch { 0 => "", 1 => ",\"measurand\":\"Power.Active.Import\"", _ => ",\"measurand\":\"Current.Import\"" };
        return $"{{\"value\":\"{random.Next(40)}.{random.Next(10)}\"{measurand}{phase}{Extra(random)}}}";
    }

    /// <summary>A key that may be there already (the frame is then refused), with anything for a value.</summary>
    private static string Extra(Random random) => random.Next(4) == 0 ? $",\"{Keys[random.Next(Keys.Length)]}\":{Words[random.Next(Words.Length)]}" : "";
}
