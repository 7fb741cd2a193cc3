using System.Net.Sockets;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// libmodbus waits with <c>select</c>, which holds no descriptor of 1024 or above: the C library ends the whole process there. A process
/// with several hundred stations has as many; a connection that would get such a number is refused here instead.
/// </summary>
public static class DescriptorRoom
{
    private const int Held = 1024;

    /// <summary>Numbers kept free for what other threads open between the look and the connection.</summary>
    private const int Spare = 64;

    /// <summary>Why no connection may be opened now; null where one may.</summary>
    public static ModbusResult? Problem(Func<int>? next = null) => (next ?? Next)() + Spare < Held
        ? null
        : ModbusResult.Failed(ModbusFailure.Unreachable, $"the process has nearly {Held} files and sockets open, and libmodbus can hold none above: run fewer stations on one controller");

    /// <summary>The lowest free number, which the next one opened gets.</summary>
    private static int Next()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            return (int)socket.Handle;
        }
        catch (SocketException)
        {
            return Held;
        }
    }
}
