using System.Net;
using System.Net.Sockets;

namespace EdgeController.Drivers.Tests.Modbus.LibModbus;

/// <summary>A device of which every byte is written by the test; counts its connections.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Stream, int, byte[], CancellationToken, Task> _onRequest;
    private readonly Task _loop;
    private int _connections;

    /// <param name="onRequest">Gets the stream, the number of the connection (from 1) and each 12-byte request.</param>
    public RawPeer(Func<Stream, int, byte[], CancellationToken, Task> onRequest)
    {
        _onRequest = onRequest;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A good answer to the request in which every register is <paramref name="word"/>.</summary>
    public static byte[] Answer(byte[] request, byte word)
    {
        var count = request[11];
        var answer = new byte[9 + (2 * count)];
        request.AsSpan(0, 8).CopyTo(answer);
        answer[5] = (byte)(3 + (2 * count));
        answer[8] = (byte)(2 * count);
        for (var i = 0; i < count; i++)
        {
            answer[10 + (2 * i)] = word;
        }

        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(ServeAsync(client, Interlocked.Increment(ref _connections)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using var owned = client;
        try
        {
            var stream = client.GetStream();
            while (true)
            {
                var request = new byte[12];
                await stream.ReadExactlyAsync(request, _stop.Token);
                await _onRequest(stream, number, request, _stop.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }
}
