using System.Collections.Immutable;
using System.Globalization;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>Registers written by hand, and the values that they stand for in the words of <see cref="Describe"/>.</summary>
public sealed record GoldenImage(string Name, RegisterImage Image, ImmutableSortedDictionary<string, string> Expected)
{
    /// <summary>The image is one of a meter that works.</summary>
    public bool IsGood => !Expected.ContainsKey("missing") && !Expected.Values.Any(value => value.Split(' ').Contains("-"));

    /// <summary>A sample in words: three values for what is measured on each phase, <c>-</c> for no value.</summary>
    public static ImmutableSortedDictionary<string, string> Describe(MeterSample sample)
    {
        var words = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        words["voltage"] = Three(sample.Voltage.Select(volts => volts?.Value));
        words["current"] = Three(sample.Current.Select(amps => amps?.Value));
        words["power"] = Three(sample.Power.Select(watts => watts?.Value));
        words["total"] = One(sample.TotalPower?.Value);
        words["frequency"] = One(sample.FrequencyHertz);
        words["energy_in"] = One(sample.EnergyImport?.Value);
        words["energy_out"] = One(sample.EnergyExport?.Value);
        if (sample.Missing is { } missing)
        {
            words["missing"] = missing;
        }

        return words.ToImmutable();
    }

    private static string Three(PerPhase<double?> values) => $"{One(values.L1)} {One(values.L2)} {One(values.L3)}";

    private static string One(double? value) => value is { } known ? (known == 0 ? 0 : known).ToString("0.###", CultureInfo.InvariantCulture) : "-";
}
