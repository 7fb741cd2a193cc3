namespace EdgeController.Ocpp.Framing;

/// <summary>How often something may happen: a steady rate, and a burst on top for those who were quiet before.</summary>
/// <param name="PerSecond">Tokens that flow in each second; infinite where there is no bound.</param>
/// <param name="Burst">Tokens that fit into the bucket.</param>
public sealed record Allowance(double PerSecond, double Burst)
{
    public static Allowance Unlimited { get; } = new(double.PositiveInfinity, 1);
}

/// <summary>A token bucket over an <see cref="Allowance"/>; not for several threads at once.</summary>
public sealed class TokenBucket(Allowance allowance, TimeProvider time)
{
    private double _tokens = allowance.Burst;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes one token; returns how long to wait until it was due, which is zero for those within their allowance.</summary>
    public TimeSpan Take()
    {
        if (double.IsPositiveInfinity(allowance.PerSecond))
        {
            return TimeSpan.Zero;
        }

        var now = time.GetTimestamp();
        _tokens = Math.Min(allowance.Burst, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * allowance.PerSecond)) - 1;
        _filled = now;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / allowance.PerSecond);
    }

    /// <summary>Takes one token where there is one.</summary>
    public bool TryTake()
    {
        if (Take() <= TimeSpan.Zero)
        {
            return true;
        }

        _tokens += 1;
        return false;
    }
}
