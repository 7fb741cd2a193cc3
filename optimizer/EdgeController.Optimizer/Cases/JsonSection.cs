using System.Globalization;
using System.Text.Json;

namespace EdgeController.Optimizer.Cases;

/// <summary>
/// One object of a problem file. Every value is asked for by its key; what is wrong is noted with its place, and keys that nobody asked for
/// are errors too.
/// </summary>
internal sealed class JsonSection(JsonElement element, string place, List<string> problems)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public string Place => place;

    public bool Has(string key) => Find(key) is not null;

    public double Number(string key, double least, double most, double? standard = null)
    {
        if (Find(key) is not { } value)
        {
            if (standard is null)
            {
                Add(key, "is missing; write a number");
            }

            return standard ?? 0;
        }

        return Number(value, At(key), least, most);
    }

    public double? Optional(string key, double least, double most) => Find(key) is null ? null : Number(key, least, most);

    public double Number(JsonElement value, string at, double least, double most)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        problems.Add(FormattableString.Invariant($"{at}: '{Short(value)}' is no number from {least:R} to {most:R}"));
        return Math.Max(0, least);
    }

    public string Text(string key, string? standard = null)
    {
        if (Find(key) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        if (standard is null || Find(key) is not null)
        {
            Add(key, "write a text");
        }

        return standard ?? string.Empty;
    }

    public bool Flag(string key)
    {
        var value = Find(key);
        if (value is null or { ValueKind: JsonValueKind.True or JsonValueKind.False })
        {
            return value?.ValueKind == JsonValueKind.True;
        }

        Add(key, "write true or false");
        return false;
    }

    public DateTimeOffset Time(string key)
    {
        if (Find(key) is { ValueKind: JsonValueKind.String } value
            && DateTimeOffset.TryParseExact(value.GetString(), ["yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mmZ", "yyyy-MM-ddTHH:mm:ssZ"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        Add(key, "write a time with its offset, such as 2026-01-12T22:00+01:00");
        return DateTimeOffset.UnixEpoch;
    }

    public JsonSection? Section(string key) => Find(key) is { } value ? Object(value, At(key)) : null;

    public IEnumerable<JsonSection> List(string key)
    {
        if (Find(key) is not { } value)
        {
            yield break;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(key, "write a list");
            yield break;
        }

        var n = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Object(item, $"{At(key)}[{n++}]") is { } section)
            {
                yield return section;
            }
        }
    }

    public JsonElement? Find(string key)
    {
        _asked.Add(key);
        return element.TryGetProperty(key, out var value) ? value : null;
    }

    public string At(string key) => place.Length == 0 ? key : $"{place}.{key}";

    public void Add(string key, string sentence) => problems.Add($"{At(key)}: {sentence}");

    /// <summary>Notes every key that nobody asked for.</summary>
    public void End()
    {
        foreach (var property in element.EnumerateObject().Where(property => !_asked.Contains(property.Name)))
        {
            Add(property.Name, $"no such key; there are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
        }
    }

    private JsonSection? Object(JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return new JsonSection(value, at, problems);
        }

        problems.Add($"{at}: write an object in braces");
        return null;
    }

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 40 } text ? text[..40] + "..." : value.GetRawText();
}
