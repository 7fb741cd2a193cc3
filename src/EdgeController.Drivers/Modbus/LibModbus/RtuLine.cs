using System.Runtime.InteropServices;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// One native serial line. libmodbus adds and checks the CRC; unit, function code and length are checked here. An answer that is none
/// leaves the port open: other units share it, and what still comes is thrown away before the next request.
/// </summary>
internal sealed unsafe class RtuLine(ModbusRtuOptions options) : IModbusLine
{
    private const int MaxFrame = 256;
    private const int UnitLength = 1;
    private const int CrcLength = 2;
    private const int HighestUnit = 247;
    private const int ErrnoNoFile = 2;
    private const int ErrnoPermission = 13;
    private const int ErrnoBusy = 16;
    private const int ErrnoTimedOut = 110;
    private const int ErrnoBadCrc = 112345678 + 12;
    private const int ErrnoBase = 112345678;

    private ModbusContextHandle? _context;
    private LowDescriptor? _number;
    private int _port = -1;
    private volatile bool _aborted;

    public string Name => options.Device;

    public bool IsOpen => _context is not null;

    public ModbusResult Open()
    {
        Close();
        _number ??= LowDescriptor.TryTake();
        if (_number is null)
        {
            return LowDescriptor.None;
        }

        var format = options.Format;
        var context = NativeMethods.NewRtu(options.Device, format.Baud, (byte)format.Parity, format.DataBits, format.StopBits);
        if (context.IsInvalid)
        {
            return ModbusResult.Failed(ModbusFailure.Unreachable, $"{options.Device} with {format} is no usable serial port");
        }

        _ = NativeMethods.SetResponseTimeout(context, (uint)options.ResponseTimeout.TotalSeconds, (uint)(options.ResponseTimeout.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
        _ = NativeMethods.SetByteTimeout(context, 0, 0);
        if (NativeMethods.Connect(context) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            context.Dispose();
            return OpenFailure(errno);
        }

        // The number that the system gave stays open, for libmodbus to close; it waits on the low one.
        _context = context;
        _port = NativeMethods.GetSocket(context);
        if (!_number.Put(_port))
        {
            Close();
            return LowDescriptor.None;
        }

        _ = NativeMethods.SetSocket(context, _number.Number);
        return ModbusResult.Ok;
    }

    public ModbusResult Exchange(ModbusRequest asked)
    {
        if (_aborted)
        {
            return ModbusResult.Failed(ModbusFailure.Closed, "the connection was closed");
        }

        if (asked.Unit > HighestUnit)
        {
            return ModbusResult.Failed(ModbusFailure.InvalidRequest, $"unit {asked.Unit}: on a serial line units go from 1 to {HighestUnit}");
        }

        Span<byte> request = stackalloc byte[MaxFrame];
        request[0] = (byte)asked.Unit;
        var pdu = request[UnitLength..];
        var length = asked.IsWrite
            ? ModbusPdu.WriteWrite(pdu, asked.Start, asked.Words, asked.FunctionCode == ModbusRequest.WriteSingle)
            : ModbusPdu.WriteRead(pdu, asked.FunctionCode, asked.Start, asked.Words.Length);
        _ = NativeMethods.Flush(_context!);
        _ = NativeMethods.SetUnit(_context!, asked.Unit);
        fixed (byte* bytes = request)
        {
            if (NativeMethods.SendRaw(_context!, bytes, UnitLength + length) < 0)
            {
                return Lost();
            }
        }

        return Receive(asked, pdu[..length]);
    }

    /// <summary>A serial port cannot be shut down from outside: the exchange ends with its response time-out.</summary>
    public void Abort() => _aborted = true;

    public void Dispose()
    {
        Close();
        _number?.Dispose();
        _number = null;
    }

    private ModbusResult Receive(ModbusRequest asked, ReadOnlySpan<byte> request)
    {
        Span<byte> answer = stackalloc byte[MaxFrame];
        int length;
        fixed (byte* bytes = answer)
        {
            length = NativeMethods.ReceiveConfirmation(_context!, bytes);
        }

        if (length < 0)
        {
            return ReceiveFailure(Marshal.GetLastPInvokeError());
        }

        // libmodbus tells an answer of another unit by a length of zero.
        return length < UnitLength + 2 + CrcLength || answer[0] != asked.Unit
            ? ModbusResult.Failed(ModbusFailure.WrongAnswer, $"another unit answered instead of unit {asked.Unit}; the answer was discarded")
            : ModbusPdu.Take(answer[UnitLength..(length - CrcLength)], request, asked.IsWrite ? [] : asked.Words);
    }

    private ModbusResult OpenFailure(int errno) => errno switch
    {
        ErrnoNoFile => ModbusResult.Failed(ModbusFailure.Unreachable, $"there is no serial port {options.Device}: is the adapter plugged in?"),
        ErrnoPermission => ModbusResult.Failed(ModbusFailure.Unreachable, $"no permission for {options.Device}: add the program's user to the port's group (dialout)"),
        ErrnoBusy => ModbusResult.Failed(ModbusFailure.Unreachable, $"{options.Device} is in use by another program"),
        _ => ModbusResult.Failed(ModbusFailure.Unreachable, $"{options.Device} cannot be opened: {Marshal.GetPInvokeErrorMessage(errno)}"),
    };

    private ModbusResult ReceiveFailure(int errno) => errno switch
    {
        ErrnoTimedOut => ModbusResult.Failed(ModbusFailure.TimedOut, $"no answer within {options.ResponseTimeout.TotalMilliseconds:0} ms"),
        ErrnoBadCrc => ModbusResult.Failed(ModbusFailure.BadChecksum, "the answer's checksum is wrong: noise on the bus, or two devices with the same unit id"),
        > ErrnoBase => ModbusResult.Failed(ModbusFailure.WrongLength, "the answer is no Modbus frame"),
        _ => Lost(),
    };

    private ModbusResult Lost()
    {
        Close();
        return ModbusResult.Failed(ModbusFailure.ConnectionLost, $"{options.Device} is gone");
    }

    private void Close()
    {
        if (_context is null)
        {
            return;
        }

        _ = NativeMethods.SetSocket(_context, _port);
        _context.Dispose();
        _context = null;
        _number?.Clear();
    }
}
