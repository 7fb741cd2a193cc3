using System.Globalization;

namespace EdgeController.Host.Commands;

/// <summary>Durations on the command line: <c>90s</c>, <c>10m</c>, <c>2h</c>, or <c>hh:mm:ss</c>.</summary>
internal static class SpanText
{
    public static TimeSpan? Parse(string text)
    {
        var unit = text.Length > 1 ? text[^1] : ' ';
        var seconds = unit switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => 0,
        };
        if (seconds > 0)
        {
            return double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 100_000
                ? TimeSpan.FromSeconds(number * seconds)
                : null;
        }

        return TimeSpan.TryParseExact(text, ["h\\:mm\\:ss", "hh\\:mm\\:ss", "h\\:mm", "hh\\:mm"], CultureInfo.InvariantCulture, out var span) ? span : null;
    }
}
