using System.Globalization;

namespace EdgeController.Simulator.Stations;

/// <summary>Numbers with a fixed count of decimals, as the formats F0, F1 and F2 write them, by whole numbers where that is certain to give the same.</summary>
internal static class FixedText
{
    private const double Largest = 1e9;

    /// <summary>A scaled value nearer to the middle of two whole numbers than this is rounded by its exact digits.</summary>
    private const double NearMiddle = 1e-5;

    private static readonly double[] Scales = [1, 10, 100];
    private static readonly string[] Formats = ["F0", "F1", "F2"];

    /// <summary>Writes at most two decimals; returns how many bytes.</summary>
    public static int Write(Span<byte> text, double value, int decimals)
    {
        var scaled = value * Scales[decimals];
        var whole = Math.Floor(scaled);
        var rest = scaled - whole;
        if (double.IsNegative(value) || !(scaled < Largest) || Math.Abs(rest - 0.5) < NearMiddle)
        {
            value.TryFormat(text, out var written, Formats[decimals], CultureInfo.InvariantCulture);
            return written;
        }

        var number = (uint)whole + (rest > 0.5 ? 1u : 0u);
        var scale = (uint)Scales[decimals];
        (number / scale).TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        if (decimals == 0)
        {
            return length;
        }

        text[length++] = (byte)'.';
        for (var digit = scale / 10; digit > 0; digit /= 10)
        {
            text[length++] = (byte)('0' + (number / digit % 10));
        }

        return length;
    }
}
