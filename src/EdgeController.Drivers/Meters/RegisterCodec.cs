using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>One number of a register map to and from its words.</summary>
internal static class RegisterCodec
{
    public static int Words(RegisterType type) => type switch
    {
        RegisterType.Int16 or RegisterType.UInt16 => 1,
        RegisterType.Int32 or RegisterType.UInt32 or RegisterType.Float32 or RegisterType.Acc32 => 2,
        _ => 4,
    };

    /// <summary>The function code of the block that a value is read with; null when no block holds all of it.</summary>
    public static int? FunctionCodeOf(MeterTemplate template, RegisterValue value)
    {
        foreach (var block in template.Blocks)
        {
            if (value.Address >= block.Start && value.Address + Words(value.Type) <= block.Start + block.Count)
            {
                return block.FunctionCode;
            }
        }

        return null;
    }

    /// <summary>The bit pattern at the value's place; null when the image does not hold it.</summary>
    public static ulong? Bits(MeterTemplate template, RegisterImage image, RegisterValue value, WordOrder order)
    {
        if (FunctionCodeOf(template, value) is not { } functionCode)
        {
            return null;
        }

        var words = Words(value.Type);
        ulong bits = 0;
        for (var i = 0; i < words; i++)
        {
            var at = order == WordOrder.MostSignificantFirst ? i : words - 1 - i;
            if (image[functionCode, value.Address + at] is not { } word)
            {
                return null;
            }

            bits = (bits << 16) | word;
        }

        return bits;
    }

    /// <summary>The SI value; null for a pattern that stands for "no value", for NaN, infinities and integers at the rail of their type.</summary>
    public static double? FromBits(RegisterValue value, ulong bits)
    {
        if (value.NotAvailable.Contains(bits))
        {
            return null;
        }

        double? raw = value.Type switch
        {
            RegisterType.Int16 => Inside((short)bits, short.MinValue, short.MaxValue),
            RegisterType.UInt16 => Inside((ushort)bits, -1, ushort.MaxValue),
            RegisterType.Int32 => Inside((int)bits, int.MinValue, int.MaxValue),
            RegisterType.UInt32 => Inside((uint)bits, -1, uint.MaxValue),
            RegisterType.Acc32 => bits == 0 ? null : (uint)bits,
            RegisterType.Int64 => (long)bits is long.MinValue or long.MaxValue ? null : (long)bits,
            RegisterType.UInt64 => bits == ulong.MaxValue ? null : bits,
            RegisterType.Float32 => BitConverter.UInt32BitsToSingle((uint)bits),
            _ => BitConverter.UInt64BitsToDouble(bits),
        };
        return raw * value.Scale is { } scaled && double.IsFinite(scaled) ? scaled : null;
    }

    /// <summary>The bit pattern of an SI value; what the type cannot hold saturates at its rail, as in a real meter.</summary>
    public static ulong ToBits(RegisterValue value, double? si)
    {
        if (si is not { } known || double.IsNaN(known))
        {
            return NoValue(value);
        }

        var raw = known / value.Scale;
        var whole = Math.Round(raw);
        return value.Type switch
        {
            RegisterType.Int16 => (ushort)(short)Math.Clamp(whole, short.MinValue, short.MaxValue),
            RegisterType.UInt16 => (ushort)Math.Clamp(whole, 0, ushort.MaxValue),
            RegisterType.Int32 => (uint)(int)Math.Clamp(whole, int.MinValue, int.MaxValue),
            RegisterType.UInt32 or RegisterType.Acc32 => (uint)Math.Clamp(whole, 0, uint.MaxValue),
            RegisterType.Int64 => (ulong)(long)whole,
            RegisterType.UInt64 => (ulong)Math.Max(whole, 0),
            RegisterType.Float32 => BitConverter.SingleToUInt32Bits((float)raw),
            _ => BitConverter.DoubleToUInt64Bits(raw),
        };
    }

    private static double? Inside(double raw, double low, double high) => raw > low && raw < high ? raw : null;

    private static ulong NoValue(RegisterValue value) => value switch
    {
        { NotAvailable: [var pattern, ..] } => pattern,
        { Type: RegisterType.Int16 } => 0x8000,
        { Type: RegisterType.UInt16 } => ushort.MaxValue,
        { Type: RegisterType.Int32 } => 0x8000_0000,
        { Type: RegisterType.UInt32 } => uint.MaxValue,
        { Type: RegisterType.Acc32 } => 0,
        { Type: RegisterType.Int64 } => 0x8000_0000_0000_0000,
        { Type: RegisterType.UInt64 } => ulong.MaxValue,
        { Type: RegisterType.Float32 } => BitConverter.SingleToUInt32Bits(float.NaN),
        _ => BitConverter.DoubleToUInt64Bits(double.NaN),
    };
}
