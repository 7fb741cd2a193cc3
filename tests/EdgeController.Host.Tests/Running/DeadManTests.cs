using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Host.Running;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Running;

/// <summary>Faults E2: field heard -> tick -> WATCHDOG=1, and the end of the process where a link of that chain is gone.</summary>
public sealed class DeadManTests
{
    [Fact]
    public async Task A_loop_that_ticks_is_told_to_the_service_manager_once_a_tick()
    {
        using var manager = new ManagerSocket();
        await using var chain = new Chain(manager.Path);
        await Until.TrueAsync("ten ticks", () => chain.Ticks >= 10);
        Assert.InRange(manager.Count("WATCHDOG=1"), 1, chain.Ticks + 1);
        Assert.Null(chain.Ended);
    }

    [Fact]
    public async Task A_wedged_loop_ends_the_process_after_five_missed_ticks_and_is_told_no_more()
    {
        using var manager = new ManagerSocket();
        await using var chain = new Chain(manager.Path);
        await Until.TrueAsync("the first word", () => manager.Count("WATCHDOG=1") > 0);
        chain.Wedge();
        await Until.TrueAsync("one tick at most", () => chain.Wedged);
        var (told, since) = (manager.Count("WATCHDOG=1"), chain.Now);
        await Until.TrueAsync("the end", () => chain.Ended is not null);
        var seconds = (chain.Now - since).TotalSeconds;
        Assert.Contains("has not ticked", chain.Ended, StringComparison.Ordinal);
        Assert.InRange(manager.Count("WATCHDOG=1"), told, told + 1);
        ProcessFaults.Name("E2 loop wedged, process alive", 1, seconds, await WithoutDeadManAsync(seconds));
    }

    /// <summary>The control: a timer that says that all is well instead of the chain. Nobody notices that the loop stands still.</summary>
    private static async Task<string> WithoutDeadManAsync(double seconds)
    {
        using var manager = new ManagerSocket();
        await using var chain = new Chain(manager.Path, watched: false);
        await Until.TrueAsync("the first word", () => manager.Count("WATCHDOG=1") > 0);
        chain.Wedge();
        await Until.TrueAsync("one tick at most", () => chain.Wedged);
        var (told, ticks, since) = (manager.Count("WATCHDOG=1"), chain.Ticks, chain.Now);
        await Until.TrueAsync("twice the time", () => (chain.Now - since).TotalSeconds > 2 * seconds);
        var more = manager.Count("WATCHDOG=1") - told;
        Assert.InRange(chain.Ticks, ticks, ticks + 1);
        Assert.True(more > DeadMan.MissedTicks, $"only {more} words without a tick");
        Assert.Null(chain.Ended);
        return FormattableString.Invariant($"without the dead man, and a timer that says WATCHDOG=1: told that all is well for {2 * seconds:0} s, not ended");
    }

    [Fact]
    public async Task A_driver_that_is_silent_for_too_long_stops_the_word_to_the_manager()
    {
        using var manager = new ManagerSocket();
        await using var chain = new Chain(manager.Path) { HearsField = false };
        await Until.TrueAsync("the silence to be too long", () => chain.Now.SinceStart > Chain.Silence + TimeSpan.FromSeconds(2));
        var told = manager.Count("WATCHDOG=1");
        await Until.TrueAsync("six more seconds", () => chain.Now.SinceStart > Chain.Silence + TimeSpan.FromSeconds(8));
        Assert.Equal(told, manager.Count("WATCHDOG=1"));
        Assert.Null(chain.Ended);
    }

    [Fact]
    public async Task A_meter_that_answers_badly_is_no_reason_for_a_restart()
    {
        using var manager = new ManagerSocket();
        await using var chain = new Chain(manager.Path) { FieldFails = true };
        await Until.TrueAsync("the same time", () => chain.Now.SinceStart > Chain.Silence + TimeSpan.FromSeconds(2));
        var told = manager.Count("WATCHDOG=1");
        await Until.TrueAsync("more words", () => manager.Count("WATCHDOG=1") > told + 2);
    }

    /// <summary>A loop with its field in fast time, and the dead man who watches it.</summary>
    private sealed class Chain : IAsyncDisposable
    {
        public static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);

        private readonly FastTime _time = new(2);
        private readonly SiteInbox _inbox = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly ManualResetEventSlim _free = new(true);
        private readonly SiteClock _clock;
        private readonly DeadMan _deadMan;
        private readonly ServiceNotice _manager;
        private readonly Task[] _tasks;
        private int _ticks;

        /// <param name="notify">The manager's socket.</param>
        /// <param name="watched">False for the control: a timer tells the manager, and nobody watches the loop.</param>
        public Chain(string notify, bool watched = true)
        {
            var site = SiteFiles.Good("""
                schema: 1
                site: { name: Chain, timezone: UTC }
                meters: { grid: { template: janitza-umg96rm, connection: { tcp: "127.0.0.1:1", unit: 1 } } }
                circuits: { main: { limit: { amps: 63 }, meter: grid, uncontrolled: { assumed: 20A } } }
                stations: { list: [ { ids: A1, circuit: main, max: 16A, fallback: 6A } ] }
                csms: none
                """);
            _clock = new SiteClock(_time);
            _manager = new ServiceNotice(notify);
            var loop = new SiteLoop(new SiteController(site, GuardOptions.Default, new NoSink()), _inbox, _clock, _ =>
            {
                Wedged = !_free.IsSet;
                _free.Wait(_stop.Token);
                Interlocked.Increment(ref _ticks);
            });
            _deadMan = new DeadMan(() => loop.LastTick, () => loop.Picture, _clock, _manager, reason => Ended = reason, Silence);
            _tasks = [Task.Run(() => loop.RunAsync(_stop.Token)), Task.Run(() => FieldAsync(site.Meters[0].Id))];
            if (watched)
            {
                _deadMan.Start();
            }
            else
            {
                _tasks = [.. _tasks, Task.Run(TellAnywayAsync)];
            }
        }

        public bool HearsField { get; init; } = true;

        public bool FieldFails { get; init; }

        public volatile string? Ended;

        public volatile bool Wedged;

        public int Ticks => Volatile.Read(ref _ticks);

        public Instant Now => _clock.Now;

        public void Wedge() => _free.Reset();

        public async ValueTask DisposeAsync()
        {
            _deadMan.Dispose();
            await _stop.CancelAsync();
            _free.Set();
            await Task.WhenAll(_tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            _manager.Dispose();
            _free.Dispose();
            _stop.Dispose();
        }

        private async Task TellAnywayAsync()
        {
            using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
            while (await beat.WaitForNextTickAsync(_stop.Token))
            {
                _manager.Alive("a timer");
            }
        }

        private async Task FieldAsync(Core.Topology.MeterId meter)
        {
            using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
            while (await beat.WaitForNextTickAsync(_stop.Token))
            {
                if (HearsField)
                {
                    await _inbox.PostAsync(
                        FieldFails ? new MeterReadFailed(_clock.Now, meter, "test") : new MeterReading(_clock.Now, meter, PerPhase.All(new Amperes(10)), null), _stop.Token);
                }
            }
        }
    }

    private sealed class NoSink : ISetpointSink
    {
        public void Apply(Setpoint setpoint, Instant now)
        {
        }
    }
}
