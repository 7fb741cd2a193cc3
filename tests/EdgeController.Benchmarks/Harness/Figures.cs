using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeController.Benchmarks.Harness;

/// <summary>
/// What a run has measured: one row per figure, with its target where there is one. A harness of our own instead of BenchmarkDotNet: most
/// figures are ratios of two things measured side by side on a machine that others use too, or come from sockets and child processes.
/// </summary>
internal sealed class Figures
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly JsonArray _rows = [];
    private readonly JsonArray _failed = [];

    /// <summary>Every part that was asked for has been measured.</summary>
    public bool IsWhole => _failed.Count == 0;

    /// <summary>Targets that a smoke run holds, with slack.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Keeps one figure.</summary>
    /// <param name="group">The table that it belongs to.</param>
    /// <param name="name">What was measured.</param>
    /// <param name="value">The value.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="atMost">Target: at most this.</param>
    /// <param name="atLeast">Target: at least this.</param>
    public void Add(string group, string name, double value, string unit, double? atMost = null, double? atLeast = null)
    {
        var met = (atMost is null || value <= atMost) && (atLeast is null || value >= atLeast);
        var target = atMost is { } most ? $"at most {Text(most)}" : atLeast is { } least ? $"at least {Text(least)}" : null;
        _rows.Add(new JsonObject
        {
            ["group"] = group,
            ["figure"] = name,
            ["value"] = double.Parse(Text(value), CultureInfo.InvariantCulture),
            ["unit"] = unit,
            ["target"] = target,
            ["met"] = target is null ? null : met,
            ["load"] = Load(),
        });
        Console.WriteLine($"{group,-12} {name,-62} {Text(value),10} {unit,-5} {target}{(met ? string.Empty : "  MISSED")}");
    }

    /// <summary>A part that could not be measured: it is named in the results and fails the run; the others go on.</summary>
    public void Failed(string part, Exception why)
    {
        _failed.Add((JsonNode)$"{part}: {why.Message}");
        Console.WriteLine($"FAILED: {part}: {why}");
    }

    /// <summary>A condition that must hold with the slack that a shared machine needs; its breach fails a smoke run.</summary>
    public void Hold(bool holds, string sentence)
    {
        if (!holds)
        {
            Broken.Add(sentence);
            Console.WriteLine($"BROKEN: {sentence}");
        }
    }

    /// <summary>Writes the figures; a file that is there keeps its rows of groups that were not measured now.</summary>
    public void Write(string path)
    {
        var kept = File.Exists(path) && JsonNode.Parse(File.ReadAllText(path))?["figures"] is JsonArray before ? before : [];
        var now = _rows.Select(Group).ToHashSet(StringComparer.Ordinal);
        var all = new JsonObject
        {
            ["machine"] = new JsonObject
            {
                ["cores"] = Environment.ProcessorCount,
                ["runtime"] = RuntimeInformation.FrameworkDescription,
                ["system"] = RuntimeInformation.OSDescription,
                ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            },
            ["failed"] = _failed.DeepClone(),
            ["figures"] = new JsonArray([.. kept.Where(row => !now.Contains(Group(row))).Concat(_rows).Select(row => row!.DeepClone())]),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, all.ToJsonString(Format) + "\n");
    }

    private static string Group(JsonNode? row) => row!["group"]!.GetValue<string>();

    /// <summary>The machine's load averages over 1, 5 and 15 minutes.</summary>
    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    /// <summary>Three significant digits.</summary>
    private static string Text(double value) =>
        !double.IsFinite(value) ? "-1" : Math.Abs(value) >= 100 ? Math.Round(value).ToString(CultureInfo.InvariantCulture) : value.ToString("G3", CultureInfo.InvariantCulture);
}
