using System.Text;

namespace EdgeController.Drivers.SunSpec;

/// <summary>
/// Points to and from registers, most significant word first. What a device does not implement, and what it gives no scale for, has no
/// value: never zero.
/// </summary>
public static class SunSpecNumber
{
    /// <summary>Scale factors beyond this are no powers of ten that a device means (SunSpec Device Information Model: -10 to 10).</summary>
    private const int LargestScale = 10;

    private const ushort NoScale = 0x8000;

    /// <summary>The value of the point; null where the model is too short for it, or the device has none.</summary>
    /// <param name="words">The model's registers, from ID on.</param>
    /// <param name="point">The point.</param>
    /// <param name="instance">Which of the repeating blocks, from 0.</param>
    public static double? Decode(ReadOnlySpan<ushort> words, SunSpecPoint point, int instance = 0)
    {
        var at = point.Offset + (point.Repeats * instance);
        if (point.Type == SunSpecType.Text || at + point.Words > words.Length)
        {
            return null;
        }

        ulong bits = 0;
        foreach (var word in words.Slice(at, point.Words))
        {
            bits = (bits << 16) | word;
        }

        return Raw(point.Type, bits) is { } raw && Factor(words, point) is { } factor && double.IsFinite(raw * factor) ? raw * factor : null;
    }

    /// <summary>The registers that say <paramref name="value"/>, cut off towards zero; null where the device gives no scale or the type cannot hold it.</summary>
    public static ushort[]? Encode(ReadOnlySpan<ushort> words, SunSpecPoint point, double value)
    {
        if (Factor(words, point) is not { } factor || !double.IsFinite(value))
        {
            return null;
        }

        // A hundredth of the last digit is rounding of the division, not a digit.
        var raw = Math.Truncate((value / factor) + (Math.Sign(value) * 0.01));
        var (low, high) = point.Type switch
        {
            SunSpecType.Int16 => (-32767.0, 32767.0),
            SunSpecType.UInt16 or SunSpecType.Enum16 or SunSpecType.Bitfield16 => (0, 65534),
            SunSpecType.Int32 => (-int.MaxValue, int.MaxValue),
            SunSpecType.UInt32 => (0, uint.MaxValue - 1.0),
            _ => (0, -1),
        };
        if (!(raw >= low && raw <= high))
        {
            return null;
        }

        var bits = (ulong)(long)raw;
        return point.Words == 1 ? [(ushort)bits] : [(ushort)(bits >> 16), (ushort)bits];
    }

    /// <summary>The text of the point, without what fills it up.</summary>
    public static string Text(ReadOnlySpan<ushort> words, SunSpecPoint point)
    {
        var text = new StringBuilder();
        for (var i = 0; i < point.Words && point.Offset + i < words.Length; i++)
        {
            var word = words[point.Offset + i];
            text.Append((char)(word >> 8)).Append((char)(word & 0xFF));
        }

        return new string([.. text.ToString().TakeWhile(letter => letter != '\0').Where(letter => letter is >= ' ' and <= '~')]).Trim();
    }

    private static double? Factor(ReadOnlySpan<ushort> words, SunSpecPoint point)
    {
        if (point.Scale is not { } at)
        {
            return 1;
        }

        return at < words.Length && words[at] != NoScale && Math.Abs((short)words[at]) <= LargestScale ? Math.Pow(10, (short)words[at]) : null;
    }

    private static double? Raw(SunSpecType type, ulong bits) => type switch
    {
        SunSpecType.Int16 => bits == 0x8000 ? null : (short)bits,
        SunSpecType.UInt16 or SunSpecType.Enum16 or SunSpecType.Bitfield16 => bits == 0xFFFF ? null : bits,
        SunSpecType.Count => bits is 0 or 0xFFFF ? null : bits,
        SunSpecType.Int32 => bits == 0x8000_0000 ? null : (int)bits,
        SunSpecType.UInt32 => bits == 0xFFFF_FFFF ? null : bits,
        SunSpecType.UInt64 => bits == ulong.MaxValue ? null : bits,
        SunSpecType.Acc32 => bits == 0 ? null : bits,
        SunSpecType.Float32 => BitConverter.UInt32BitsToSingle((uint)bits),
        _ => null,
    };
}
