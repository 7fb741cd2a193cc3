using System.Globalization;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Mapping.V16;

/// <summary>Numbers out of sampled values: what is no plausible number in a known unit is null, never zero.</summary>
internal static class Quantity
{
    private const double Implausible = 1e12;

    public static double? Read(SampledValue sample, string unit)
    {
        var factor = sample.Unit switch
        {
            null or "" => 1.0,
            _ when string.Equals(sample.Unit, unit, StringComparison.OrdinalIgnoreCase) => 1.0,
            _ when string.Equals(sample.Unit, "k" + unit, StringComparison.OrdinalIgnoreCase) => 1000.0,
            _ => double.NaN,
        };
        var text = sample.Value?.Trim();
        if (text is not null && !text.Contains('.', StringComparison.Ordinal))
        {
            text = text.Replace(',', '.');
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number * factor) && Math.Abs(number * factor) < Implausible
                ? number * factor
                : null;
    }
}
