using System.Buffers.Binary;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// The pages of a database that SQLite itself may refuse to open: each as the log has it up to its last whole commit, else as the database
/// file has it. After "Database File Format", sections 1 and 4, of the SQLite documentation.
/// </summary>
internal sealed class DamagedPages : IDisposable
{
    private const int LogHead = 32;
    private const int FrameHead = 24;

    private readonly FileStream _database;
    private readonly byte[] _log;
    private readonly Dictionary<uint, int> _inLog = [];

    /// <exception cref="IOException">It cannot be read.</exception>
    public DamagedPages(string file, int size)
    {
        Size = size;
        _log = File.Exists(file + "-wal") ? File.ReadAllBytes(file + "-wal") : [];
        _database = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        ReadLog();
        Count = (uint)Math.Max(_database.Length / size, _inLog.Keys.DefaultIfEmpty().Max());
    }

    /// <summary>Bytes of a page.</summary>
    public int Size { get; }

    /// <summary>Pages are numbered from 1 to this.</summary>
    public uint Count { get; }

    /// <summary>The page; null where neither file has it.</summary>
    public byte[]? Read(uint number)
    {
        if (number == 0 || number > Count)
        {
            return null;
        }

        if (_inLog.TryGetValue(number, out var offset))
        {
            return _log.AsSpan(offset, Size).ToArray();
        }

        var page = new byte[Size];
        return RandomAccess.Read(_database.SafeFileHandle, page, (number - 1L) * Size) == Size ? page : null;
    }

    public void Dispose() => _database.Dispose();

    /// <summary>Frames count up to the last commit before the first one whose sum is wrong.</summary>
    private void ReadLog()
    {
        if (_log.Length < LogHead || (Big(0) & ~1u) != 0x377f0682 || Big(8) != Size)
        {
            return;
        }

        var bigEndian = (Big(0) & 1) == 1;
        var sum = Sum(_log.AsSpan(0, FrameHead), (0, 0), bigEndian);
        if (sum != (Big(24), Big(28)))
        {
            return;
        }

        var open = new List<(uint Page, int Offset)>();
        for (var frame = LogHead; frame + FrameHead + Size <= _log.Length; frame += FrameHead + Size)
        {
            sum = Sum(_log.AsSpan(frame, 8), sum, bigEndian);
            sum = Sum(_log.AsSpan(frame + FrameHead, Size), sum, bigEndian);
            if ((Big(frame + 8), Big(frame + 12)) != (Big(16), Big(20)) || sum != (Big(frame + 16), Big(frame + 20)))
            {
                return;
            }

            open.Add((Big(frame), frame + FrameHead));
            if (Big(frame + 4) != 0)
            {
                open.ForEach(page => _inLog[page.Page] = page.Offset);
                open.Clear();
            }
        }
    }

    private uint Big(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_log.AsSpan(offset));

    private static (uint, uint) Sum(ReadOnlySpan<byte> bytes, (uint First, uint Second) sum, bool bigEndian)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            sum.First += Word(bytes, bigEndian) + sum.Second;
            sum.Second += Word(bytes[4..], bigEndian) + sum.First;
        }

        return sum;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
