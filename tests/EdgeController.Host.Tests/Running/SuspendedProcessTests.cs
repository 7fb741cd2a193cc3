using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Running;

/// <summary>Faults E2 and E11 on a real process: it is stopped by SIGSTOP, or gets a fraction of the processor.</summary>
public sealed class SuspendedProcessTests
{
    [Fact]
    public async Task A_process_that_was_stopped_longer_than_five_ticks_ends_when_it_goes_on()
    {
        using var manager = new ManagerSocket();
        using var demo = await StartAsync(manager);

        await demo.SignalAsync("STOP");
        var told = manager.Count("WATCHDOG=1");
        var began = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync("eight seconds", () => TimeProvider.System.GetElapsedTime(began).TotalSeconds > 8);
        Assert.InRange(manager.Count("WATCHDOG=1"), told, told + 1);
        await demo.SignalAsync("CONT");

        began = TimeProvider.System.GetTimestamp();
        Assert.NotEqual(0, await demo.ExitCodeAsync(60));
        Assert.Contains("has not ticked", demo.Error, StringComparison.Ordinal);
        ProcessFaults.Name("E2 process suspended for 8 s", 1, TimeProvider.System.GetElapsedTime(began).TotalSeconds, "no word to the manager while it stood still, which ends it after 15 s if nothing else does");
    }

    [Fact]
    public async Task A_process_with_a_quarter_of_the_processor_goes_on_ticking()
    {
        using var manager = new ManagerSocket();
        using var demo = await StartAsync(manager);

        var told = manager.Count("WATCHDOG=1");
        var gap = Task.Run(() => LongestGapAsync(manager, told + 4));
        for (var turn = 0; turn < 8; turn++)
        {
            await demo.SignalAsync("STOP");
            await SecondsAsync(0.75);
            await demo.SignalAsync("CONT");
            await SecondsAsync(0.25);
        }

        await Until.TrueAsync("four ticks", () => manager.Count("WATCHDOG=1") >= told + 4);
        ProcessFaults.Name("E11 a quarter of the processor", 1, await gap, "with none for 8 s: no tick, the process ends (E2)");
        await demo.TerminateAsync();
        Assert.Equal(0, await demo.ExitCodeAsync(60));
        Assert.Equal(1, manager.Count("STOPPING=1"));
    }

    /// <summary>The longest time between two ticks that the manager was told of, in seconds, until so many were told.</summary>
    private static async Task<double> LongestGapAsync(ManagerSocket manager, int enough)
    {
        var longest = 0.0;
        for (var told = manager.Count("WATCHDOG=1"); told < enough;)
        {
            var (before, from) = (told, TimeProvider.System.GetTimestamp());
            await Until.TrueAsync("the next tick", () => (told = manager.Count("WATCHDOG=1")) > before);
            longest = Math.Max(longest, TimeProvider.System.GetElapsedTime(from).TotalSeconds);
        }

        return longest;
    }

    private static async Task<EdgeProcess> StartAsync(ManagerSocket manager)
    {
        var demo = EdgeProcess.Start(("NOTIFY_SOCKET", manager.Path), "demo", "--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0");
        await demo.LineAsync("^stations: (ws://.+)$");
        await Until.TrueAsync("readiness and two ticks", () => manager.Count("READY=1") == 1 && manager.Count("WATCHDOG=1") >= 2);
        return demo;
    }

    private static async Task SecondsAsync(double seconds)
    {
        var began = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync("time to pass", () => TimeProvider.System.GetElapsedTime(began).TotalSeconds >= seconds);
    }
}
