using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;

namespace EdgeController.Host.Tests.Configuration.Meters;

public sealed class MeterTemplatesTests
{
    private static readonly string EM340 = File.ReadAllText(Path.Combine(ConfigurationFolder.FindMeters(), "carlo-gavazzi-em340.yaml"));

    [Fact]
    public void Shipped_templates_load_by_id()
    {
        var templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());

        Assert.Contains("janitza-umg96rm", templates.Keys);
        Assert.Contains("carlo-gavazzi-em340", templates.Keys);
        Assert.All(templates.Values, template => Assert.All(template.Blocks, block => Assert.InRange(block.Count, 1, 125)));
    }

    [Fact]
    public void Janitza_map_follows_the_register_facts()
    {
        var template = MeterTemplates.Load(ConfigurationFolder.FindMeters())["janitza-umg96rm"];

        Assert.Equal(WordOrder.MostSignificantFirst, template.WordOrder);
        Assert.Equal([new RegisterBlock(3, 19000, 78)], template.Blocks);
        Assert.Equal((19000, 19002, 19004), (template.Voltage!.L1.Address, template.Voltage!.L2.Address, template.Voltage!.L3.Address));
        Assert.Equal((19012, 19014, 19016), (template.Current!.L1.Address, template.Current!.L2.Address, template.Current!.L3.Address));
        Assert.Equal((19020, 19022, 19024), (template.Power!.L1.Address, template.Power!.L2.Address, template.Power!.L3.Address));
        Assert.Equal((19026, 19050, 19068, 19076), (template.TotalPower!.Address, template.Frequency!.Address, template.EnergyImport!.Address, template.EnergyExport!.Address));
        Assert.Equal((RegisterType.Float32, 1.0), (template.Power!.L1.Type, template.Power!.L1.Scale));
        Assert.Equal(["Janitza UMG 96RM", "Janitza UMG 96RM-E"], template.Products);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("refresh: 5s\n", 5)]
    public void A_slow_meter_declares_how_often_it_refreshes(string line, double seconds)
    {
        var diagnostics = new DiagnosticList("template.yaml");
        var template = MeterTemplateReader.Read(EM340.Replace("blocks:", line + "blocks:", StringComparison.Ordinal), diagnostics);

        Assert.False(diagnostics.HasErrors);
        Assert.Equal(TimeSpan.FromSeconds(seconds), template!.Refresh);
    }

    [Fact]
    public void Carlo_gavazzi_map_follows_the_register_facts()
    {
        var template = MeterTemplates.Load(ConfigurationFolder.FindMeters())["carlo-gavazzi-em340"];

        Assert.Equal(WordOrder.LeastSignificantFirst, template.WordOrder);
        Assert.Equal([new RegisterBlock(4, 0, 42), new RegisterBlock(4, 51, 29)], template.Blocks);
        Assert.Equal((0, 12, 18), (template.Voltage!.L1.Address, template.Current!.L1.Address, template.Power!.L1.Address));
        Assert.Equal((0.1, 0.001, 0.1), (template.Voltage!.L1.Scale, template.Current!.L1.Scale, template.Power!.L1.Scale));
        Assert.Equal([0x7FFFFFFFul, 0x80000000ul], template.Current!.L3.NotAvailable);
        Assert.Equal((40, 51, RegisterType.Int16), (template.TotalPower!.Address, template.Frequency!.Address, template.Frequency.Type));
        Assert.Equal((52, 78, 100.0), (template.EnergyImport!.Address, template.EnergyExport!.Address, template.EnergyImport.Scale));
    }

    [Theory]
    [InlineData("count: 42", "count: 126", "t.yaml:12:31: error EC104 blocks[0].count: 126 is outside 1 to 125. Write for example 'count: 78'.")]
    [InlineData("count: 42", "count: 40", "t.yaml:18:23: error EC402 values.total: registers 40 to 41 are not read by any one block. Extend a block or add one.")]
    [InlineData("type: int32, scale: 0.1 }", "typ: int32, scale: 0.1 }", "t.yaml:15:34: error EC101 unknown key 'values.voltage.typ'. Did you mean 'type'?")]
    [InlineData("at: [12, 14, 16]", "at: [12, 14]", "t.yaml:16:23: error EC103 values.current.at: three register addresses, for L1, L2 and L3, are expected here. Write for example 'at: [0, 2, 4]'.")]
    [InlineData("lsw-first", "lws-first", "t.yaml:10:13: error EC103 word_order: 'lws-first' is not one of: msw-first, lsw-first. Did you mean 'lsw-first'?")]
    [InlineData("0x80000000", "2147483648", "t.yaml:23:23: error EC103 not_available.int32: '2147483648' is not a raw value in hexadecimal. Write for example [0x7FFFFFFF].")]
    [InlineData("fc: 4, start: 51, count: 29", "fc: 4, start: 65530, count: 29", "t.yaml:13:5: error EC401 blocks[1] ends beyond register 65535. Lower 'count'.")]
    public void Broken_templates_are_reported_with_place_and_advice(string good, string bad, string expected)
    {
        var at = EM340.IndexOf(good, StringComparison.Ordinal);
        var diagnostics = new DiagnosticList("t.yaml");

        var template = MeterTemplateReader.Read(EM340[..at] + bad + EM340[(at + good.Length)..], diagnostics);

        Assert.Null(template);
        Assert.Contains(expected, diagnostics.Sorted().Select(diagnostic => diagnostic.ToString()));
    }

    [Fact]
    public void Folder_with_a_broken_template_fails_the_start_and_names_every_finding()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "em341.yaml"), EM340);
            File.WriteAllText(Path.Combine(folder.FullName, "other.yaml"), "template: 1\n");

            var failure = Assert.Throws<ConfigurationException>(() => MeterTemplates.Load(folder.FullName));

            Assert.Contains("em341.yaml:1:1: error EC403 the template's id is 'carlo-gavazzi-em340' but the file is called 'em341.yaml'.", failure.Message, StringComparison.Ordinal);
            Assert.Contains("other.yaml:1:1: error EC105 id is missing.", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
