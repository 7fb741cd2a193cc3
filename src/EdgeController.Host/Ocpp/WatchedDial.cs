using System.Net;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Host.Ocpp;

/// <summary>Puts a <see cref="WatchedStream"/> under the WebSocket that a request of ours is upgraded to; one for each connection.</summary>
internal sealed class WatchedDial(HttpMessageHandler connections, KeepAlive keepAlive, TimeProvider time) : DelegatingHandler(connections)
{
    /// <summary>The stream, once upgraded.</summary>
    public WatchedStream? Wire { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            Wire = new WatchedStream(await response.Content.ReadAsStreamAsync(cancellationToken), null, time, keepAlive, asClient: true);
            response.Content = new Upgraded(Wire);
        }

        return response;
    }

    /// <summary>What the framework asks for the bytes of the connection.</summary>
    private sealed class Upgraded(Stream stream) : HttpContent
    {
        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => stream;

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(stream);

        protected override Task SerializeToStreamAsync(Stream to, TransportContext? context) => stream.CopyToAsync(to);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
