using System.Net;
using System.Net.Sockets;

namespace EdgeController.Host.Tests.Rigs;

/// <summary>
/// Ports below those that the system gives to outgoing connections and to listeners on port 0: nobody else takes one between two uses of it.
/// </summary>
internal static class FreePort
{
    private static int _next = 12000 + (Environment.ProcessId % 5000);

    public static int Next()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _next);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }
    }
}
