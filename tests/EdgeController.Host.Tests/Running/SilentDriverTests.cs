using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Running;

/// <summary>Fault E2: the field was heard -> WATCHDOG=1.</summary>
public sealed class SilentDriverTests
{
    [Fact]
    public async Task A_driver_that_is_silent_for_too_long_stops_the_word_to_the_manager()
    {
        using var manager = new ManagerSocket();
        await using var chain = new WatchedChain(manager.Path) { HearsField = false };
        await Until.TrueAsync("the silence to be too long", () => chain.Now.SinceStart > WatchedChain.Silence + TimeSpan.FromSeconds(2));
        var told = manager.Count("WATCHDOG=1");
        await Until.TrueAsync("four more seconds", () => chain.Now.SinceStart > WatchedChain.Silence + TimeSpan.FromSeconds(6));
        Assert.Equal(told, manager.Count("WATCHDOG=1"));
        Assert.Null(chain.Ended);
    }

    [Fact]
    public async Task A_meter_that_answers_badly_is_no_reason_for_a_restart()
    {
        using var manager = new ManagerSocket();
        await using var chain = new WatchedChain(manager.Path) { FieldFails = true };
        await Until.TrueAsync("the same time", () => chain.Now.SinceStart > WatchedChain.Silence + TimeSpan.FromSeconds(2));
        var told = manager.Count("WATCHDOG=1");
        await Until.TrueAsync("more words", () => manager.Count("WATCHDOG=1") > told + 2);
    }
}
