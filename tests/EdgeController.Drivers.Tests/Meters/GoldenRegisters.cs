using System.Collections.Immutable;
using System.Globalization;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Tests.Meters;

/// <summary>A register image written by hand, with the values that it stands for.</summary>
internal sealed record GoldenRegisters(string Template, RegisterImage Image, IReadOnlyDictionary<string, string> Expected)
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    public static GoldenRegisters Read(string name)
    {
        var template = "";
        var runs = ImmutableArray.CreateBuilder<RegisterRun>();
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(Folder, name)).Where(line => line is not ['#', ..]))
        {
            var (key, rest) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            if (key == "template")
            {
                template = rest;
            }
            else if (key is "fc3" or "fc4")
            {
                var parts = rest.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
                runs.Add(new RegisterRun(key[2] - '0', int.Parse(parts[0]), [.. parts[1..].Select(hex => ushort.Parse(hex, NumberStyles.HexNumber))]));
            }
            else
            {
                expected.Add(key, rest);
            }
        }

        return new GoldenRegisters(template, new RegisterImage(runs.ToImmutable()), expected);
    }

    /// <summary>The sample in the words of the file, for the keys that the file has.</summary>
    public Dictionary<string, string> Describe(MeterSample sample)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["voltage"] = Three(sample.Voltage.Select(volts => volts?.Value)),
            ["current"] = Three(sample.Current.Select(amps => amps?.Value)),
            ["active"] = Three(sample.ActiveCurrent.Select(amps => amps?.Value)),
            ["power"] = Three(sample.Power.Select(watts => watts?.Value)),
            ["total"] = One(sample.TotalPower?.Value),
            ["frequency"] = One(sample.FrequencyHertz),
            ["energy_in"] = One(sample.EnergyImport?.Value),
            ["energy_out"] = One(sample.EnergyExport?.Value),
            ["missing"] = sample.Missing,
        };
        return all.Where(pair => pair.Value is not null && (Expected.ContainsKey(pair.Key) || pair.Key == "missing"))
            .ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
    }

    private static string Three(PerPhase<double?> values) => $"{One(values.L1)} {One(values.L2)} {One(values.L3)}";

    private static string One(double? value) => value is { } known ? known.ToString("0.######", CultureInfo.InvariantCulture) : "-";
}
