using System.Runtime.InteropServices;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>The imports of libmodbus 3.1 (libmodbus.so.5), and the libc calls for sockets and pseudo-terminals beside it.</summary>
internal static unsafe partial class NativeMethods
{
    /// <summary>Loaded beforehand by <see cref="LibModbusLibrary"/>, so that every later lookup finds it by this name.</summary>
    private const string LibModbus = "libmodbus.so.5";
    private const string LibC = "libc";

    [LibraryImport(LibModbus, EntryPoint = "modbus_new_tcp_pi", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial ModbusContextHandle NewTcp(string node, string port);

    [LibraryImport(LibModbus, EntryPoint = "modbus_new_rtu", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial ModbusContextHandle NewRtu(string device, int baud, byte parity, int dataBits, int stopBits);

    [LibraryImport(LibModbus, EntryPoint = "modbus_set_slave", SetLastError = true)]
    internal static partial int SetUnit(ModbusContextHandle context, int unit);

    [LibraryImport(LibModbus, EntryPoint = "modbus_flush", SetLastError = true)]
    internal static partial int Flush(ModbusContextHandle context);

    [LibraryImport(LibModbus, EntryPoint = "modbus_send_raw_request", SetLastError = true)]
    internal static partial int SendRaw(ModbusContextHandle context, byte* request, int length);

    [LibraryImport(LibModbus, EntryPoint = "modbus_free")]
    internal static partial void Free(IntPtr context);

    [LibraryImport(LibModbus, EntryPoint = "modbus_connect", SetLastError = true)]
    internal static partial int Connect(ModbusContextHandle context);

    [LibraryImport(LibModbus, EntryPoint = "modbus_close")]
    internal static partial void Close(ModbusContextHandle context);

    [LibraryImport(LibModbus, EntryPoint = "modbus_close")]
    internal static partial void Close(IntPtr context);

    [LibraryImport(LibModbus, EntryPoint = "modbus_get_socket")]
    internal static partial int GetSocket(ModbusContextHandle context);

    [LibraryImport(LibModbus, EntryPoint = "modbus_set_socket")]
    internal static partial int SetSocket(ModbusContextHandle context, int socket);

    [LibraryImport(LibModbus, EntryPoint = "modbus_set_response_timeout")]
    internal static partial int SetResponseTimeout(ModbusContextHandle context, uint seconds, uint microseconds);

    [LibraryImport(LibModbus, EntryPoint = "modbus_set_byte_timeout")]
    internal static partial int SetByteTimeout(ModbusContextHandle context, uint seconds, uint microseconds);

    [LibraryImport(LibModbus, EntryPoint = "modbus_receive_confirmation", SetLastError = true)]
    internal static partial int ReceiveConfirmation(ModbusContextHandle context, byte* frame);

    [LibraryImport(LibModbus, EntryPoint = "modbus_tcp_pi_listen", SetLastError = true)]
    internal static partial int Listen(ModbusContextHandle context, int backlog);

    [LibraryImport(LibModbus, EntryPoint = "modbus_receive", SetLastError = true)]
    internal static partial int Receive(ModbusContextHandle context, byte* request);

    [LibraryImport(LibModbus, EntryPoint = "modbus_reply", SetLastError = true)]
    internal static partial int Reply(ModbusContextHandle context, byte* request, int length, Mapping* mapping);

    [LibraryImport(LibModbus, EntryPoint = "modbus_reply_exception", SetLastError = true)]
    internal static partial int ReplyException(ModbusContextHandle context, byte* request, uint code);

    [LibraryImport(LibC, EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport(LibC, EntryPoint = "shutdown", SetLastError = true)]
    internal static partial int Shutdown(int socket, int how);

    [LibraryImport(LibC, EntryPoint = "posix_openpt", SetLastError = true)]
    internal static partial int OpenPseudoTerminal(int flags);

    [LibraryImport(LibC, EntryPoint = "grantpt", SetLastError = true)]
    internal static partial int GrantPseudoTerminal(int master);

    [LibraryImport(LibC, EntryPoint = "unlockpt", SetLastError = true)]
    internal static partial int UnlockPseudoTerminal(int master);

    [LibraryImport(LibC, EntryPoint = "ptsname_r", SetLastError = true)]
    internal static partial int NameOfPseudoTerminal(int master, byte* name, nint length);

    [LibraryImport(LibC, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int OpenFile(string path, int flags);

    [LibraryImport(LibC, EntryPoint = "read", SetLastError = true)]
    internal static partial nint ReadFile(int file, byte* bytes, nint length);

    [LibraryImport(LibC, EntryPoint = "write", SetLastError = true)]
    internal static partial nint WriteFile(int file, byte* bytes, nint length);

    [LibraryImport(LibC, EntryPoint = "close", SetLastError = true)]
    internal static partial int CloseFile(int file);

    /// <summary>The variadic <c>fcntl</c> with one integer, which the calling conventions of x64 and arm64 Linux pass like a plain one.</summary>
    [LibraryImport(LibC, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(int file, int command, int argument);

    [LibraryImport(LibC, EntryPoint = "dup3", SetLastError = true)]
    internal static partial int Duplicate(int file, int number, int flags);

    [LibraryImport(LibC, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        internal int File;
        internal short Events;
        internal short Happened;
    }

    /// <summary><c>modbus_mapping_t</c>: the register tables that libmodbus answers from.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Mapping
    {
        internal int BitCount;
        internal int BitStart;
        internal int InputBitCount;
        internal int InputBitStart;
        internal int InputCount;
        internal int InputStart;
        internal int HoldingCount;
        internal int HoldingStart;
        internal byte* Bits;
        internal byte* InputBits;
        internal ushort* Inputs;
        internal ushort* Holdings;
    }
}
