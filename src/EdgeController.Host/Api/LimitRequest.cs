using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>The body of <c>POST /api/v1/limits</c>: <c>{ "circuit": "main", "source": "ems", "kw": 80, "ttl": 900 }</c>; amps are one number or three.</summary>
internal sealed partial record LimitRequest(string Circuit, string Source, PerPhase<Amperes>? Amps, Watts? Power, TimeSpan Ttl)
{
    private static readonly string[] Known = ["circuit", "source", "amps", "kw", "ttl"];

    /// <summary>The request, or a sentence that says what is wrong with it.</summary>
    public static (LimitRequest? Request, string? Problem) Read(JsonElement body, Site site)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, "the body must be an object with circuit, source, ttl, and amps or kw");
        }

        foreach (var property in body.EnumerateObject())
        {
            if (!Known.Contains(property.Name, StringComparer.Ordinal))
            {
                return (null, $"unknown property '{property.Name}': circuit, source, amps, kw and ttl are known");
            }
        }

        if (Text(body, "circuit") is not { } circuit || !site.Circuits.Any(known => known.Id.Value == circuit))
        {
            return (null, $"circuit must be one of: {string.Join(", ", site.Circuits.Select(known => known.Id))}");
        }

        if (Text(body, "source") is not { } source || !SourceName().IsMatch(source))
        {
            return (null, "source must name who sets the limit: 1 to 64 letters, digits, dots, dashes or underscores");
        }

        if (!body.TryGetProperty("ttl", out var ttl) || Number(ttl) is not { } seconds || !(seconds > 0 && seconds <= LimitDesk.Longest.TotalSeconds))
        {
            return (null, "ttl is required: for how many seconds the limit holds, above 0 and at most 86400");
        }

        var (amps, badAmps) = ReadAmps(body);
        var (power, badPower) = ReadPower(body);
        return (badAmps ?? badPower ?? LimitSet.Problem(amps, power)) is { } problem
            ? (null, problem)
            : (new LimitRequest(circuit, source, amps, power, TimeSpan.FromSeconds(seconds)), null);
    }

    private static (PerPhase<Amperes>? Amps, string? Problem) ReadAmps(JsonElement body)
    {
        if (!body.TryGetProperty("amps", out var amps))
        {
            return (null, null);
        }

        if (Number(amps) is { } all)
        {
            return (PerPhase.All(new Amperes(all)), null);
        }

        return amps.ValueKind == JsonValueKind.Array && amps.GetArrayLength() == 3 && Number(amps[0]) is { } l1 && Number(amps[1]) is { } l2 && Number(amps[2]) is { } l3
            ? (new PerPhase<Amperes>(new(l1), new(l2), new(l3)), null)
            : (null, "amps must be one number, or three for L1, L2 and L3");
    }

    private static (Watts? Power, string? Problem) ReadPower(JsonElement body) =>
        !body.TryGetProperty("kw", out var kw) ? (null, null) : Number(kw) is { } number ? (new Watts(number * 1000), null) : (null, "kw must be a number");

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex SourceName();
}
