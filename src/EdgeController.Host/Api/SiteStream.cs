using System.Text.Json;
using System.Threading.Channels;
using EdgeController.Core.Control;

namespace EdgeController.Host.Api;

/// <summary>The newest picture as JSON bytes, and everybody who listens to it.</summary>
internal sealed class SiteStream(SiteViewBuilder builder)
{
    private readonly Lock _gate = new();
    private readonly List<Channel<byte[]>> _listeners = [];
    private volatile Lazy<byte[]>? _newest;

    /// <summary>UTF-8 JSON of the newest picture; null before the first.</summary>
    public byte[]? Newest => _newest?.Value;

    /// <summary>Called by the loop after each tick. The JSON of a big site is long: it is made only where somebody wants it.</summary>
    public void Publish(SitePicture picture)
    {
        var alarms = builder.Observe(picture);
        var newest = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(builder.Build(picture, alarms), SiteViewJson.Default.SiteView));
        _newest = newest;
        lock (_gate)
        {
            foreach (var listener in _listeners)
            {
                listener.Writer.TryWrite(newest.Value);
            }
        }
    }

    /// <summary>Every picture from now on; a slow listener misses the oldest.</summary>
    public Channel<byte[]> Listen()
    {
        var channel = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            _listeners.Add(channel);
        }

        return channel;
    }

    public void Leave(Channel<byte[]> channel)
    {
        lock (_gate)
        {
            _listeners.Remove(channel);
        }
    }
}
