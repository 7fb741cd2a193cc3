using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// One native Modbus TCP client connection. After every failure but an exception answer it closes its socket: what still arrives for the
/// old request has nowhere to go.
/// </summary>
internal sealed unsafe class TcpLine(ModbusTcpOptions options) : IModbusLine
{
    private const int NoSignal = 0x4000;
    private const int ShutBoth = 2;
    private const int ErrnoTimedOut = 110;
    private const int ErrnoBase = 112345678;

    private readonly Lock _socketLock = new();
    private readonly ModbusDialogue _dialogue = new(options.ChecksIdentity);
    private ModbusContextHandle? _context;
    private LowDescriptor? _number;
    private int _socket = -1;
    private bool _aborted;

    public string Name => $"{options.Host}:{options.Port}";

    public bool IsOpen => _socket >= 0;

    public ModbusResult Open()
    {
        Close();
        _number ??= LowDescriptor.TryTake();
        if (_number is null)
        {
            return LowDescriptor.None;
        }

        _context ??= NativeMethods.NewTcp(options.Host, options.Port.ToString());
        if (_context.IsInvalid)
        {
            return ModbusResult.Failed(ModbusFailure.HostUnknown, $"{options.Host}:{options.Port} is no usable address");
        }

        // Not modbus_connect: it waits on the number that the system gave. With no byte time-out the response time-out covers a whole answer.
        if (Connect(_number) is { } failure)
        {
            return failure;
        }

        _ = NativeMethods.SetByteTimeout(_context, 0, 0);
        _ = NativeMethods.SetResponseTimeout(
            _context, (uint)options.ResponseTimeout.TotalSeconds, (uint)(options.ResponseTimeout.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
        lock (_socketLock)
        {
            _socket = _number.Number;
            _ = NativeMethods.SetSocket(_context, _socket);
            return _aborted ? ModbusResult.Failed(ModbusFailure.Closed, "the connection was closed") : ModbusResult.Ok;
        }
    }

    public ModbusResult Exchange(ModbusRequest asked)
    {
        // Not modbus_read_registers: it does not look at the answering unit, and gateways have been seen to mix them up.
        var request = asked.IsWrite
            ? _dialogue.AskWrite(asked.Unit, asked.Start, asked.Words, asked.FunctionCode == ModbusRequest.WriteSingle)
            : _dialogue.Ask(asked.Unit, asked.FunctionCode, asked.Start, asked.Words.Length);
        fixed (byte* bytes = request)
        {
            if (NativeMethods.Send(_socket, bytes, request.Length, NoSignal) != request.Length)
            {
                return Lost();
            }
        }

        Span<byte> answer = stackalloc byte[TcpFrame.MaxLength];
        int length;
        fixed (byte* bytes = answer)
        {
            length = NativeMethods.ReceiveConfirmation(_context!, bytes);
        }

        if (length < 0)
        {
            return ReceiveFailure(Marshal.GetLastPInvokeError());
        }

        var result = _dialogue.Take(answer[..length], asked.IsWrite ? [] : asked.Words);
        if (ModbusDialogue.Ends(result))
        {
            Close();
        }

        return result;
    }

    public void Abort()
    {
        lock (_socketLock)
        {
            _aborted = true;
            if (_socket >= 0)
            {
                _ = NativeMethods.Shutdown(_socket, ShutBoth);
            }
        }
    }

    public void Dispose()
    {
        Close();
        _context?.Dispose();
        _context = null;
        _number?.Dispose();
        _number = null;
    }

    private void Close()
    {
        lock (_socketLock)
        {
            if (_socket >= 0)
            {
                // Not modbus_close: it would give the number back to the system.
                _ = NativeMethods.SetSocket(_context!, -1);
                _socket = -1;
                _number!.Clear();
            }
        }
    }

    /// <summary>Tries each address of the host and puts the first connection under the number; null, or why there is none.</summary>
    private ModbusResult? Connect(LowDescriptor number)
    {
        var to = $"{options.Host}:{options.Port}";
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(options.Host, out var literal) ? [literal] : Dns.GetHostAddresses(options.Host);
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            addresses = [];
        }

        ModbusResult? failure = ModbusResult.Failed(ModbusFailure.HostUnknown, $"the host name {options.Host} does not resolve");
        foreach (var address in addresses)
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                failure = Failure(Connect(socket, address), to);
                if (failure is null)
                {
                    return number.Put((int)socket.Handle) ? null : LowDescriptor.None;
                }
            }
            catch (SocketException refused)
            {
                failure = Failure(refused.SocketErrorCode, to);
            }
        }

        return failure;
    }

    private SocketError Connect(Socket socket, IPAddress address)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(new IPEndPoint(address, options.Port));
            return SocketError.Success;
        }
        catch (SocketException going) when (going.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            return socket.Poll(options.ConnectTimeout, SelectMode.SelectWrite)
                ? (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!
                : SocketError.TimedOut;
        }
    }

    private ModbusResult? Failure(SocketError error, string to) => error switch
    {
        SocketError.Success => null,
        SocketError.TimedOut => ModbusResult.Failed(ModbusFailure.Unreachable, $"no connection to {to} within {options.ConnectTimeout.TotalSeconds:0.###} s"),
        SocketError.ConnectionRefused => ModbusResult.Failed(ModbusFailure.ConnectionRefused, $"{to} refused the connection: wrong port, device off, or another client holds its only session?"),
        _ => ModbusResult.Failed(ModbusFailure.Unreachable, $"no connection to {to}: {new SocketException((int)error).Message}"),
    };

    private ModbusResult ReceiveFailure(int errno)
    {
        if (errno == ErrnoTimedOut)
        {
            Close();
            return ModbusResult.Failed(ModbusFailure.TimedOut, $"no answer within {options.ResponseTimeout.TotalMilliseconds:0} ms");
        }

        if (errno > ErrnoBase)
        {
            Close();
            return ModbusResult.Failed(ModbusFailure.WrongLength, "the answer is no Modbus frame");
        }

        return Lost();
    }

    private ModbusResult Lost()
    {
        Close();
        return ModbusResult.Failed(ModbusFailure.ConnectionLost, $"{options.Host}:{options.Port} closed the connection");
    }
}
