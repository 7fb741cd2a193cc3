using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;

namespace EdgeController.Host.Planning;

/// <summary>
/// Reads prices over time. CSV: a line for each step with its start and its price, separated by comma or semicolon, a first line of titles may stand; JSON: a list of
/// objects with <c>start</c> and <c>price</c>, alone or as <c>prices</c>. A start without an offset is the site's clock: of an hour that it shows twice the first comes first.
/// Steps are usually 15 or 60 minutes; the last is as long as the one before.
/// </summary>
internal static class PriceText
{
    private const int Most = 20_000;

    public static (TimeSeries? Series, string? Problem) Read(string name, SeriesKind kind, string text, double factor, TimeZoneInfo zone)
    {
        var rows = new List<(string Where, string Start, string Price)>();
        var problem = text.AsSpan().TrimStart() is ['[' or '{', ..] ? FromJson(text, rows) : FromCsv(text, rows);
        if (problem is not null)
        {
            return (null, $"{name}: {problem}");
        }

        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        foreach (var (where, start, price) in rows)
        {
            if (Time(start, zone, points.Count > 0 ? points[^1].Start : null) is not { } at)
            {
                return (null, $"{name}: {where}: '{start}' is no time such as 2026-03-02T14:15+01:00");
            }

            if (!double.TryParse(price, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            {
                return (null, $"{name}: {where}: '{price}' is no price such as 0.2815");
            }

            if (points.Count > 0 && at <= points[^1].Start)
            {
                return (null, $"{name}: {where}: {start} does not come after the line before");
            }

            points.Add(new SeriesPoint(at, value * factor));
        }

        if (points.Count is < 2 or > Most)
        {
            return (null, $"{name}: {points.Count} prices; 2 to {Most} are expected");
        }

        var last = points[^1].Start - points[^2].Start;
        var end = points[^1].Start + (last < TimeSpan.FromHours(1) ? last : TimeSpan.FromHours(1));
        return (new TimeSeries(name, kind, points.ToImmutable(), end, DateTimeOffset.MaxValue), null);
    }

    private static string? FromCsv(string text, List<(string Where, string Start, string Price)> rows)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var trimmed = line.Trim();
            var parts = trimmed.Split(trimmed.Contains(';', StringComparison.Ordinal) ? ';' : ',');
            if (trimmed.Length == 0 || trimmed[0] == '#' || (rows.Count == 0 && !char.IsAsciiDigit(trimmed[0])))
            {
                continue;
            }

            if (parts.Length < 2)
            {
                return $"line {number}: a start and a price are expected, separated by a comma";
            }

            rows.Add(($"line {number}", parts[0].Trim(), parts[1].Trim().Replace(',', '.')));
        }

        return null;
    }

    private static string? FromJson(string text, List<(string Where, string Start, string Price)> rows)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var list = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("prices", out var inner) ? inner : document.RootElement;
            if (list.ValueKind != JsonValueKind.Array)
            {
                return "a list of objects with start and price is expected, alone or as 'prices'";
            }

            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("start", out var start) || !item.TryGetProperty("price", out var price))
                {
                    return $"element {rows.Count}: 'start' or 'price' is missing";
                }

                rows.Add(($"element {rows.Count}", start.ToString(), price.GetRawText().Trim('"')));
            }

            return null;
        }
        catch (JsonException e)
        {
            return $"it is no JSON: {e.Message}";
        }
    }

    private static DateTimeOffset? Time(string text, TimeZoneInfo zone, DateTimeOffset? before)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read))
        {
            return null;
        }

        if (read.Kind == DateTimeKind.Utc)
        {
            return new DateTimeOffset(read);
        }

        if (read.Kind == DateTimeKind.Local)
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var with) ? with : null;
        }

        if (zone.IsInvalidTime(read))
        {
            return null;
        }

        if (!zone.IsAmbiguousTime(read))
        {
            return new DateTimeOffset(read, zone.GetUtcOffset(read));
        }

        var offsets = zone.GetAmbiguousTimeOffsets(read);
        var first = new DateTimeOffset(read, offsets.Max());
        return before is { } earlier && earlier >= first ? new DateTimeOffset(read, offsets.Min()) : first;
    }
}
