using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Framing;

public class TokenBucketTests
{
    [Fact]
    public void A_burst_passes_and_then_the_rate_rules()
    {
        var time = new HandTime();
        var bucket = new TokenBucket(new Allowance(10, 5), time);
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(TimeSpan.Zero, bucket.Take()));
        Assert.Equal(TimeSpan.FromSeconds(0.1), bucket.Take());
        time.Pass(TimeSpan.FromSeconds(0.2));
        Assert.True(bucket.TryTake());
        Assert.False(bucket.TryTake());
        time.Pass(TimeSpan.FromHours(1));
        Assert.Equal(5, Enumerable.Range(0, 10).Count(_ => bucket.TryTake()));
    }

    [Fact]
    public void Without_a_bound_nobody_waits()
    {
        var bucket = new TokenBucket(Allowance.Unlimited, new HandTime());
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(bucket.TryTake()));
    }

    private sealed class HandTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
