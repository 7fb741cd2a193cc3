namespace EdgeController.Host.Tests.Configuration.Sites;

/// <summary>Deliberately broken files beside the exact findings about them (<c>Golden/*.yaml</c> and <c>*.txt</c>).</summary>
public sealed class GoldenDiagnosticsTests
{
    [Theory]
    [InlineData("keys")]
    [InlineData("references")]
    [InlineData("resources")]
    [InlineData("steering")]
    public void Every_error_is_found_at_once_with_place_code_and_advice(string name)
    {
        var golden = Path.Combine(SiteFiles.Repository, "tests", "EdgeController.Host.Tests", "Configuration", "Sites", "Golden");
        var found = SiteFiles.Findings(File.ReadAllText(Path.Combine(golden, name + ".yaml")));

        Assert.Equal(File.ReadAllText(Path.Combine(golden, name + ".txt")), string.Join('\n', found) + "\n");
    }
}
