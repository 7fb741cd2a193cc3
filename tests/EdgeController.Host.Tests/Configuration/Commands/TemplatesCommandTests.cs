using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Commands;

namespace EdgeController.Host.Tests.Configuration.Commands;

public sealed class TemplatesCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void All_shipped_templates_are_listed_and_pass_their_test()
    {
        var output = new StringWriter();
        Assert.Equal(0, TemplatesCommand.List(output));
        Assert.Contains("Carlo Gavazzi EM340", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("sunspec-storage-701", output.ToString(), StringComparison.Ordinal);

        output = new StringWriter();
        Assert.Equal(0, TemplatesCommand.Test(null, output));
        Assert.EndsWith("All 23 templates pass.\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Showing_one_tells_its_registers_and_its_sources()
    {
        var output = new StringWriter();
        Assert.Equal(0, TemplatesCommand.Show("chint-dtsu666", output));

        Assert.Contains("RTU 9600 8N1; unit 1 as delivered", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("voltage       8198, 8200, 8202: float32 x 0.1 V", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("source        mbmd dtsu666", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Showing_a_chain_of_models_tells_what_it_is_read_and_steered_by()
    {
        var output = new StringWriter();
        Assert.Equal(0, TemplatesCommand.Show("sunspec-inverter-103", output));

        Assert.Contains("site file     template: sunspec-inverter", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("model 123     24 registers, steered by it", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("order         feed in 4000 W at most, forgotten after 60 s: model 123 register 5: 0190 0000 003C 0000; model 123 register 9: 0001", output.ToString(), StringComparison.Ordinal);

        output = new StringWriter();
        Assert.Equal(0, TemplatesCommand.Test("sunspec-inverter-103", output));
        Assert.EndsWith("All 1 templates pass.\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_suggests_the_nearest()
    {
        var output = new StringWriter();
        Assert.Equal(1, TemplatesCommand.Show("janitza-umg96rn", output));
        Assert.Contains("There is no template 'janitza-umg96rn'. Did you mean 'janitza-umg96rm'?", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_ones_own_is_tried_and_says_what_is_wrong()
    {
        var text = File.ReadAllText(Path.Combine(ConfigurationFolder.FindMeters(), "eastron-sdm630.yaml"));
        var path = Path.Combine(_folder.FullName, "mine.yaml");
        File.WriteAllText(path, text.Replace("at: [6, 8, 10]", "at: [6, 10, 8]", StringComparison.Ordinal));
        var output = new StringWriter();

        Assert.Equal(1, TemplatesCommand.Test(path, output));
        Assert.Contains("image 'all phases import': current is 16 6.25 10.5, expected 16 10.5 6.25", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("1 of 1 templates fail.\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_brings_its_own_template_in_a_folder_beside_its_file()
    {
        var meters = _folder.CreateSubdirectory("meters").FullName;
        var text = File.ReadAllText(Path.Combine(ConfigurationFolder.FindMeters(), "janitza-umg96rm.yaml"));
        File.WriteAllText(Path.Combine(meters, "our-meter.yaml"), text.Replace("id: janitza-umg96rm", "id: our-meter", StringComparison.Ordinal));
        var site = Path.Combine(_folder.FullName, "site.yaml");
        File.WriteAllText(site, File.ReadAllText(Sites.SiteFiles.GaragePath).Replace("template: janitza-umg96rm", "template: our-meter", StringComparison.Ordinal));
        var output = new StringWriter();

        Assert.True(CheckCommand.Run(site, output) == 0, output.ToString());

        File.Move(Path.Combine(meters, "our-meter.yaml"), Path.Combine(meters, "janitza-umg96rm.yaml"));
        File.WriteAllText(Path.Combine(meters, "janitza-umg96rm.yaml"), text);
        output = new StringWriter();
        Assert.Equal(1, CheckCommand.Run(site, output));
        Assert.Contains("EC406 a template 'janitza-umg96rm' is shipped already", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_phases_cannot_guard_a_circuit()
    {
        var site = Path.Combine(_folder.FullName, "site.yaml");
        File.WriteAllText(site, File.ReadAllText(Sites.SiteFiles.GaragePath).Replace("template: janitza-umg96rm", "template: sma-home-manager", StringComparison.Ordinal));
        var output = new StringWriter();

        Assert.Equal(1, CheckCommand.Run(site, output));
        Assert.Contains("EC407 meters.grid.template: a SMA Sunny Home Manager 2.0 by an inverter tells no current of each phase", output.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
