using EdgeController.Host.Configuration.Commands;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Configuration.Commands;

public sealed class CommandTests
{
    [Fact]
    public void Check_of_a_good_file_says_what_it_means_and_returns_0()
    {
        using var output = new StringWriter { NewLine = "\n" };

        Assert.Equal(0, CheckCommand.Run(SiteFiles.GaragePath, output));

        var text = output.ToString();
        Assert.StartsWith("Garage Nord: 3 circuits, 2 meters, 24 stations, 24 connectors; Europe/Berlin\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  N1-02  L2L3L1  level1: 6A to 16A, fallback 6A; back end main\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  level2: L1 72 + 6 = 78A of 120.25A, L2 72 + 6 = 78A of 120.25A, L3 72 + 6 = 78A of 120.25A\n", text, StringComparison.Ordinal);
        Assert.Contains("; 161.46kW of 164.9kW\n", text, StringComparison.Ordinal);
        Assert.EndsWith("site.yaml: no errors, no warnings\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_of_a_broken_file_prints_findings_by_position_and_returns_1()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, SiteFiles.Small(stations: "{ ids: A, circuit: mian, max: 16A, fallback: 3A }").Replace("schema: 1", "schema: 2", StringComparison.Ordinal));
            using var output = new StringWriter { NewLine = "\n" };

            Assert.Equal(1, CheckCommand.Run(path, SiteFiles.Templates, output));
            Assert.Equal(
                [
                    $"{path}:1:9: error EC104 schema: 2 is outside 1 to 1. Write for example 'schema: 1'.",
                    $"{path}:9:26: error EC201 stations.list[0].circuit: there is no circuit 'mian'. Did you mean 'main'?",
                    $"{path}:9:52: error EC304 stations.list[0].fallback: 3A lies between 0 and min 6A, where no vehicle charges. Write 0A (pause) or at least 6A.",
                    $"{path}: 3 errors, no warnings; the file cannot be used",
                    "",
                ],
                output.ToString().Split('\n'));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Check_of_a_missing_file_is_a_finding()
    {
        using var output = new StringWriter { NewLine = "\n" };

        Assert.Equal(1, CheckCommand.Run("no-such-folder/site.yaml", SiteFiles.Templates, output));
        Assert.StartsWith("no-such-folder/site.yaml:1:1: error EC008 the file cannot be read", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_and_schema_are_printed()
    {
        using var output = new StringWriter { NewLine = "\n" };

        Assert.Equal(0, TemplatesCommand.List(output));
        Assert.Equal(0, SchemaCommand.Run(output));
        Assert.Contains("janitza-umg96rm            Janitza UMG 96RM, Janitza UMG 96RM-E\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"title\": \"EdgeController site file\"", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_says_how_often_a_meter_over_MQTT_tells_and_who_steers_a_resource()
    {
        const string text = """
            schema: 1
            site: { name: Rig, timezone: UTC }
            meters:
              house: { mqtt: { topic: em/status, values: { current_l1: { path: $.a.c }, current_l2: { path: $.b.c }, current_l3: { path: $.c.c }, power_l1: { path: $.a.p }, power_l2: { path: $.b.p }, power_l3: { path: $.c.p } } } }
              cell: { template: sunspec-storage, connection: { tcp: "10.0.0.2:502" }, role: battery }
            circuits: { main: { limit: { amps: 100 }, meter: house, uncontrolled: { assumed: 20A } } }
            der:
              cell: { circuit: main, max: 11kW, meter: cell, mode: plan, control: { template: sunspec-storage, revert: 60s } }
              wall: { kind: battery, circuit: main, max: 2kW }
            stations: { list: [ { ids: A1, circuit: main, max: 16A, fallback: 6A } ] }
            csms: none
            mqtt: { broker: "mqtt://127.0.0.1:1883" }
            """;
        using var output = new StringWriter();
        var result = SiteFiles.Read(text);
        Assert.True(result.Site is not null, string.Join('\n', result.Diagnostics));
        SiteSummary.Write(result.Site, output);

        Assert.Contains("meter house (over MQTT, told every 1s, too old after 10s, terminals L1L2L3)", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("every 0s", output.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"cell: battery on main.*; goes by the plan, steered by sunspec-storage at 10\.0\.0\.2:502", output.ToString());
        Assert.Matches("wall: battery on main.*; runs by itself", output.ToString());
    }
}
