using System.Threading.Channels;
using EdgeController.Core.Events;

namespace EdgeController.Core.Control;

/// <summary>
/// The only door through which anything reaches the site's state, in the order of arrival. What an EVSE measures comes by the thousand and
/// matters to the next decision only: it waits for that, or for anything else, without waking the loop.
/// </summary>
public sealed class SiteInbox
{
    /// <summary>So many measurements are taken in before their time, so that none has to wait for room.</summary>
    private const int Many = 256;

    /// <summary>Full means that the loop is behind: writers wait, nothing is dropped.</summary>
    private readonly Channel<SiteEvent> _channel = Channel.CreateBounded<SiteEvent>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private volatile TaskCompletionSource _call = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _measurements;

    /// <summary>What waits; at most so many are left from before now.</summary>
    internal int Waiting => _channel.Reader.Count;

    /// <summary>For the loop itself, which must never wait for its own inbox; false where it is full.</summary>
    public bool TryPost(SiteEvent what)
    {
        if (!_channel.Writer.TryWrite(what))
        {
            return false;
        }

        if (what is not EvseMetered || Interlocked.Increment(ref _measurements) >= Many)
        {
            _call.TrySetResult();
        }

        return true;
    }

    public ValueTask PostAsync(SiteEvent what, CancellationToken cancellationToken) => TryPost(what) ? default : PostLaterAsync(what, cancellationToken);

    /// <summary>Completes when something waits that the loop should not leave for the next tick, also from before the loop began.</summary>
    internal Task Call => _call.Task;

    /// <summary>The call after one that is completed. Take what waits after asking, not before.</summary>
    internal Task NextCall()
    {
        _measurements = 0;
        _call = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _call.Task;
    }

    internal bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SiteEvent? what) => _channel.Reader.TryRead(out what);

    private async ValueTask PostLaterAsync(SiteEvent what, CancellationToken cancellationToken)
    {
        await _channel.Writer.WriteAsync(what, cancellationToken);
        _call.TrySetResult();
    }
}
