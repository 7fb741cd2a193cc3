using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Control;

/// <summary>What EVSEs measure does not wake the loop by itself, is never late for a decision, and never blocks who brings it.</summary>
public sealed class SiteInboxTests
{
    [Fact]
    public async Task Measurements_that_wait_are_taken_in_before_the_reading_that_came_after_them()
    {
        await using var rig = new Rig();
        for (var i = 0; i < 10; i++)
        {
            Assert.True(rig.Inbox.TryPost(rig.Metered()));
        }

        Assert.True(rig.Inbox.TryPost(new MeterReading(Instant.Start, rig.Site.Meters[0].Id, PerPhase.All(new Amperes(300)), null)));
        var picture = await rig.Decided.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(rig.Before + 11, picture.Snapshot.Revision);
    }

    [Fact]
    public async Task More_measurements_than_fit_are_taken_in_while_nothing_else_happens()
    {
        await using var rig = new Rig();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        for (var i = 0; i < 20_000; i++)
        {
            await rig.Inbox.PostAsync(rig.Metered(), limit.Token);
        }
    }

    /// <summary>A loop whose timer stands still.</summary>
    private sealed class Rig : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TaskCompletionSource<SitePicture> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _running;

        public Rig()
        {
            var controller = new SiteController(Site, GuardOptions.Default, new NoSink());
            Before = controller.Snapshot.Revision;
            _running = new SiteLoop(controller, Inbox, new SiteClock(new FrozenTime()), picture => _decided.TrySetResult(picture)).RunAsync(_stop.Token);
        }

        public EdgeController.Core.Topology.Site Site { get; } = SiteBuilder.Garage();

        public SiteInbox Inbox { get; } = new();

        public long Before { get; }

        public Task<SitePicture> Decided => _decided.Task;

        public EvseMetered Metered() => new(Instant.Start, Site.Evses[0].Id, PerPhase.All(new Amperes(6)), null, null);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ContinueWith(static ended => Assert.Null(ended.Exception), TaskScheduler.Default);
            _stop.Dispose();
        }
    }

    private sealed class NoSink : ISetpointSink
    {
        public void Apply(Setpoint setpoint, Instant now)
        {
        }
    }

    private sealed class FrozenTime : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
