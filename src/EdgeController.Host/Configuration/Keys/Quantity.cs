using System.Globalization;
using System.Text.RegularExpressions;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>Reads numbers with their unit (<c>16A</c>, <c>170kW</c>, <c>5s</c>) by the YAML 1.2 core schema: decimal, no octals, nothing infinite.</summary>
internal static partial class Quantity
{
    internal static Leaf Read(KeySpec spec, YamlNode node)
    {
        var match = Pattern().Match(node.Text);
        if (spec.Kind == KeyKind.Integer && node.Plain && node.Text.StartsWith("0x", StringComparison.Ordinal))
        {
            return ulong.TryParse(node.Text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
                ? InRange(spec, node, hex, hex)
                : Leaf.Bad(node, $"'{node.Text}' is not a number", Leaf.ExampleOf(spec));
        }

        if (!match.Success || !double.TryParse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return Leaf.Bad(node, $"'{node.Text}' is not {What(spec)}", Leaf.ExampleOf(spec));
        }

        var digits = match.Groups["number"].Value.TrimStart('-', '+');
        if (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]))
        {
            return Leaf.Bad(node, $"'{node.Text}' has a leading zero, which some readers take for an octal number", $"Write '{node.Text.TrimStart('0')}'.");
        }

        return WithUnit(spec, node, number, match.Groups["unit"].Value);
    }

    private static Leaf WithUnit(KeySpec spec, YamlNode node, double number, string unit)
    {
        var bare = spec.Unit is null || spec.UnitInKey;
        if (unit.Length == 0)
        {
            if (!bare)
            {
                return Leaf.Bad(node, $"'{node.Text}' has no unit", $"Write '{spec.Name}: {node.Text}{spec.Unit}'.");
            }

            if (!node.Plain)
            {
                return Leaf.Bad(node, $"'{node.Text}' is quoted, so it is text and not a number", $"Write it without quotes: {node.Text}.");
            }
        }
        else if (Factor(spec.Kind, unit) is { } factor)
        {
            number *= factor;
        }
        else
        {
            return Leaf.Bad(node, $"'{node.Text}' has the unit '{unit}', which is not {(spec.Unit is null ? "expected: no unit belongs here" : $"a unit of {What(spec)}")}", Leaf.ExampleOf(spec));
        }

        if (spec.Kind == KeyKind.Integer && number != Math.Floor(number))
        {
            return Leaf.Bad(node, $"'{node.Text}' is not a whole number", Leaf.ExampleOf(spec));
        }

        return InRange(spec, node, number, spec.Kind == KeyKind.Duration ? TimeSpan.FromSeconds(Math.Clamp(number, -1e6, 1e6)) : number);
    }

    private static Leaf InRange(KeySpec spec, YamlNode node, double number, object value)
    {
        if (spec.Kind is KeyKind.PhaseAmps or KeyKind.Kilowatts or KeyKind.Kilovoltamperes && spec.Min > 0 && number <= 0)
        {
            return new Leaf(null, new LeafProblem(node.Position, Codes.BadLimit, $"{node.Text} must be above 0", Leaf.ExampleOf(spec)));
        }

        return number >= (spec.Min ?? double.MinValue) && number <= (spec.Max ?? double.MaxValue)
            ? Leaf.Good(value is ulong ? number : value)
            : new Leaf(null, new LeafProblem(node.Position, Codes.OutOfRange, $"{node.Text} is outside {Range(spec)}", Leaf.ExampleOf(spec)));
    }

    internal static string Range(KeySpec spec) =>
        FormattableString.Invariant($"{spec.Min}{spec.Unit} to {spec.Max}{spec.Unit}");

    private static double? Factor(KeyKind kind, string unit) => (kind, unit) switch
    {
        (KeyKind.Amps or KeyKind.PhaseAmps or KeyKind.Rating, "A") => 1,
        (KeyKind.Kilowatts, "kW") => 1,
        (KeyKind.Kilowatts, "W") => 0.001,
        (KeyKind.Kilowatts, "MW") => 1000,
        (KeyKind.Kilovoltamperes, "kVA") => 1,
        (KeyKind.Kilovoltamperes, "VA") => 0.001,
        (KeyKind.Kilovoltamperes, "MVA") => 1000,
        (KeyKind.Volts, "V") => 1,
        (KeyKind.Percent, "%") => 1,
        (KeyKind.Duration, "ms") => 0.001,
        (KeyKind.Duration, "s") => 1,
        (KeyKind.Duration, "min" or "m") => 60,
        (KeyKind.Duration, "h") => 3600,
        _ => null,
    };

    private static string What(KeySpec spec) => spec.Kind switch
    {
        KeyKind.Amps or KeyKind.PhaseAmps => "a current in A",
        KeyKind.Kilowatts => "a power in kW",
        KeyKind.Rating => "a current in A or a power in kW",
        KeyKind.Kilovoltamperes => "an apparent power in kVA",
        KeyKind.Volts => "a voltage in V",
        KeyKind.Percent => "a percentage",
        KeyKind.Duration => "a duration (ms, s, min, h)",
        KeyKind.Integer => "a whole number",
        _ => "a number",
    };

    [GeneratedRegex(@"\A(?<number>[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?)\s*(?<unit>[A-Za-z%]*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
