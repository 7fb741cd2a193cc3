using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.House;

/// <summary>Names and sizes of the sources.</summary>
public sealed partial class SourceStyleTests
{
    private static readonly string[] Sources = [.. Repository.Under("src", ".cs"), .. Repository.Under("optimizer", ".cs")];

    [Fact]
    public void No_type_is_called_after_what_says_nothing()
    {
        var vague = Sources.SelectMany(file => TypeDeclarations.In(Repository.Read(file)).Where(IsVague).Select(name => $"{file}: {name}"));
        Assert.Empty(vague);
    }

    [Theory]
    [InlineData("public sealed class SiteManager(int x)")]
    [InlineData("internal readonly record struct MeterData;")]
    [InlineData("static class PhaseUtils")]
    public void A_vague_name_is_found(string declaration) => Assert.All(TypeDeclarations.In(declaration), name => Assert.True(IsVague(name)));

    [Fact]
    public void No_file_hides_code_in_regions()
    {
        const string mark = "#" + "region";
        var files = Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && Repository.Read(file).Contains(mark, StringComparison.Ordinal));
        Assert.Empty(files);
    }

    [Fact]
    public void Files_are_short()
    {
        var lengths = Sources.Select(Repository.LineCount).Order().ToArray();
        Assert.True(Share(lengths, 0.5) < 80, $"The median file has {Share(lengths, 0.5)} lines.");
        Assert.True(Share(lengths, 0.9) < 250, $"One file in ten has {Share(lengths, 0.9)} lines or more.");
    }

    [Fact]
    public void No_file_has_more_than_500_lines()
    {
        string[] kinds = [".cs", ".ts", ".tsx", ".css", ".mjs", ".sh"];
        var long500 = Repository.Files
            .Where(file => kinds.Contains(Path.GetExtension(file), StringComparer.Ordinal))
            .Select(file => (File: file, Lines: Repository.LineCount(file)))
            .Where(entry => entry.Lines > 500);
        Assert.Empty(long500);
    }

    private static int Share(int[] ordered, double share) => ordered[(int)((ordered.Length - 1) * share)];

    private static bool IsVague(string name) => VagueSuffix().IsMatch(name);

    [GeneratedRegex("(?:Manager|Helper|Helpers|Util|Utils|Service|Data)$")]
    private static partial Regex VagueSuffix();
}
