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
    private const int ErrnoRefused = 111;
    private const int ErrnoBase = 112345678;

    private readonly Lock _socketLock = new();
    private readonly ModbusDialogue _dialogue = new(options.ChecksIdentity);
    private ModbusContextHandle? _context;
    private int _socket = -1;
    private bool _aborted;

    public string Name => $"{options.Host}:{options.Port}";

    public bool IsOpen => _socket >= 0;

    public ModbusResult Open()
    {
        Close();
        if (DescriptorRoom.Problem() is { } full)
        {
            return full;
        }

        _context ??= NativeMethods.NewTcp(options.Host, options.Port.ToString());
        if (_context.IsInvalid)
        {
            return ModbusResult.Failed(ModbusFailure.HostUnknown, $"{options.Host}:{options.Port} is no usable address");
        }

        // libmodbus connects within the response time-out; with no byte time-out, that one covers a whole answer.
        SetResponseTimeout(options.ConnectTimeout);
        _ = NativeMethods.SetByteTimeout(_context, 0, 0);
        if (NativeMethods.Connect(_context) != 0)
        {
            return ConnectFailure(Marshal.GetLastPInvokeError());
        }

        SetResponseTimeout(options.ResponseTimeout);
        lock (_socketLock)
        {
            _socket = NativeMethods.GetSocket(_context);
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
    }

    private void Close()
    {
        lock (_socketLock)
        {
            if (_socket >= 0)
            {
                NativeMethods.Close(_context!);
                _socket = -1;
            }
        }
    }

    private void SetResponseTimeout(TimeSpan span) =>
        _ = NativeMethods.SetResponseTimeout(_context!, (uint)span.TotalSeconds, (uint)(span.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));

    private ModbusResult ConnectFailure(int errno)
    {
        var to = $"{options.Host}:{options.Port}";
        if (errno == ErrnoTimedOut)
        {
            return ModbusResult.Failed(ModbusFailure.Unreachable, $"no connection to {to} within {options.ConnectTimeout.TotalSeconds:0.###} s");
        }

        if (errno != ErrnoRefused)
        {
            return ModbusResult.Failed(ModbusFailure.Unreachable, $"no connection to {to}: {Marshal.GetPInvokeErrorMessage(errno)}");
        }

        // libmodbus says "refused" for a name that does not resolve, too.
        return Resolves(options.Host)
            ? ModbusResult.Failed(ModbusFailure.ConnectionRefused, $"{to} refused the connection: wrong port, device off, or another client holds its only session?")
            : ModbusResult.Failed(ModbusFailure.HostUnknown, $"the host name {options.Host} does not resolve");
    }

    private static bool Resolves(string host)
    {
        try
        {
            return IPAddress.TryParse(host, out _) || Dns.GetHostAddresses(host).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

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
