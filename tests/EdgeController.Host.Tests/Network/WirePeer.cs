using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeController.Host.Tests.Network;

/// <summary>A station made of bare TCP, which does what no library would: wrong, slow or mute frames.</summary>
internal sealed class WirePeer : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private WirePeer(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    /// <summary>The server's answer to the handshake.</summary>
    public string Head { get; private set; } = "";

    public static async Task<WirePeer> OpenAsync(int port)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return new WirePeer(client);
    }

    /// <summary>Connected and upgraded.</summary>
    public static async Task<WirePeer> StationAsync(int port, int number, string version = "1.6", string? extensions = null)
    {
        var peer = await OpenAsync(port);
        await peer.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /ocpp/N{number:000} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + $"Sec-WebSocket-Protocol: ocpp{version}\r\n" +
            (extensions is null ? "" : $"Sec-WebSocket-Extensions: {extensions}\r\n") + "\r\n"));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await peer.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        peer.Head = head.ToString();
        return peer;
    }

    /// <summary>A masked frame (with mask 0) as bytes.</summary>
    public static byte[] Frame(byte first, ReadOnlySpan<byte> payload)
    {
        var length = payload.Length;
        byte[] size = length < 126 ? [(byte)(0x80 | length)]
            : length < 65536 ? [0xfe, (byte)(length >> 8), (byte)length]
            : [0xff, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        return [first, .. size, 0, 0, 0, 0, .. payload];
    }

    /// <summary>Writes; false where the connection is gone.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Reads frames until the end: the status of the close frame, or null where there was none.</summary>
    public async Task<int?> CloseStatusAsync()
    {
        while (true)
        {
            var head = await ExactlyAsync(2);
            if (head is null)
            {
                return null;
            }

            int length = head[1];
            if (length >= 126)
            {
                var size = await ExactlyAsync(length == 126 ? 2 : 8);
                if (size is null)
                {
                    return null;
                }

                length = size.Aggregate(0, (sum, next) => (sum << 8) | next);
            }

            var payload = await ExactlyAsync(length);
            if (payload is null || (head[0] & 0x0f) == 8)
            {
                return payload is { Length: >= 2 } ? (payload[0] << 8) | payload[1] : null;
            }
        }
    }

    /// <summary>Reads what comes and throws it away until the server ends the connection.</summary>
    public async Task EndedAsync()
    {
        var buffer = new byte[4096];
        while (await ReadAsync(buffer) > 0)
        {
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]?> ExactlyAsync(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = await ReadAsync(bytes.AsMemory(at));
            if (read == 0)
            {
                return null;
            }

            at += read;
        }

        return bytes;
    }

    private async Task<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            return await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
