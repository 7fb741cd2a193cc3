using System.Net.Sockets;
using System.Text;

namespace EdgeController.Host.Tests.Running;

/// <summary>A service manager's end of sd_notify(3): keeps what it was told.</summary>
internal sealed class ManagerSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _told = [];
    private readonly Task _reading;

    public ManagerSocket()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"edge-notify-{Guid.NewGuid():n}");
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
        _reading = ReadAsync();
    }

    public string Path { get; }

    public int Count(string line)
    {
        lock (_told)
        {
            return _told.Count(message => message.Split('\n').Contains(line));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _reading.Wait(TimeSpan.FromSeconds(5));
        _socket.Dispose();
        File.Delete(Path);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(buffer, _stop.Token);
                lock (_told)
                {
                    _told.Add(Encoding.UTF8.GetString(buffer, 0, length));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
