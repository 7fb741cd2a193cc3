using System.Net;
using System.Net.Sockets;

namespace EdgeController.Tests;

/// <summary>
/// Ports of the loopback for servers that must know theirs before they start. They lie below those that the system gives to outgoing connections, and each process begins elsewhere:
/// nobody else takes one between two uses of it.
/// </summary>
internal static class FreePorts
{
    private static readonly Lock Gate = new();
    private static int _next = 12000 + (Environment.ProcessId % 97 * 200);

    public static int Next() => Take(1);

    /// <summary>The first of so many in a row.</summary>
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

    /// <summary>Asked by dialling: a socket bound for a try would live on for a moment in every process that is just being started, and keep the port taken.</summary>
    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
