using System.Net.Sockets;
using System.Text;

namespace EdgeController.Host.Running;

/// <summary>
/// Tells the service manager how the process is, by the protocol of sd_notify(3): datagrams to the socket named in <c>NOTIFY_SOCKET</c>.
/// Without that variable nothing is told.
/// </summary>
internal sealed class ServiceNotice : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;

    /// <param name="address">Path of the manager's socket, <c>@</c> first for an abstract one; null or empty where there is no manager.</param>
    public ServiceNotice(string? address)
    {
        if (!string.IsNullOrEmpty(address))
        {
            _manager = new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address);
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        }
    }

    public static ServiceNotice OfEnvironment() => new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    public void Ready() => Tell("READY=1");

    public void Stopping() => Tell("STOPPING=1");

    /// <summary>The control loop has decided from what the field told: not to be sent for any other reason.</summary>
    public void Alive(string status) => Tell($"WATCHDOG=1\nSTATUS={status}");

    public void Dispose() => _socket?.Dispose();

    private void Tell(string what)
    {
        try
        {
            _socket?.SendTo(Encoding.UTF8.GetBytes(what), _manager!);
        }
        catch (SocketException)
        {
            // A manager that does not listen is told nothing; if it still waits for the watchdog, it restarts us.
        }
    }
}
