using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// A place in a JSON document, in the part of RFC 9535 that names one place: <c>$</c>, then <c>.name</c>, <c>['name']</c> or <c>[0]</c>. A name
/// after a dot may hold anything but dots and brackets (<c>$.em:0.power</c>).
/// </summary>
public sealed partial record JsonPath
{
    private readonly ImmutableArray<Step> _steps;

    private JsonPath(ImmutableArray<Step> steps) => _steps = steps;

    /// <summary>Reads the path; null where it is none.</summary>
    public static JsonPath? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (text.Length > 200 || !match.Success)
        {
            return null;
        }

        var steps = ImmutableArray.CreateBuilder<Step>();
        foreach (Capture step in match.Groups["step"].Captures)
        {
            var part = step.ValueSpan;
            steps.Add(part[0] == '.' ? new Step(part[1..].ToString(), -1)
                : part[1] is '\'' or '"' ? new Step(part[2..^2].ToString(), -1)
                : new Step(null, int.Parse(part[1..^1], NumberStyles.None, CultureInfo.InvariantCulture)));
        }

        return new JsonPath(steps.ToImmutable());
    }

    /// <summary>What stands there; null where nothing does.</summary>
    public JsonElement? Find(JsonElement root)
    {
        var at = root;
        foreach (var (name, index) in _steps)
        {
            if (name is null ? at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength() : at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out _))
            {
                return null;
            }

            at = name is null ? at[index] : at.GetProperty(name);
        }

        return at;
    }

    [GeneratedRegex("""^\$(?<step>\.[^.\[\]]+|\[\d{1,6}\]|\['[^'\\]+'\]|\["[^"\\]+"\])*\z""", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    private readonly record struct Step(string? Name, int Index);
}
