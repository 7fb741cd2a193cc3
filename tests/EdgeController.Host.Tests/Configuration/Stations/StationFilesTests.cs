using EdgeController.Core.Events;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Commands;
using EdgeController.Host.Configuration.Stations;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Host.Tests.Configuration.Stations;

public sealed class StationFilesTests
{
    private const string Whole = """
        quirks: 1
        id: some-box
        stations:
          - { vendor: Maker*, model: "*Box*", firmware: "1.*" }
          - { vendor: Other }
        profiles:
          plans: [maximum, tx]
          highest_stack: 0
          unit: W
          whole_amps: true
          steps: [6, 8.5, 16]
          relative: charging
          no_phases: true
          refuses_zero: true
          clear_first: true
          clear_after_zero: true
          start_before: 90s
          random_delay: 600s
        metering:
          leave: true
          unwanted: [SoC]
        advice: Look at it.
        source: [an issue]
        """;

    [Fact]
    public void Every_shipped_file_is_read_and_says_where_its_facts_come_from()
    {
        var folder = Path.Combine(ConfigurationFolder.Find(), "stations");
        var known = StationFiles.LoadShipped();

        Assert.Equal(Directory.GetFiles(folder, "*.yaml").Length, known.Files.Count);
        Assert.True(known.Files.Count >= 20);
        Assert.All(known.Files, file => Assert.NotEmpty(file.Sources));
        Assert.All(known.Files, file => Assert.All(file.Models, pattern => Assert.True(pattern.Weight > 1, $"{file.Id} fits every station")));
    }

    [Fact]
    public void The_list_names_every_shipped_file()
    {
        var output = new StringWriter();

        Assert.Equal(0, StationsCommand.Run(output));
        Assert.All(StationFiles.LoadShipped().Files, file => Assert.Contains(file.Id, output.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ABB E-mobility", "TAC-W22-T", "1.6.6", "abb-terra-ac-1x")]
    [InlineData("ABB", "TAC-W22-T", "2.1.4", "abb-terra-ac")]
    [InlineData("Wall Box Chargers", "PLP1", "6.13.3", "wallbox-pulsar-fw6")]
    [InlineData("go-e", "go-eCharger", "56.1", "go-e")]
    [InlineData("EdgeSim", "Good-1", "1.0", null)]
    public void A_station_finds_the_file_of_its_model(string vendor, string model, string firmware, string? id) =>
        Assert.Equal(id, StationFiles.LoadShipped().Find(new StationModel(vendor, model, firmware))?.Id);

    [Fact]
    public void Every_key_reaches_the_record()
    {
        var diagnostics = new DiagnosticList("some-box.yaml");
        var read = StationQuirksReader.Read(Whole, diagnostics)!;

        Assert.Equal([new ModelPattern("Maker*", "*Box*", "1.*"), new ModelPattern("Other", "*", "*")], read.Models);
        Assert.Equal([ProfilePlan.StationMax, ProfilePlan.TxDefaultAndTx], read.Plans);
        Assert.Equal([6m, 8.5m, 16m], read.Steps);
        Assert.Equal(["SoC"], read.UnwantedMeasurands);
        Assert.True(read is
        {
            Id: "some-box", HighestStack: 0, Unit: "W", WholeAmps: true, Relative: RelativeAnchor.Charging, NoPhases: true, RefusesZero: true, ClearFirst: true, ClearAfterZero: true,
            StartBefore.TotalSeconds: 90, RandomDelay.TotalSeconds: 600, LeaveMetering: true, Advice: "Look at it.",
        });
    }

    [Theory]
    [InlineData("whole_amps: true", "whole_amp: true", "10:3", "unknown key 'profiles.whole_amp'")]
    [InlineData("unit: W", "unit: kW", "9:9", "'kW' is not one of: A, W")]
    [InlineData("[maximum, tx]", "[maximum, best]", "7:20", "'best' is not one of tx, default and maximum")]
    [InlineData("[6, 8.5, 16]", "[6, 16, 8]", "11:18", "'8' is not a current")]
    [InlineData("source: [an issue]", "", "1:1", "source")]
    [InlineData("start_before: 90s", "start_before: 90", "17:17", "start_before")]
    [InlineData("quirks: 1", "quirks: 2", "1:9", "quirks")]
    public void A_mistake_is_shown_with_its_place(string old, string wrong, string place, string sentence)
    {
        var diagnostics = new DiagnosticList("some-box.yaml");
        Assert.Null(StationQuirksReader.Read(Whole.Replace(old, wrong, StringComparison.Ordinal), diagnostics));

        Assert.Contains(diagnostics.Sorted(), found => $"{found}".Contains($"some-box.yaml:{place}:", StringComparison.Ordinal) && found.Message.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_whose_name_is_not_its_id_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "other.yaml"), Whole);

        Assert.Contains("some-box", Assert.Throws<ConfigurationException>(() => StationFiles.Load(folder.FullName)).Message, StringComparison.Ordinal);
        Assert.Empty(StationFiles.Load(Path.Combine(folder.FullName, "none")).Files);
        folder.Delete(recursive: true);
    }
}
