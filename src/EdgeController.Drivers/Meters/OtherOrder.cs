using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>Looks for the order of words or bytes in which a value would make sense (fault A7).</summary>
internal static class OtherOrder
{
    /// <summary>What to change, where one other order fits; empty where none or the value cannot tell.</summary>
    public static string Hint(MeterTemplate template, RegisterImage image, RegisterValue at, ValueRange range, string unit)
    {
        var other = template.WordOrder == WordOrder.MostSignificantFirst ? WordOrder.LeastSignificantFirst : WordOrder.MostSignificantFirst;
        if (RegisterCodec.Words(at.Type) > 1 && Value(template, image, at, other, swapped: false) is { } words && range.Holds(words))
        {
            return FormattableString.Invariant($"; with its words in the other order ({Name(other)}) it would be {words:0.#} {unit}: is word_order of the template right for this device?");
        }

        foreach (var order in new[] { template.WordOrder, other })
        {
            if (Value(template, image, at, order, swapped: true) is { } bytes && range.Holds(bytes))
            {
                var also = order == other && RegisterCodec.Words(at.Type) > 1 ? $" and its words {Name(order)}" : "";
                return FormattableString.Invariant($"; with the two bytes of each register swapped{also} it would be {bytes:0.#} {unit}: that is a setting of the device or its gateway");
            }
        }

        return "";
    }

    public static string Name(WordOrder order) => order == WordOrder.MostSignificantFirst ? "msw-first" : "lsw-first";

    private static double? Value(MeterTemplate template, RegisterImage image, RegisterValue at, WordOrder order, bool swapped)
    {
        if (RegisterCodec.Bits(template, image, at, order) is not { } bits)
        {
            return null;
        }

        return RegisterCodec.FromBits(at, swapped ? SwapBytes(bits) : bits);
    }

    private static ulong SwapBytes(ulong bits) => ((bits & 0x00FF_00FF_00FF_00FF) << 8) | ((bits >> 8) & 0x00FF_00FF_00FF_00FF);
}
