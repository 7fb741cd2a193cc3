using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Network;

/// <summary>The same on the leg to the back end.</summary>
public sealed class HalfOpenBackEndTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_back_end_that_vanished_is_noticed_by_the_missing_pong(bool limited)
    {
        await using var csms = await ScriptedCsms.StartAsync();
        await using var wire = Wire.To(csms.Port);
        await using var rig = await NetworkRig.StartAsync(HalfOpenTests.KeepAlive(limited), ScriptedCsms.At(wire.Port));
        var station = await rig.ConnectAsync(1);
        await csms.StationAsync(1);
        await NetworkRig.AssertServedAsync(station);

        wire.Cut();

        var from = TimeProvider.System.GetTimestamp();
        await HalfOpenTests.AssertNoticedAsync(limited, () => rig.Logged("no connection to the CSMS of N001"));
        if (limited)
        {
            ProcessFaults.Safe("C4", from);
        }
        else
        {
            ProcessFaults.Control("C4", FormattableString.Invariant($"not noticed after {TimeProvider.System.GetElapsedTime(from).TotalSeconds:0} s"));
        }

        Assert.True(station.IsOpen);
    }
}
