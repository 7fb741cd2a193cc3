namespace EdgeController.Host.Tests.Network;

public sealed class NoMeterTests
{
    [Fact]
    public async Task A_site_without_a_meter_runs_on()
    {
        await using var rig = await NetworkRig.StartAsync();
        await NetworkRig.AssertServedAsync(await rig.ConnectAsync(1));
        Assert.False(rig.Failed.IsCompleted);
    }
}
