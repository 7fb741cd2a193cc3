using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>The native side of a server: one <c>modbus_t</c> that is turned to one socket after the other; the sockets are the caller's.</summary>
internal sealed unsafe class ModbusServerContext : IDisposable
{
    private const int Backlog = 16;
    private const int NoSocket = -1;
    private const int FirstValue = 13;
    private const uint IllegalFunction = 1;
    private const uint IllegalAddress = 2;
    private const uint IllegalValue = 3;

    private readonly LowDescriptor _number = LowDescriptor.TryTake() ?? throw new InvalidOperationException(LowDescriptor.None.Sentence);
    private readonly byte[] _frame = new byte[TcpFrame.MaxLength];
    private ModbusContextHandle? _context;
    private int _length;

    public ModbusServerContext(int port) => Port = port;

    /// <summary>After <see cref="Listen"/> the port in use.</summary>
    public int Port { get; private set; }

    public Socket Listen()
    {
        _context?.Dispose();
        _context = NativeMethods.NewTcp("127.0.0.1", Port.ToString());
        var handle = _context.IsInvalid ? NoSocket : NativeMethods.Listen(_context, Backlog);
        if (handle < 0)
        {
            throw new InvalidOperationException($"Cannot listen on 127.0.0.1:{Port}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }

        var listener = new Socket(new SafeSocketHandle(handle, ownsHandle: true));
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        return listener;
    }

    /// <summary>The next request of the client; null when it is gone or sent no Modbus.</summary>
    public Request? Receive(Socket client)
    {
        Turn(client);
        fixed (byte* frame = _frame)
        {
            _length = NativeMethods.Receive(_context!, frame);
        }

        TurnAway();
        return _length < TcpFrame.HeaderLength + ModbusPdu.ReadRequestLength ? null : Parse(_frame.AsSpan(0, _length));
    }

    /// <summary>Answers the read received last from the image; false when the client is gone.</summary>
    public bool Reply(Socket client, Request request, RegisterImage image)
    {
        if (request.FunctionCode is < 1 or > 4)
        {
            return ReplyException(client, IllegalFunction);
        }

        if (request.Count is < 1 or > ModbusPdu.MaxReadCount)
        {
            return ReplyException(client, IllegalValue);
        }

        Span<ushort> words = stackalloc ushort[request.Count];
        return image.TryRead(request.FunctionCode, request.Start, words) ? Reply(client, request, words) : ReplyException(client, IllegalAddress);
    }

    /// <summary>Confirms the write received last; false when the client is gone.</summary>
    public bool Confirm(Socket client, Request request) => Reply(client, request, stackalloc ushort[request.Count]);

    public bool ReplyException(Socket client, uint code)
    {
        Turn(client);
        fixed (byte* frame = _frame)
        {
            return Sent(NativeMethods.ReplyException(_context!, frame, code));
        }
    }

    private bool Reply(Socket client, Request request, Span<ushort> words)
    {
        Span<byte> bits = stackalloc byte[words.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = (byte)words[i];
        }

        Turn(client);
        fixed (ushort* table = words)
        fixed (byte* bitTable = bits)
        fixed (byte* frame = _frame)
        {
            var mapping = new NativeMethods.Mapping
            {
                BitCount = request.Count,
                BitStart = request.Start,
                Bits = bitTable,
                InputBitCount = request.Count,
                InputBitStart = request.Start,
                InputBits = bitTable,
                InputCount = request.Count,
                InputStart = request.Start,
                Inputs = table,
                HoldingCount = request.Count,
                HoldingStart = request.Start,
                Holdings = table,
            };
            return Sent(NativeMethods.Reply(_context!, frame, _length, &mapping));
        }
    }

    private static Request Parse(ReadOnlySpan<byte> frame)
    {
        var second = BinaryPrimitives.ReadUInt16BigEndian(frame[10..]);
        var request = new Request(frame[6], frame[7], BinaryPrimitives.ReadUInt16BigEndian(frame[8..]), second);
        if (request.FunctionCode == ModbusRequest.WriteSingle)
        {
            return request with { Count = 1, Written = [second] };
        }

        if (request.FunctionCode != ModbusRequest.WriteSeveral || frame.Length != FirstValue + (2 * second))
        {
            return request;
        }

        var written = new ushort[second];
        for (var i = 0; i < written.Length; i++)
        {
            written[i] = BinaryPrimitives.ReadUInt16BigEndian(frame[(FirstValue + (2 * i))..]);
        }

        return request with { Written = ImmutableCollectionsMarshal.AsImmutableArray(written) };
    }

    public void Dispose()
    {
        _context?.Dispose();
        _number.Dispose();
    }

    private void Turn(Socket client)
    {
        _ = _number.Put((int)client.SafeHandle.DangerousGetHandle());
        _ = NativeMethods.SetSocket(_context!, _number.Number);
    }

    private bool Sent(int result)
    {
        TurnAway();
        return result >= 0;
    }

    /// <summary>The handle must never own a client's socket, or disposing it would close a number that is somebody else's by then.</summary>
    private void TurnAway()
    {
        _ = NativeMethods.SetSocket(_context!, NoSocket);
        _number.Clear();
    }

    /// <summary>A request as it came.</summary>
    internal sealed record Request(int Unit, int FunctionCode, int Start, int Count)
    {
        /// <summary>Empty for all but a well-formed write.</summary>
        public ImmutableArray<ushort> Written { get; init; } = [];
    }
}
