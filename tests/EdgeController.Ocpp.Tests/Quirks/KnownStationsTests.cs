using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Tests.Quirks;

public class KnownStationsTests
{
    private static readonly KnownStations Known = new(
    [
        new StationQuirks { Id = "any", Models = [new("Maker*", "*", "*")] },
        new StationQuirks { Id = "box", Models = [new("Maker*", "*box", "*")] },
        new StationQuirks { Id = "old", Models = [new("maker*", "*BOX", "1.*")] },
    ]);

    [Theory]
    [InlineData("Maker", "Pole", "3", "any")]
    [InlineData("MAKER GmbH", "Wallbox", "2.0", "box")]
    [InlineData("Maker", "Box", "1.8.21", "old")]
    [InlineData("Other", "Wallbox", "1.0", null)]
    public void The_file_that_says_most_about_a_model_is_taken(string vendor, string model, string firmware, string? id) =>
        Assert.Equal(id, Known.Find(new StationModel(vendor, model, firmware))?.Id);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("a*b*c", "aXbbYc", true)]
    [InlineData("a*b*c", "aXbbY", false)]
    [InlineData("a**", "A", true)]
    [InlineData("ab", "abc", false)]
    public void A_star_stands_for_any_run_of_characters(string pattern, string text, bool fits) => Assert.Equal(fits, new ModelPattern(pattern, "*", "*").Fits(new StationModel(text, "x", "")));
}
