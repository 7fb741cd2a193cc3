using System.Net;
using System.Net.Sockets;

namespace EdgeController.Scenarios.Support;

/// <summary>Ports for a process that is started again and again while its peers keep dialling.</summary>
internal static class FreePorts
{
    private static readonly Lock Gate = new();
    private static int _next = 18000 + (Environment.ProcessId % 5000);

    /// <summary>The first of so many in a row, below those that outgoing connections take.</summary>
    public static int Take(int count)
    {
        lock (Gate)
        {
            for (; ; _next++)
            {
                if (Enumerable.Range(_next, count).All(IsFree))
                {
                    _next += count;
                    return _next - count;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
