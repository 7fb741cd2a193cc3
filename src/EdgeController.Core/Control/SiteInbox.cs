using System.Threading.Channels;
using EdgeController.Core.Events;

namespace EdgeController.Core.Control;

/// <summary>The only door through which anything reaches the site's state.</summary>
public sealed class SiteInbox
{
    /// <summary>Full means that the loop is behind: writers wait, nothing is dropped.</summary>
    private readonly Channel<SiteEvent> _channel = Channel.CreateBounded<SiteEvent>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    internal ChannelReader<SiteEvent> Reader => _channel.Reader;

    /// <summary>For the loop itself, which must never wait for its own inbox; false where it is full.</summary>
    public bool TryPost(SiteEvent what) => _channel.Writer.TryWrite(what);

    public ValueTask PostAsync(SiteEvent what, CancellationToken cancellationToken) => _channel.Writer.WriteAsync(what, cancellationToken);
}
