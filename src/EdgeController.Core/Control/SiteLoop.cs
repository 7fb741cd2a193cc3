using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>
/// The single writer: takes events from the inbox one by one, decides once a second, and at once where a meter shows that a circuit is
/// over; then it only lowers. Only this loop touches the controller; everybody else reads the picture that it publishes.
/// </summary>
public sealed class SiteLoop(SiteController controller, SiteInbox inbox, SiteClock clock, Action<SitePicture> publish)
{
    /// <summary>Time between two decisions.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private volatile SitePicture _picture = new(controller.Snapshot, controller.Decision, TimeSpan.Zero);
    private readonly LatestMeasurements _measured = new(controller.Handle);
    private long _lastTick = clock.Now.SinceStart.Ticks;
    private long _longestGap;

    /// <summary>The newest published picture; safe to read from any thread.</summary>
    public SitePicture Picture => _picture;

    /// <summary>When the loop decided last on a tick, or began; safe to read from any thread.</summary>
    public Instant LastTick => new(new TimeSpan(Interlocked.Read(ref _lastTick)));

    /// <summary>The longest time between two ticks so far: tells of a pause after it is over. Safe to read from any thread.</summary>
    public TimeSpan LongestGap => new(Interlocked.Read(ref _longestGap));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock.TimeProvider);
        var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        var call = inbox.Call;
        var began = clock.Now;
        Interlocked.Exchange(ref _lastTick, began.SinceStart.Ticks);
        var due = began + Period;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(tick, call);
            if (call.IsCompleted)
            {
                call = inbox.NextCall();
                while (!tick.IsCompleted && inbox.TryTake(out var what))
                {
                    Take(what);
                }

                if (controller.IsOver && !tick.IsCompleted)
                {
                    _measured.Release();
                    controller.Lower(clock.Now);
                    Publish(TimeSpan.Zero, TimeSpan.Zero);
                }
            }

            if (tick.IsCompleted)
            {
                await tick;
                for (var left = inbox.Waiting; left > 0 && inbox.TryTake(out var what); left--)
                {
                    Take(what);
                }

                _measured.Release();
                var now = clock.Now;
                var step = clock.Follow();
                controller.TellTime(now, clock.WallAt(now));
                controller.Tick(now);
                Ticked(now);
                Publish(now > due ? now - due : TimeSpan.Zero, step);
                due = now + Period;
                tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            }
        }
    }

    private void Take(SiteEvent what)
    {
        if (what is EvseMetered metered)
        {
            _measured.Take(metered);
            return;
        }

        _measured.Release();
        controller.Handle(what);
    }

    /// <summary>The gap first: who reads a tick has the gap before it.</summary>
    private void Ticked(Instant now)
    {
        Interlocked.Exchange(ref _longestGap, Math.Max(_longestGap, (now - LastTick).Ticks));
        Interlocked.Exchange(ref _lastTick, now.SinceStart.Ticks);
    }

    private void Publish(TimeSpan lag, TimeSpan clockStep)
    {
        _picture = new SitePicture(controller.Snapshot, controller.Decision, lag) { ClockStep = clockStep, Losses = controller.Losses };
        publish(_picture);
    }
}
