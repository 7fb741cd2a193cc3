using System.Text.Json;

namespace EdgeController.Optimizer.Cases;

/// <summary>
/// A value for each slot: one number for all, a list with one number a slot, or <c>{ "minutes": 60, "values": [...] }</c>, which is laid over
/// the slots from the start on, averaged, and repeated where it is shorter.
/// </summary>
internal sealed class SeriesReader(IReadOnlyList<TimeSpan> slots)
{
    public int Slots => slots.Count;

    public double[] Read(JsonSection section, string key, double least, double most, double? standard)
    {
        if (section.Find(key) is not { } value)
        {
            if (standard is null)
            {
                section.Add(key, "is missing; write a number, a list with one number a slot, or { \"minutes\": 60, \"values\": [...] }");
            }

            return Same(standard ?? 0);
        }

        return Read(section, value, section.At(key), least, most);
    }

    public double[] Read(JsonSection section, JsonElement value, string at, double least, double most)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return Same(section.Number(value, at, least, most));
            case JsonValueKind.Array:
                var list = Numbers(section, value, at, least, most);
                if (list.Length == Slots)
                {
                    return list;
                }

                section.Add(at[(section.Place.Length == 0 ? 0 : section.Place.Length + 1)..], $"has {list.Length} values for {Slots} slots");
                return Same(0);
            case JsonValueKind.Object when value.TryGetProperty("minutes", out var minutes) && value.TryGetProperty("values", out var values):
                return Over(section.Number(minutes, at + ".minutes", 1, 1440), Numbers(section, values, at + ".values", least, most));
            default:
                section.Add(at[(section.Place.Length == 0 ? 0 : section.Place.Length + 1)..], "write a number, a list with one number a slot, or { \"minutes\": 60, \"values\": [...] }");
                return Same(0);
        }
    }

    private double[] Same(double value) => [.. Enumerable.Repeat(value, Slots)];

    private static double[] Numbers(JsonSection section, JsonElement list, string at, double least, double most) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select((item, n) => section.Number(item, $"{at}[{n}]", least, most))]
        : [section.Number(list, at, least, most)];

    private double[] Over(double minutes, double[] values)
    {
        var result = new double[Slots];
        var from = 0.0;
        for (var t = 0; t < Slots && values.Length > 0 && minutes > 0; t++)
        {
            var to = from + slots[t].TotalMinutes;
            for (var step = (int)Math.Floor(from / minutes); step * minutes < to - 1e-9; step++)
            {
                var part = Math.Min(to, (step + 1) * minutes) - Math.Max(from, step * minutes);
                result[t] += values[step % values.Length] * part / (to - from);
            }

            from = to;
        }

        return result;
    }
}
