using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Host.Running;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Running;

/// <summary>A loop with its field, and the dead man who watches it, at once or when told.</summary>
internal sealed class WatchedChain : IAsyncDisposable
{
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);

    private readonly SiteInbox _inbox = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _free = new(true);
    private readonly SiteClock _clock;
    private readonly DeadMan _deadMan;
    private readonly ServiceNotice _manager;
    private readonly Task[] _tasks;
    private int _ticks;

    public WatchedChain(string notify, bool watched = true)
    {
        var site = SiteFiles.Good("""
            schema: 1
            site: { name: Chain, timezone: UTC }
            meters: { grid: { template: janitza-umg96rm, connection: { tcp: "127.0.0.1:1", unit: 1 } } }
            circuits: { main: { limit: { amps: 63 }, meter: grid, uncontrolled: { assumed: 20A } } }
            stations: { list: [ { ids: A1, circuit: main, max: 16A, fallback: 6A } ] }
            csms: none
            """);
        _clock = new SiteClock(TimeProvider.System);
        _manager = new ServiceNotice(notify);
        var loop = new SiteLoop(new SiteController(site, GuardOptions.Default, new NoSink()), _inbox, _clock, _ =>
        {
            Wedged = !_free.IsSet;
            _free.Wait(_stop.Token);
            Interlocked.Increment(ref _ticks);
        });
        _deadMan = new DeadMan(loop, _clock, _manager, reason => Ended = reason, Silence);
        _tasks = [Task.Run(() => loop.RunAsync(_stop.Token)), Task.Run(() => FieldAsync(site.Meters[0].Id))];
        if (watched)
        {
            Watch();
        }
    }

    public bool HearsField { get; init; } = true;

    public bool FieldFails { get; init; }

    public volatile string? Ended;

    public volatile bool Wedged;

    public int Ticks => Volatile.Read(ref _ticks);

    public Instant Now => _clock.Now;

    public void Watch() => _deadMan.Start();

    public void Wedge() => _free.Reset();

    public void Free() => _free.Set();

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

    private async Task FieldAsync(Core.Topology.MeterId meter)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        while (await beat.WaitForNextTickAsync(_stop.Token))
        {
            if (HearsField)
            {
                await _inbox.PostAsync(
                    FieldFails ? new MeterReadFailed(_clock.Now, meter, "test") : new MeterReading(_clock.Now, meter, PerPhase.All(new Amperes(10)), null), _stop.Token);
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
