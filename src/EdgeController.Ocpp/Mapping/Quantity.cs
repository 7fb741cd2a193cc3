using System.Globalization;

namespace EdgeController.Ocpp.Mapping;

/// <summary>Numbers out of sampled values: what is no plausible number in a known unit is null, never zero.</summary>
internal static class Quantity
{
    private const double Implausible = 1e12;

    /// <summary>The reading in that unit; a thousand of it and none at all are understood.</summary>
    public static double? In(string unit, in Reading reading)
    {
        var factor = reading.Unit switch
        {
            null or "" => 1.0,
            _ when string.Equals(reading.Unit, unit, StringComparison.OrdinalIgnoreCase) => 1.0,
            _ when string.Equals(reading.Unit, "k" + unit, StringComparison.OrdinalIgnoreCase) => 1000.0,
            _ => double.NaN,
        };
        return reading.Number is { } number && double.IsFinite(number * factor) && Math.Abs(number * factor) < Implausible ? number * factor : null;
    }

    /// <summary>A number written as text, with a point or a comma.</summary>
    public static double? Parse(string? value)
    {
        var text = value?.Trim();
        if (text is not null && !text.Contains('.', StringComparison.Ordinal))
        {
            text = text.Replace(',', '.');
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
