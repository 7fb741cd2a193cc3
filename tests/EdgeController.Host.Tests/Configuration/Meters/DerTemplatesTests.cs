using EdgeController.Drivers.SunSpec;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Commands;
using EdgeController.Host.Configuration.Meters;
using EdgeController.Host.Tests.House;
using EdgeController.Simulator.SunSpec;

namespace EdgeController.Host.Tests.Configuration.Meters;

/// <summary>Every chain of SunSpec models that ships, held against its own images, the simulator and the documentation.</summary>
public sealed class DerTemplatesTests
{
    private static readonly IReadOnlyDictionary<string, SunSpecTemplate> All = DerTemplates.Load(ConfigurationFolder.FindDer());

    public static TheoryData<string> Ids => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Images_written_by_hand_are_found_decoded_encoded_and_steered(string id)
    {
        Assert.Empty(DerTemplateCheck.Findings(All[id]));
        Assert.NotEmpty(All[id].Sources);
        Assert.True(All[id].Kind == SunSpecKind.Meter || All[id].Golden.Any(golden => !golden.Orders.IsEmpty));
    }

    /// <summary>The control: each kind of mistake in a file is found by its images.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_wrong_length_value_order_or_register_is_found(string id)
    {
        var template = All[id];
        var good = template.Golden[0];
        Assert.NotEmpty(DerTemplateCheck.Findings(template with { Golden = [good with { Expected = good.Expected.SetItem("total", "1") }] }));
        Assert.NotEmpty(DerTemplateCheck.Findings(template with { Golden = [] }));
        foreach (var run in good.Registers.Where(run => run.Model == template.MeasuredBy && run.At is 10 or 12 or 16 or 28))
        {
            // One register further: every value behind it is another one.
            var moved = good.Registers.Replace(run, run with { At = run.At + 1 });
            Assert.NotEmpty(DerTemplateCheck.Findings(template with { Golden = [good with { Registers = moved }] }));
        }

        foreach (var order in good.Orders)
        {
            var first = order.Writes[0];
            var other = order with { Writes = order.Writes.SetItem(0, first with { Words = first.Words.SetItem(0, (ushort)(first.Words[0] + 1)) }) };
            Assert.NotEmpty(DerTemplateCheck.Findings(template with { Golden = [good with { Orders = [other] }] }));
            Assert.NotEmpty(DerTemplateCheck.Findings(template with { Golden = [good with { Orders = [order with { Writes = [.. order.Writes.Reverse()] }] }] }));
        }
    }

    /// <summary>What the simulator serves has the chains of the files.</summary>
    [Fact]
    public void The_simulators_devices_have_these_chains()
    {
        var files = All.Values.Select(template => Text(template.Kind, template.Chain)).Order(StringComparer.Ordinal);
        var served = SimulatedChains.All.Select(one => Text(one.Kind, one.Chain)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(files, served);
    }

    [Theory]
    [InlineData("measured_by: 103", "measured_by: 113", "measured_by: model 113 is not in 'models'")]
    [InlineData("model: 123, at: 23, hex", "model: 123, at: 26, hex", "golden 'feeds in 2990 W': registers 26 to 26 of model 123 are not in the chain")]
    [InlineData("hex: \"03E8\"", "hex: \"03EG\"", "'03EG' is not a register in four hexadecimal digits")]
    [InlineData("steered_by", "steerd_by", "Did you mean 'steered_by'?")]
    public void A_file_that_cannot_be_right_says_where(string right, string wrong, string says)
    {
        var text = File.ReadAllText(Path.Combine(ConfigurationFolder.FindDer(), "sunspec-inverter-103.yaml")).Replace(right, wrong, StringComparison.Ordinal);
        var found = new DiagnosticList("mine.yaml");
        Assert.Null(DerTemplates.Read(text, found));
        Assert.Contains(found.Sorted(), one => $"{one.Code} {one.Message} {one.Suggestion}".Contains(says, StringComparison.Ordinal));
    }

    /// <summary>With EDGE_GOLDEN=write the table is written.</summary>
    [Fact]
    public void The_table_in_the_documentation_is_made_from_the_templates()
    {
        const string Begin = "<!-- templates -->\n", End = "<!-- /templates -->";
        var path = Path.Combine(Repository.Root, "docs", "der.md");
        var text = File.ReadAllText(path);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var table = string.Concat(new[] { "| chain | site file | models | measured by | steered by | without orders | verified |", "|---|---|---|---|---|---|---|" }
            .Concat(All.Values.Select(DerTemplateText.Row)).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("EDGE_GOLDEN") == "write")
        {
            File.WriteAllText(path, text[..from] + table + text[to..]);
            return;
        }

        Assert.Equal(table, text[from..to]);
    }

    private static string Text(SunSpecKind kind, IEnumerable<(int Model, int Length)> chain) => $"{kind}: {string.Join(' ', chain.Select(one => $"{one.Model}/{one.Length}"))}";
}
