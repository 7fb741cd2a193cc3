using EdgeController.Ocpp.Framing;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeController.Host.Ocpp;

/// <summary>Puts a <see cref="WatchedStream"/> under the WebSocket that a request is upgraded to.</summary>
internal sealed class WatchedUpgrade(IHttpUpgradeFeature inner, NetworkOptions network, TimeProvider time) : IHttpUpgradeFeature
{
    /// <summary>The stream, once upgraded.</summary>
    public WatchedStream? Wire { get; private set; }

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => Wire = new WatchedStream(await inner.UpgradeAsync(), network.ControlFrames, time, network.KeepAlive);
}
