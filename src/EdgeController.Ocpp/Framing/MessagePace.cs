namespace EdgeController.Ocpp.Framing;

/// <summary>Slows a peer that sends more messages than it may, and says when it has pressed on for too long.</summary>
internal sealed class MessagePace(Allowance messages, TimeSpan patience, TimeProvider time)
{
    private readonly TokenBucket _bucket = new(messages, time);
    private long? _pressedSince;

    /// <summary>Call with each message; true where the patience is at its end.</summary>
    public async ValueTask<bool> IsFloodAsync(CancellationToken cancellationToken)
    {
        var wait = _bucket.Take();
        if (wait <= TimeSpan.Zero)
        {
            _pressedSince = null;
            return false;
        }

        var since = _pressedSince ??= time.GetTimestamp();
        try
        {
            await Task.Delay(wait, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The message is whole; the next receive sees the cancellation.
        }

        return time.GetElapsedTime(since) > patience;
    }
}
