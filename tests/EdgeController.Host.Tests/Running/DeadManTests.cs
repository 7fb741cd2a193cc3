using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Running;

/// <summary>Fault E2: the loop ticks -> WATCHDOG=1, and the end of the process where it does not.</summary>
public sealed class DeadManTests
{
    [Fact]
    public async Task A_loop_that_ticks_is_told_to_the_service_manager_once_a_tick()
    {
        using var manager = new ManagerSocket();
        await using var chain = new WatchedChain(manager.Path);
        await Until.TrueAsync("five ticks", () => chain.Ticks >= 5);
        Assert.InRange(manager.Count("WATCHDOG=1"), 1, chain.Ticks + 1);
        Assert.Null(chain.Ended);
    }

    [Fact]
    public async Task A_wedged_loop_ends_the_process_after_five_missed_ticks_and_is_told_no_more()
    {
        using var manager = new ManagerSocket();
        await using var chain = new WatchedChain(manager.Path);
        await Until.TrueAsync("the first word", () => manager.Count("WATCHDOG=1") > 0);
        chain.Wedge();
        await Until.TrueAsync("one tick at most", () => chain.Wedged);
        var told = manager.Count("WATCHDOG=1");
        await Until.TrueAsync("the end", () => chain.Ended is not null);
        Assert.Contains("has not ticked", chain.Ended, StringComparison.Ordinal);
        
        // One may have been under way, and one is for the tick that never ended.
        Assert.InRange(manager.Count("WATCHDOG=1"), told, told + 2);
    }

    [Fact]
    public async Task A_pause_of_the_whole_process_ends_it_even_where_the_loop_ticks_before_anybody_looks()
    {
        using var manager = new ManagerSocket();
        await using var chain = new WatchedChain(manager.Path, watched: false);
        await Until.TrueAsync("a tick", () => chain.Ticks >= 1);
        chain.Wedge();
        await Until.TrueAsync("the wedge", () => chain.Wedged);
        var from = chain.Now;
        await Until.TrueAsync("more than five ticks missed", () => chain.Now - from > TimeSpan.FromSeconds(8));
        chain.Free();
        var ticks = chain.Ticks;
        await Until.TrueAsync("ticks after it", () => chain.Ticks >= ticks + 2);

        chain.Watch();

        await Until.TrueAsync("the end", () => chain.Ended is not null);
        Assert.Contains("has not ticked", chain.Ended, StringComparison.Ordinal);
        Assert.Equal(0, manager.Count("WATCHDOG=1"));
    }
}
