using EdgeController.Host.Running;
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
        var (told, from) = (manager.Count("WATCHDOG=1"), chain.Now);
        await Until.TrueAsync("the end", () => chain.Ended is not null);
        var seconds = (chain.Now - from).TotalSeconds;
        Assert.Contains("has not ticked", chain.Ended, StringComparison.Ordinal);

        // One may have been under way, and one is for the tick that never ended.
        Assert.InRange(manager.Count("WATCHDOG=1"), told, told + 2);
        ProcessFaults.Name("E2 loop wedged, process alive", 1, seconds, await WithoutDeadManAsync(seconds + 1));
    }

    /// <summary>The control: a timer says that all is well instead of the dead man, who is not there. Nobody notices that the loop stands still.</summary>
    private static async Task<string> WithoutDeadManAsync(double seconds)
    {
        using var manager = new ManagerSocket();
        using var notice = new ServiceNotice(manager.Path);
        await using var chain = new WatchedChain(manager.Path, watched: false);
        await Until.TrueAsync("a tick", () => chain.Ticks >= 1);
        chain.Wedge();
        await Until.TrueAsync("the wedge", () => chain.Wedged);
        var (ticks, from, words) = (chain.Ticks, chain.Now, 0);
        await Until.TrueAsync("longer than the dead man takes", () =>
        {
            var stood = (chain.Now - from).TotalSeconds;
            if (stood >= words)
            {
                notice.Alive("a timer");
                words++;
            }

            return stood > seconds;
        });
        await Until.TrueAsync("the words of the timer", () => manager.Count("WATCHDOG=1") == words);
        Assert.Equal(ticks, chain.Ticks);
        Assert.Null(chain.Ended);
        return FormattableString.Invariant($"without the dead man, and a timer that says WATCHDOG=1: told {words} times that all is well, not ended");
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
