using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;

namespace EdgeController.Host.Planning;

/// <summary>
/// Reads prices and forecasts over time. CSV: a line for each step with its start and its value, separated by comma or semicolon, for a forecast also what it may fall and rise
/// to; a first line of titles may stand. JSON: a list of objects with <c>start</c>, <c>price</c> or <c>value</c>, <c>low</c> and <c>high</c>, alone or as <c>prices</c> or
/// <c>values</c>. A start without an offset is the site's clock: of an hour that it shows twice the first comes first. The last step is as long as the one before.
/// </summary>
internal static class SeriesText
{
    private const int Most = 20_000;

    /// <param name="name">What the series is called, and what a problem's sentence begins with.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="text">The file or the answer.</param>
    /// <param name="factor">What each value is multiplied with.</param>
    /// <param name="zone">The site's time zone.</param>
    /// <param name="until">When it is too old; null for never.</param>
    public static (TimeSeries? Series, string? Problem) Read(string name, SeriesKind kind, string text, double factor, TimeZoneInfo zone, DateTimeOffset? until = null)
    {
        var rows = new List<Row>();
        text = text.TrimStart('\uFEFF');
        var problem = text.AsSpan().TrimStart() is ['[' or '{', ..] ? FromJson(text, WordOf(kind), rows) : FromCsv(text, WordOf(kind), rows);
        if (problem is not null)
        {
            return (null, $"{name}: {problem}");
        }

        var points = ImmutableArray.CreateBuilder<SeriesPoint>(rows.Count);
        foreach (var row in rows)
        {
            var (point, wrong) = Point(row, kind, factor, zone, points.Count > 0 ? points[^1].Start : null);
            if (wrong is not null)
            {
                return (null, $"{name}: {row.Where}: {wrong}");
            }

            points.Add(point);
        }

        if (points.Count is < 2 or > Most)
        {
            return (null, $"{name}: {points.Count} {WordOf(kind)}s; 2 to {Most} are expected");
        }

        var last = points[^1].Start - points[^2].Start;
        var end = points[^1].Start + (last < TimeSpan.FromHours(1) ? last : TimeSpan.FromHours(1));
        return (new TimeSeries(name, kind, points.ToImmutable(), end, until ?? DateTimeOffset.MaxValue), null);
    }

    private static string WordOf(SeriesKind kind) => kind is SeriesKind.ImportPrice or SeriesKind.ExportPrice ? "price" : "value";

    private static (SeriesPoint Point, string? Problem) Point(Row row, SeriesKind kind, double factor, TimeZoneInfo zone, DateTimeOffset? before)
    {
        var (start, bad) = ClockText.Read(row.Start, zone, before);
        if (start is not { } at)
        {
            return (default, bad);
        }

        if (before is { } earlier && at <= earlier)
        {
            return (default, $"{row.Start} does not come after the line before");
        }

        if (Number(row.Value) is not { } value)
        {
            return (default, WordOf(kind) == "price" ? $"'{row.Value}' is no price such as 0.2815" : $"'{row.Value}' is no number such as 4200");
        }

        var (low, high) = (row.Low is null ? value : Number(row.Low), row.High is null ? value : Number(row.High));
        return low is null || high is null ? (default, $"'{(low is null ? row.Low : row.High)}' is no number such as 4200")
            : low > value || high < value ? (default, FormattableString.Invariant($"{value} does not lie between low {low} and high {high}"))
            : (new SeriesPoint(at, value * factor) { Low = row.Low is null ? null : low * factor, High = row.High is null ? null : high * factor }, null);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static string? FromCsv(string text, string word, List<Row> rows)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#' || (rows.Count == 0 && !char.IsAsciiDigit(trimmed[0])))
            {
                continue;
            }

            var parts = trimmed.Split(trimmed.Contains(';', StringComparison.Ordinal) ? ';' : ',');
            if (parts.Length < 2)
            {
                return $"line {number}: a start and a {word} are expected, separated by a comma";
            }

            rows.Add(new Row($"line {number}", parts[0].Trim(), Cell(parts, 1)!, Cell(parts, 2), Cell(parts, 3)));
        }

        return null;
    }

    private static string? Cell(string[] parts, int index) => index < parts.Length && parts[index].Trim() is { Length: > 0 } text ? text.Replace(',', '.') : index == 1 ? "" : null;

    private static string? FromJson(string text, string word, List<Row> rows)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var list = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty($"{word}s", out var inner) ? inner : document.RootElement;
            if (list.ValueKind != JsonValueKind.Array)
            {
                return $"a list of objects with start and {word} is expected, alone or as '{word}s'";
            }

            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("start", out var start) || !item.TryGetProperty(word, out var value))
                {
                    return $"element {rows.Count}: 'start' or '{word}' is missing";
                }

                rows.Add(new Row($"element {rows.Count}", start.ToString(), Text(value), Optional(item, "low"), Optional(item, "high")));
            }

            return null;
        }
        catch (JsonException e)
        {
            return $"it is no JSON: {e.Message}";
        }
    }

    private static string? Optional(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Text(value) : null;

    private static string Text(JsonElement value) => value.GetRawText().Trim('"');

    /// <summary>One step as written.</summary>
    private sealed record Row(string Where, string Start, string Value, string? Low, string? High);
}
