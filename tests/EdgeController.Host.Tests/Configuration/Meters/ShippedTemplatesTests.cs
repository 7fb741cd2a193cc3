using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Commands;
using EdgeController.Host.Configuration.Meters;
using EdgeController.Host.Tests.House;

namespace EdgeController.Host.Tests.Configuration.Meters;

/// <summary>Every template that ships, held against its own images and against the documentation made from it.</summary>
public sealed class ShippedTemplatesTests
{
    private static readonly IReadOnlyDictionary<string, MeterTemplate> All = MeterTemplates.Load(ConfigurationFolder.FindMeters());

    public static TheoryData<string> Ids => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Images_written_by_hand_decode_encode_and_pass_only_the_right_probe(string id)
    {
        Assert.Empty(TemplateCheck.Findings(All[id]));
        Assert.True(All[id].Golden.Count(golden => golden.IsGood) >= 2, "an import and an export");
        Assert.Contains(All[id].Golden, golden => !golden.IsGood);
        Assert.NotEmpty(All[id].Sources);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_wrong_scale_address_type_or_order_is_found_by_the_images(string id)
    {
        var template = All[id];
        if (!template.HasPhases)
        {
            Assert.Equal("sma-home-manager", id);
            return;
        }

        var voltage = template.Voltage!;
        Assert.NotEmpty(TemplateCheck.Findings(template with { Voltage = voltage with { L2 = voltage.L2 with { Scale = voltage.L2.Scale * 10 } } }));
        Assert.NotEmpty(TemplateCheck.Findings(template with { Power = template.Power! with { L1 = template.Power.L2, L2 = template.Power.L1 } }));
        Assert.NotEmpty(TemplateCheck.Findings(template with { Current = template.Current! with { L3 = template.Current.L3 with { Address = template.Current.L3.Address + 1 } } }));
        Assert.NotEmpty(TemplateCheck.Findings(template with { Golden = [] }));
        if (voltage.L1.Type is not (RegisterType.Int16 or RegisterType.UInt16))
        {
            var other = template.WordOrder == WordOrder.MostSignificantFirst ? WordOrder.LeastSignificantFirst : WordOrder.MostSignificantFirst;
            Assert.NotEmpty(TemplateCheck.Findings(template with { WordOrder = other }));
        }
    }

    /// <summary>Fault A7: a gateway turns the words; the reason names what to write.</summary>
    [Theory]
    [InlineData("carlo-gavazzi-em340", "lsw-first")]
    [InlineData("abb-b23", "msw-first")]
    [InlineData("siemens-pac2200", "msw-first")]
    public void Turned_words_are_refused_with_the_order_that_fits(string id, string named)
    {
        var template = All[id];
        var turned = template with { WordOrder = named == "lsw-first" ? WordOrder.MostSignificantFirst : WordOrder.LeastSignificantFirst };
        var problem = MeterProbe.Problem(turned, template.Golden[0].Image);
        Assert.Contains($"with its words in the other order ({named}) it would be 230 V", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_a_gateway_has_swapped_are_named_too()
    {
        var golden = All["janitza-umg96rm"].Golden[0];
        var swapped = new RegisterImage([.. golden.Image.Runs.Select(run => run with { Words = [.. run.Words.Select(word => (ushort)((word << 8) | (word >> 8)))] })]);

        Assert.Contains("with the two bytes of each register swapped it would be 230 V", MeterProbe.Problem(All["janitza-umg96rm"], swapped), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_says_it_is_another_one_is_refused()
    {
        var template = All["fronius-smart-meter-gen24"];
        var image = template.Golden[0].Image.With(3, 40069, [203])!;

        Assert.Contains("register 40069 holds 0x00CB, but 0x00D5", MeterProbe.Problem(template, image), StringComparison.Ordinal);
    }

    /// <summary>With EDGE_GOLDEN=write the table is written.</summary>
    [Fact]
    public void The_table_in_the_documentation_is_made_from_the_templates()
    {
        const string Begin = "<!-- templates -->\n", End = "<!-- /templates -->";
        var path = Path.Combine(Repository.Root, "docs", "meters.md");
        var text = File.ReadAllText(path);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var table = string.Concat(new[] { "| template | models | reached by | function codes | numbers | verified |", "|---|---|---|---|---|---|" }
            .Concat(All.Values.Select(TemplateText.Row)).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("EDGE_GOLDEN") == "write")
        {
            File.WriteAllText(path, text[..from] + table + text[to..]);
            return;
        }

        Assert.Equal(table, text[from..to]);
    }
}
