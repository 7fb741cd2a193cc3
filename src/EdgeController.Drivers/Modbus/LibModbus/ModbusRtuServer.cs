using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// The devices of an RS-485 bus behind a pseudo-terminal, for the simulator and tests: serves register images per unit. It shares no code
/// with libmodbus; the checksum is its own.
/// </summary>
public sealed class ModbusRtuServer : IAsyncDisposable
{
    private const int LongestSilence = 20;
    private const int CrcLength = 2;
    private const int WriteSeveral = 16;

    private readonly PseudoTerminal _line = new();
    private readonly ConcurrentDictionary<int, RegisterImage> _images = new();
    private readonly ConcurrentDictionary<int, Func<int, ImmutableArray<ushort>, int>> _judges = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _heard = [];
    private volatile bool _stopping;
    private long _requests;

    private ModbusRtuServer() => new Thread(Work) { IsBackground = true, Name = $"rtu server {_line.Device}" }.Start();

    /// <summary>Path of the serial port that leads to the devices.</summary>
    public string Device => _line.Device;

    /// <summary>Requests with a good checksum, to whatever unit.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Changes an answer on its way, checksum included; null keeps it back.</summary>
    public Func<byte[], byte[]?> Disturb { get; set; } = answer => answer;

    public static ModbusRtuServer Start() => new();

    /// <summary>What the unit serves from now on; a unit without an image stays silent, as on a real bus.</summary>
    public void Serve(int unit, RegisterImage image) => _images[unit] = image;

    /// <summary>
    /// Judges what is written into the unit: the judge gets the first register and the values and answers 0, and what was written is served from
    /// then on, or an exception code. It runs on the server's thread. Without it every register that is served may be written.
    /// </summary>
    public void TakeWrites(int unit, Func<int, ImmutableArray<ushort>, int> judge) => _judges[unit] = judge;

    /// <summary>The unit is taken off the bus.</summary>
    public void Remove(int unit) => _images.TryRemove(unit, out _);

    /// <summary>The frame with its checksum (Modbus over serial line 2.5.1.2).</summary>
    public static byte[] Framed(ReadOnlySpan<byte> frame)
    {
        var framed = new byte[frame.Length + CrcLength];
        frame.CopyTo(framed);
        BinaryPrimitives.WriteUInt16LittleEndian(framed.AsSpan(frame.Length), Crc(frame));
        return framed;
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await _ended.Task;
    }

    private static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (ushort)((crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1);
            }
        }

        return crc;
    }

    private void Work()
    {
        try
        {
            var bytes = new byte[256];
            while (!_stopping)
            {
                var count = _line.Read(bytes, LongestSilence);
                if (count == 0)
                {
                    // A pause ends a frame: what is left of a broken one is dropped.
                    _heard.Clear();
                }

                _heard.AddRange(bytes[..count]);
                Answer();
            }

            _ended.SetResult();
        }
        catch (Exception bug)
        {
            // Nobody else sees this thread's exceptions: the disposer must.
            _ended.SetException(bug);
        }
        finally
        {
            _line.Dispose();
        }
    }

    private void Answer()
    {
        var length = _heard.Count < 8 ? int.MaxValue : _heard[1] == WriteSeveral ? 9 + _heard[6] : 8;
        if (_heard.Count < length)
        {
            return;
        }

        var request = _heard.GetRange(0, length).ToArray();
        _heard.RemoveRange(0, length);
        if (Crc(request) != 0)
        {
            return;
        }

        Interlocked.Increment(ref _requests);
        if (_images.TryGetValue(request[0], out var image) && Disturb(Framed(Reply(request, image))) is { } answer)
        {
            _line.Write(answer);
        }
    }

    private byte[] Reply(byte[] request, RegisterImage image)
    {
        var (unit, code, start) = (request[0], request[1], BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(2)));
        if (code is 6 or WriteSeveral)
        {
            var values = new ushort[code == 6 ? 1 : BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(4))];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan((code == 6 ? 4 : 7) + (2 * i)));
            }

            if (image.With(3, start, [.. values]) is not { } written)
            {
                return [unit, (byte)(code | 0x80), 2];
            }

            if (_judges.GetValueOrDefault(unit)?.Invoke(start, [.. values]) is > 0 and var exception)
            {
                return [unit, (byte)(code | 0x80), (byte)exception];
            }

            _images[unit] = written;
            return request[..6];
        }

        var words = new ushort[BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(4))];
        if (code is < 1 or > 4 || !image.TryRead(code, start, words))
        {
            return [unit, (byte)(code | 0x80), (byte)(code is < 1 or > 4 ? 1 : 2)];
        }

        return code <= 2 ? Bits(unit, code, words) : Registers(unit, code, words);
    }

    private static byte[] Registers(byte unit, byte code, ushort[] words)
    {
        var answer = new byte[3 + (2 * words.Length)];
        (answer[0], answer[1], answer[2]) = (unit, code, (byte)(2 * words.Length));
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(3 + (2 * i)), words[i]);
        }

        return answer;
    }

    private static byte[] Bits(byte unit, byte code, ushort[] bits)
    {
        var answer = new byte[3 + ((bits.Length + 7) / 8)];
        (answer[0], answer[1], answer[2]) = (unit, code, (byte)(answer.Length - 3));
        for (var i = 0; i < bits.Length; i++)
        {
            answer[3 + (i / 8)] |= (byte)((bits[i] & 1) << (i % 8));
        }

        return answer;
    }
}
