using System.Text;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>A station that replaces no profile holds none for a moment: that moment is told.</summary>
public class ClearedFallbackTests
{
    [Fact]
    public void While_its_fallback_is_cleared_for_a_new_one_a_station_counts_as_unbound()
    {
        var rig = new LinkRig().Connected().Wait(3);
        var (answered, empty) = (new HashSet<string>(StringComparer.Ordinal), false);
        while (rig.Outputs.OfType<ToStation>().Select(output => OcppFrameParser.Parse(output.Utf8, FrameLimits.Default).Frame!)
            .FirstOrDefault(frame => frame.Type == MessageType.Call && answered.Add(frame.MessageId)) is { } call)
        {
            var doubted = rig.Events.LastOrDefault(what => what is FallbackDoubted or FallbackInstalled) is FallbackDoubted;
            var clears = call.Action == "ClearChargingProfile" && Encoding.UTF8.GetString(call.Payload.Span).Contains("900000000", StringComparison.Ordinal);
            Assert.True(!clears || doubted, "the fallback is cleared, and nobody was told");
            empty |= clears;
            rig.FromStation($$"""[3,"{{call.MessageId}}",{"status":"{{(call.Action != "SetChargingProfile" || empty ? "Accepted" : "Rejected")}}"}]""");
        }

        Assert.True(empty, "it was never cleared: the test shows nothing");
        Assert.IsType<FallbackInstalled>(rig.Events.Last(what => what is FallbackDoubted or FallbackInstalled));
    }
}
