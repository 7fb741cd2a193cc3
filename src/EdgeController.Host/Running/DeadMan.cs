using EdgeController.Core.Control;
using EdgeController.Core.Units;

namespace EdgeController.Host.Running;

/// <summary>
/// The end of the chain: the field was heard -> the loop ticked -> the service manager is told <c>WATCHDOG=1</c>. On a thread of its own, so
/// that a starved thread pool is noticed and not shared. Five missed ticks in a row end the process: sockets close, nothing is renewed, stations
/// fall to their fallback.
/// </summary>
internal sealed class DeadMan : IDisposable
{
    /// <summary>Ticks that may be missed.</summary>
    public const int MissedTicks = 5;

    /// <summary>Longer than any name resolution or connection attempt of a driver takes: a driver that is silent for so long hangs.</summary>
    public static readonly TimeSpan FieldSilence = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Without spinning: it waits for a quarter of a second nearly always.</summary>
    private readonly ManualResetEventSlim _stop = new(initialState: false, spinCount: 0);
    private readonly Thread _thread;
    private readonly SiteLoop _loop;
    private readonly SiteClock _clock;
    private readonly ServiceNotice _manager;
    private readonly Action<string> _end;
    private readonly TimeSpan _fieldSilence;

    /// <param name="loop">What must tick, and publishes when each driver was heard.</param>
    /// <param name="clock">The process's time line.</param>
    /// <param name="manager">Who is told that the controller lives.</param>
    /// <param name="end">Ends the process, with the reason.</param>
    /// <param name="fieldSilence">How long a driver may be silent; null for <see cref="FieldSilence"/>.</param>
    public DeadMan(SiteLoop loop, SiteClock clock, ServiceNotice manager, Action<string> end, TimeSpan? fieldSilence = null)
    {
        (_loop, _clock, _manager, _end) = (loop, clock, manager, end);
        _fieldSilence = fieldSilence ?? FieldSilence;
        _thread = new Thread(Watch) { IsBackground = true, Name = "dead man", Priority = ThreadPriority.AboveNormal };
    }

    /// <summary>Ends the process at once; the stack of a wedged loop is worth having, hence no orderly exit.</summary>
    public static void FailFast(string reason) => Environment.FailFast(reason);

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _stop.Dispose();
    }

    private void Watch()
    {
        var told = Instant.Start;
        while (!_stop.Wait(Look))
        {
            // A process that was stopped and goes on may tick before this thread runs again: a pause counts when it is over, too.
            var tick = _loop.LastTick;
            var missed = TimeSpan.FromTicks(Math.Max((_clock.Now - tick).Ticks, _loop.LongestGap.Ticks));
            if (missed > SiteLoop.Period * (MissedTicks + 1))
            {
                _end(FormattableString.Invariant($"the control loop has not ticked for {missed.TotalSeconds:0.0} s: the process ends so that it is started anew; stations keep what they hold until it expires"));
                return;
            }

            if (tick > told && SilentMeter(tick) is null)
            {
                told = tick;
                _manager.Alive(FormattableString.Invariant($"tick at {tick.SinceStart.TotalSeconds:0} s, {_loop.Picture.Snapshot.Stations.Count(station => station.Online)} stations online"));
            }
        }
    }

    /// <summary>A meter whose driver has told nothing, good or bad, for too long; null where all drivers live.</summary>
    private string? SilentMeter(Instant now)
    {
        var snapshot = _loop.Picture.Snapshot;
        foreach (var meter in snapshot.Site.Meters)
        {
            if (now - (snapshot.Meters[meter.Index].HeardAt ?? Instant.Start) > _fieldSilence)
            {
                return meter.Id.Value;
            }
        }

        return null;
    }
}
