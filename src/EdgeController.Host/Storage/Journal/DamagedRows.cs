using System.Buffers.Binary;
using System.Text;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// All rows that lie in the pages of a damaged database, whatever leads there: cells of index pages, which is where tables without row ids
/// keep their rows. What a cell says is believed by nobody before its sum was checked. After "Database File Format", sections 1.6 and 2.
/// </summary>
internal static class DamagedRows
{
    private const byte Interior = 0x02;
    private const byte Leaf = 0x0A;

    /// <summary>A row is smaller: a frame is capped, and a length beyond it is nonsense that would cost memory.</summary>
    private const long MostBytes = 4 << 20;

    private const int MostColumns = 16;

    /// <summary>Values as SQLite's reader gives them: long, string, byte[], <see cref="DBNull"/>.</summary>
    public static IEnumerable<object[]> In(DamagedPages pages)
    {
        for (uint number = 1; number <= pages.Count; number++)
        {
            if (pages.Read(number) is not { } page || page[0] is not (Interior or Leaf))
            {
                continue;
            }

            var pointers = page[0] == Leaf ? 8 : 12;
            var cells = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(3)), (page.Length - pointers) / 2);
            for (var cell = 0; cell < cells; cell++)
            {
                var at = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(pointers + (2 * cell))) + (page[0] == Interior ? 4 : 0);
                if (Payload(pages, page, at) is { } payload && Values(payload) is { } row)
                {
                    yield return row;
                }
            }
        }
    }

    private static byte[]? Payload(DamagedPages pages, byte[] page, int at)
    {
        if (Varint(page, ref at) is not ({ } length and > 0 and < MostBytes))
        {
            return null;
        }

        var most = ((pages.Size - 12) * 64 / 255) - 23;
        var least = ((pages.Size - 12) * 32 / 255) - 23;
        var odd = least + (int)((length - least) % (pages.Size - 4));
        var here = length <= most ? (int)length : odd <= most ? odd : least;
        if (at + here > page.Length)
        {
            return null;
        }

        var payload = new byte[length];
        page.AsSpan(at, here).CopyTo(payload);
        for (var (filled, link) = (here, at + here); filled < length;)
        {
            if (link + 4 > page.Length || pages.Read(BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(link))) is not { } next)
            {
                return null;
            }

            var part = (int)Math.Min(length - filled, pages.Size - 4);
            next.AsSpan(4, part).CopyTo(payload.AsSpan(filled));
            (page, link, filled) = (next, 0, filled + part);
        }

        return payload;
    }

    private static object[]? Values(byte[] payload)
    {
        var at = 0;
        if (Varint(payload, ref at) is not { } head || head > payload.Length)
        {
            return null;
        }

        var values = new List<object>();
        var body = (int)head;
        while (at < head)
        {
            if (Varint(payload, ref at) is not { } type || values.Count == MostColumns || Value(payload, type, ref body) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        return [.. values];
    }

    private static object? Value(byte[] payload, long type, ref int at)
    {
        var length = type switch
        {
            0 or 8 or 9 => 0,
            >= 1 and <= 4 => type,
            5 => 6,
            6 => 8,
            >= 12 => (type - 12) / 2,
            _ => -1,
        };
        if (length < 0 || length > payload.Length - at)
        {
            return null;
        }

        var bytes = payload.AsSpan(at, (int)length);
        at += (int)length;
        return type switch
        {
            0 => DBNull.Value,
            8 => 0L,
            9 => 1L,
            >= 12 when type % 2 == 0 => bytes.ToArray(),
            >= 12 => Encoding.UTF8.GetString(bytes),
            _ => Integer(bytes),
        };
    }

    private static long Integer(ReadOnlySpan<byte> bytes)
    {
        var value = (long)(sbyte)bytes[0];
        foreach (var part in bytes[1..])
        {
            value = (value << 8) | part;
        }

        return value;
    }

    /// <summary>One to nine bytes, seven bits each, eight in the ninth; null where the bytes end before.</summary>
    private static long? Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0L;
        for (var count = 0; count < 9; count++, at++)
        {
            if ((uint)at >= (uint)bytes.Length)
            {
                return null;
            }

            if (count == 8)
            {
                return (value << 8) | bytes[at++];
            }

            value = (value << 7) | (uint)(bytes[at] & 0x7F);
            if (bytes[at] < 0x80)
            {
                at++;
                return value;
            }
        }

        return null;
    }
}
