using System.Collections.Immutable;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Tests.Meters;

public class MeterDecoderTests
{
    public static TheoryData<RegisterType, WordOrder> TypesAndOrders
    {
        get
        {
            var rows = new TheoryData<RegisterType, WordOrder>();
            foreach (var type in Enum.GetValues<RegisterType>().Where(type => type != RegisterType.Acc32))
            {
                rows.Add(type, WordOrder.MostSignificantFirst);
                rows.Add(type, WordOrder.LeastSignificantFirst);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void What_is_encoded_comes_back(RegisterType type, WordOrder order)
    {
        var unsigned = type is RegisterType.UInt16 or RegisterType.UInt32 or RegisterType.UInt64;
        var sample = unsigned ? Importing(TemplateFor.Sample) : TemplateFor.Sample;
        var template = TemplateFor.Type(type, order, 1, []);

        Assert.Equal(sample, MeterDecoder.Decode(template, MeterEncoder.Encode(template, sample)));
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void A_missing_value_comes_back_missing_and_never_zero(RegisterType type, WordOrder order)
    {
        var template = TemplateFor.Type(type, order, 1, []);
        var sample = Importing(TemplateFor.Sample) with { FrequencyHertz = null, EnergyExport = null, TotalPower = null };
        Assert.Equal(sample, MeterDecoder.Decode(template, MeterEncoder.Encode(template, sample)));

        var gone = MeterDecoder.Decode(template, MeterEncoder.Encode(template, sample with { Current = sample.Current.With(Phase.L3, null) }));
        Assert.Null(gone.Current.L3);
        Assert.Equal("the meter has no current on its L3 (register 20)", gone.Missing);
    }

    [Theory]
    [InlineData(RegisterType.Int32, 0x1234_5678UL)]
    [InlineData(RegisterType.Float32, 0x4366_0000UL)]
    [InlineData(RegisterType.UInt16, 0xFFFEUL)]
    public void A_pattern_that_stands_for_no_value_is_missing_and_without_the_declaration_it_is_a_value(RegisterType type, ulong pattern)
    {
        Assert.Null(RegisterCodecOf(type, pattern, [pattern]));
        Assert.NotNull(RegisterCodecOf(type, pattern, []));
    }

    [Fact]
    public void A_saturated_register_is_missing()
    {
        var template = TemplateFor.Type(RegisterType.Int16, WordOrder.MostSignificantFirst, 1, []);
        var sample = TemplateFor.Sample with { Power = TemplateFor.Sample.Power.With(Phase.L2, new Watts(-40_000)) };

        Assert.Equal("the meter has no power on its L2 (register 28)", MeterDecoder.Decode(template, MeterEncoder.Encode(template, sample)).Missing);
    }

    [Theory]
    [InlineData(79.9, true)]
    [InlineData(80, false)]
    [InlineData(520, false)]
    [InlineData(520.1, true)]
    [InlineData(-230, true)]
    public void Only_mains_voltages_make_a_sample(double volts, bool missing)
    {
        var template = TemplateFor.Type(RegisterType.Float64, WordOrder.MostSignificantFirst, 1, []);
        var sample = TemplateFor.Sample with { Voltage = TemplateFor.Sample.Voltage.With(Phase.L2, new Volts(volts)) };
        var decoded = MeterDecoder.Decode(template, MeterEncoder.Encode(template, sample));

        Assert.Equal(missing, decoded.Missing is not null);
        Assert.Equal(missing, decoded.ActiveCurrent.L2 is null);
    }

    [Fact]
    public void Any_payload_gives_finite_values_or_none()
    {
        const int seed = 20260101;
        var random = new Random(seed);
        foreach (var type in Enum.GetValues<RegisterType>().Where(type => type != RegisterType.Acc32))
        {
            for (var i = 0; i < 5_000; i++)
            {
                var order = (WordOrder)random.Next(2);
                var template = TemplateFor.Type(type, order, random.Next(3) switch { 0 => 1, 1 => -0.1, _ => 1e300 }, []);
                Assert.True(IsSound(MeterDecoder.Decode(template, Random(random))), $"seed {seed}, {type}, {order}, image {i}");
            }
        }
    }

    private static bool IsSound(MeterSample sample)
    {
        double?[] values =
        [
            .. PerPhase.Each.Select(phase => sample.Voltage[phase]?.Value),
            .. PerPhase.Each.Select(phase => sample.Current[phase]?.Value),
            .. PerPhase.Each.Select(phase => sample.ActiveCurrent[phase]?.Value),
            .. PerPhase.Each.Select(phase => sample.Power[phase]?.Value),
            sample.TotalPower?.Value, sample.FrequencyHertz, sample.EnergyImport?.Value, sample.EnergyExport?.Value,
        ];
        var whole = PerPhase.Each.All(phase => sample.Current[phase] is not null && sample.ActiveCurrent[phase] is not null);
        return values.All(value => value is null || double.IsFinite(value.Value)) && (whole || sample.Missing is not null);
    }

    /// <summary>Random words, NaN and infinity exponents more often than chance would have them.</summary>
    private static RegisterImage Random(Random random)
    {
        ushort[] Words(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(8) switch
        {
            0 => (ushort)0x7F80,
            1 => (ushort)0xFFF0,
            2 => (ushort)0,
            3 => (ushort)0x4366,
            _ => (ushort)random.Next(65536),
        })];
        return new RegisterImage([new RegisterRun(4, 0, [.. Words(44)]), new RegisterRun(4, 100, [.. Words(8)])]);
    }

    private static double? RegisterCodecOf(RegisterType type, ulong bits, ImmutableArray<ulong> notAvailable)
    {
        var template = TemplateFor.Type(type, WordOrder.MostSignificantFirst, 1, notAvailable);
        var words = new ushort[44];
        words[40] = type is RegisterType.UInt16 ? (ushort)bits : (ushort)(bits >> 16);
        words[41] = (ushort)bits;
        return MeterDecoder.Decode(template, new RegisterImage([new RegisterRun(4, 0, [.. words])])).FrequencyHertz;
    }

    private static MeterSample Importing(MeterSample sample) => sample with
    {
        Current = sample.Current.With(Phase.L2, new Amperes(20)),
        ActiveCurrent = sample.ActiveCurrent.With(Phase.L2, new Amperes(18)),
        Power = sample.Power.With(Phase.L2, new Watts(4140)),
    };
}
