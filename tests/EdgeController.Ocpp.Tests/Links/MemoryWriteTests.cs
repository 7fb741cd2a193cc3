using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>What is written into a station's memory beside setpoints and fallbacks that it accepts (fault D25).</summary>
public sealed class MemoryWriteTests
{
    [Theory]
    [InlineData("""{"status":"Accepted"}""", 1)]
    [InlineData("""{"status":"Unknown"}""", 0)]
    public void A_lease_that_is_cleared_is_a_write_and_one_that_was_not_there_is_none(string answer, int writes)
    {
        var rig = new LinkRig().Connected().Wait(3);
        rig.FromStation($$"""[3,"{{rig.LastCall("ClearChargingProfile").MessageId}}",{{answer}}]""").Accept("SetChargingProfile");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
        Assert.Equal(writes, Writes(rig));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fallback_that_is_not_answered_may_have_been_written(bool closes)
    {
        var options = new StationLinkOptions();
        var rig = new LinkRig(options: options).Connected().Wait(3);
        rig.FromStation($$"""[3,"{{rig.LastCall("ClearChargingProfile").MessageId}}",{"status":"Unknown"}]""");
        _ = closes ? rig.Give(new StationClosed("gone")) : rig.Wait(options.OwnCallTimeout.TotalSeconds + 1);
        Assert.Equal(1, Writes(rig));
    }

    [Fact]
    public void A_refused_fallback_is_no_write()
    {
        var rig = new LinkRig().Connected().Wait(3).Accept("ClearChargingProfile");
        rig.FromStation($$"""[3,"{{rig.LastCall("SetChargingProfile").MessageId}}",{"status":"Rejected"}]""").Wait(1);
        Assert.Equal(1, Writes(rig));
    }

    private static int Writes(LinkRig rig) => rig.Events.OfType<StationMemoryWritten>().Count();
}
