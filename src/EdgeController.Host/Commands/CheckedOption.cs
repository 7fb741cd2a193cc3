using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EdgeController.Host.Commands;

/// <summary>Options whose wrong values are one sentence: the option, what was written, and what to write.</summary>
internal static class CheckedOption
{
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(24);

    public static Option<T> Create<T>(string name, string description, Func<string, (bool Good, T Value)> read, string write, T standard) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = result => result.Tokens.Count > 0 ? Read(result, name, result.Tokens[0].Value, read, write) : standard,
    };

    /// <summary>May be given several times, one value each.</summary>
    public static Option<T[]> Several<T>(string name, string description, Func<string, T?> read, string write)
        where T : class => new(name)
        {
            Description = description,
            CustomParser = result => [.. result.Tokens.Select(token => Read(result, name, token.Value, text => (read(text) is not null, read(text)), write)).OfType<T>()],
        };

    public static (bool Good, double Value) Hours(string text) =>
        (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) && hours is > 0 and <= 24 * 31, hours);

    public static (bool Good, ulong Value) WholeNumber(string text) => (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number), number);

    public static (bool Good, string Value) OnOff(string text) => (text is "on" or "off", text);

    public static (bool Good, DateTime? Value) LocalTime(string text) =>
        (DateTime.TryParseExact(text, ["yyyy-MM-ddTHH:mm", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= 2025 and < 2100, local);

    public static (bool Good, TimeSpan? Value) Span(string text) => (SpanText.Parse(text) is { } span && span > TimeSpan.Zero && span <= LongestSpan, SpanText.Parse(text));

    private static T Read<T>(ArgumentResult result, string name, string text, Func<string, (bool Good, T Value)> read, string write)
    {
        var (good, value) = read(text);
        if (!good)
        {
            result.AddError($"{name} {text}: {write}");
        }

        return value;
    }
}
