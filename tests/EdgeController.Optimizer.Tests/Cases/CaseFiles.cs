using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeController.Core.Planning;
using EdgeController.Optimizer.Cases;

namespace EdgeController.Optimizer.Tests.Cases;

/// <summary>The golden problems in optimizer/cases.</summary>
internal static partial class CaseFiles
{
    public static string Folder { get; } = Find();

    public static string[] Names { get; } = [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static (PlanningProblem Problem, JsonElement Expected) Read(string name)
    {
        var read = ProblemReader.Read(File.ReadAllText(Path.Combine(Folder, name + ".json")));
        Assert.True(read.Errors.IsEmpty, string.Join('\n', read.Errors));
        return (read.Problem!, read.Expected!.Value);
    }

    public static void WriteObjective(string name, double objective)
    {
        var file = Path.Combine(Folder, name + ".json");
        var text = File.ReadAllText(file);
        File.WriteAllText(file, Objective().Replace(text, FormattableString.Invariant($"\"objective\": {Math.Round(objective, 6)}"), 1));
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EdgeController.sln")))
            {
                return Path.Combine(folder.FullName, "optimizer", "cases");
            }
        }

        throw new InvalidOperationException("EdgeController.sln is in no folder above the tests.");
    }

    [GeneratedRegex("\"objective\": -?[0-9.eE+-]+")]
    private static partial Regex Objective();
}
