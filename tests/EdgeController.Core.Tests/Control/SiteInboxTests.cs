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
            Assert.True(rig.Inbox.TryPost(rig.Metered(evse: i)));
        }

        var picture = await rig.ReadAsync();
        Assert.Equal(rig.Before + 11, picture.Snapshot.Revision);
    }

    [Fact]
    public async Task Of_many_measurements_of_one_EVSE_the_newest_is_taken_in()
    {
        await using var rig = new Rig();
        for (var amps = 1; amps <= 10; amps++)
        {
            Assert.True(rig.Inbox.TryPost(rig.Metered(amps: amps)));
        }

        Assert.True(rig.Inbox.TryPost(rig.Metered(evse: 1, amps: 3)));
        var picture = await rig.ReadAsync();
        Assert.Equal(rig.Before + 3, picture.Snapshot.Revision);
        Assert.Equal((10, 3), (picture.Snapshot.Evses[0].Sample!.Highest.Value, picture.Snapshot.Evses[1].Sample!.Highest.Value));
    }

    /// <summary>They are there when the circuit is seen to be over, so that they count for the decision that lowers.</summary>
    [Fact]
    public async Task Measurements_that_came_right_after_the_reading_are_taken_in_before_the_decision_too()
    {
        await using var rig = new Rig(starts: false);
        rig.Read();
        Assert.True(rig.Inbox.TryPost(rig.Metered(amps: 9)));
        rig.Start();
        var picture = await rig.Decided.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(9, picture.Snapshot.Evses[0].Sample?.Highest.Value);
    }

    [Fact]
    public async Task A_measurement_that_says_less_does_not_take_the_place_of_one_that_says_more()
    {
        await using var rig = new Rig();
        Assert.True(rig.Inbox.TryPost(rig.Metered(amps: 9)));
        Assert.True(rig.Inbox.TryPost(rig.Metered() with { Current = null, Energy = new WattHours(100) }));
        var picture = await rig.ReadAsync();
        Assert.Equal(rig.Before + 3, picture.Snapshot.Revision);
        Assert.Equal(9, picture.Snapshot.Evses[0].Sample!.Highest.Value);
    }

    [Fact]
    public async Task What_was_measured_before_the_end_of_a_transaction_does_not_come_after_it()
    {
        await using var rig = new Rig();
        Assert.True(rig.Inbox.TryPost(new TransactionStarted(Instant.Start, rig.Site.Evses[0].Id, "7", null)));
        Assert.True(rig.Inbox.TryPost(rig.Metered(amps: 9)));
        Assert.True(rig.Inbox.TryPost(new TransactionStopped(Instant.Start, rig.Site.Evses[0].Id, "7", null)));
        var picture = await rig.ReadAsync();
        Assert.Equal(0, picture.Snapshot.Evses[0].Sample!.Highest.Value);
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
        private readonly SiteController _controller;
        private Task _running = Task.CompletedTask;

        public Rig(bool starts = true)
        {
            _controller = new SiteController(Site, GuardOptions.Default, new NoSink());
            Before = _controller.Snapshot.Revision;
            if (starts)
            {
                Start();
            }
        }

        public EdgeController.Core.Topology.Site Site { get; } = SiteBuilder.Garage();

        public SiteInbox Inbox { get; } = new();

        public long Before { get; }

        public Task<SitePicture> Decided => _decided.Task;

        public EvseMetered Metered(int evse = 0, double amps = 6) => new(Instant.Start, Site.Evses[evse].Id, PerPhase.All(new Amperes(amps)), null, null);

        public void Start() => _running = new SiteLoop(_controller, Inbox, new SiteClock(new FrozenTime()), picture => _decided.TrySetResult(picture)).RunAsync(_stop.Token);

        /// <summary>The meter shows that the circuit is over.</summary>
        public void Read() => Assert.True(Inbox.TryPost(new MeterReading(Instant.Start, Site.Meters[0].Id, PerPhase.All(new Amperes(300)), null)));

        /// <summary>The picture of the decision that such a reading leads to.</summary>
        public async Task<SitePicture> ReadAsync()
        {
            Read();
            return await Decided.WaitAsync(TestContext.Current.CancellationToken);
        }

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
