using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Control;

/// <summary>A meter that shows too much need not wait for the tick; what comes then can only lower.</summary>
public sealed class LowerBetweenTicksTests
{
    [Fact]
    public void A_reading_over_the_usable_limit_lowers_at_once()
    {
        var bench = Settled();
        var (isOver, sent) = bench.BetweenTicks(Reading(bench, more: 60));
        Assert.True(isOver);
        Assert.NotEmpty(sent);
        Assert.All(sent, setpoint => Assert.Equal(SetpointChange.Decrease, setpoint.Change));
    }

    [Fact]
    public void A_reading_within_the_limit_waits_for_the_tick()
    {
        var bench = Settled();
        Assert.False(bench.BetweenTicks(Reading(bench, more: 0)).IsOver);
    }

    [Fact]
    public void Nothing_rises_between_ticks_however_many_readings_show_room()
    {
        var bench = Settled();
        bench.Load[0] = PerPhase.All(78.0);
        bench.Run(60);
        bench.Load[0] = PerPhase.All(0.0);
        var raised = 0;
        bench.Run(120, () =>
        {
            raised += bench.Sent.Count(sent => sent.At == bench.Now && sent.Setpoint.Change == SetpointChange.Increase);
            for (var part = 1; part < 10; part++)
            {
                var told = bench.Decision.Setpoints.Select(setpoint => setpoint.Limit).ToArray();
                var (_, sent) = bench.BetweenTicks(Reading(bench, more: 0) with { At = SiteBench.At(bench.Now + (part / 10.0)) });
                Assert.Empty(sent);
                Assert.Equal(told, bench.Decision.Setpoints.Select(setpoint => setpoint.Limit));
            }
        });
        Assert.True(raised > 0, "nothing rose on the ticks either: the test shows nothing");
    }

    [Fact]
    public async Task The_loop_decides_at_once_while_its_timer_stands_still()
    {
        var time = new FrozenTime();
        var site = SiteBuilder.Garage();
        var inbox = new SiteInbox();
        var decided = new TaskCompletionSource<SitePicture>(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = new SiteLoop(new SiteController(site, GuardOptions.Default, new NoSink()), inbox, new SiteClock(time), picture => decided.TrySetResult(picture));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = loop.RunAsync(stop.Token);
        Assert.True(inbox.TryPost(new MeterReading(Instant.Start, site.Meters[0].Id, PerPhase.All(new Amperes(300)), null)));
        var picture = await decided.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(picture.Snapshot.Circuits[0].Drawn);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static SiteBench Settled()
    {
        var bench = SiteBench.Full(SiteBuilder.Garage());
        bench.Load[0] = PerPhase.All(20.0);
        return bench.Run(600);
    }

    private static MeterReading Reading(SiteBench bench, double more) =>
        new(SiteBench.At(bench.Now + 0.1), bench.Site.Meters[0].Id, bench.Flow(0).Select(amps => new Amperes(amps + more)), null);

    private sealed class NoSink : ISetpointSink
    {
        public void Apply(Setpoint setpoint, Instant now)
        {
        }
    }

    /// <summary>Time that does not move: no timer ever fires.</summary>
    private sealed class FrozenTime : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
