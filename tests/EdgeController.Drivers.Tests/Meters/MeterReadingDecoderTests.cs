using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Tests.Meters;

public class MeterReadingDecoderTests
{
    private static readonly MeterTemplate Template = TemplateFor.Type(RegisterType.Float32, WordOrder.MostSignificantFirst, 1, []);
    private static readonly Instant At = Instant.FromSeconds(7);

    [Theory]
    [InlineData("L1L2L3", 10, -20, 30)]
    [InlineData("L2L3L1", 30, 10, -20)]
    [InlineData("L3L2L1", 30, -20, 10)]
    public void Terminals_land_on_their_site_phases(string wiring, double l1, double l2, double l3)
    {
        var reading = Assert.IsType<MeterReading>(Event(TemplateFor.Sample, wiring));

        Assert.Equal(new PerPhase<Amperes>(new(l1), new(l2), new(l3)), reading.Current);
        Assert.Equal(new Watts(4140), reading.Power);
        Assert.Equal(At, reading.At);
    }

    [Fact]
    public void Without_a_total_the_phases_are_summed()
    {
        var reading = Assert.IsType<MeterReading>(Event(TemplateFor.Sample with { TotalPower = null }, "L1L2L3"));
        Assert.Equal(new Watts(4140), reading.Power);
    }

    [Fact]
    public void A_meter_on_one_phase_needs_only_its_own_terminal()
    {
        var sample = TemplateFor.Sample with { Voltage = new(new Volts(230), null, null), Power = new(new Watts(2070), null, null), TotalPower = null };
        var reading = Assert.IsType<MeterReading>(Event(sample, "L2"));

        Assert.Equal(new PerPhase<Amperes>(Amperes.Zero, new(10), Amperes.Zero), reading.Current);
        Assert.Equal(new Watts(2070), reading.Power);
    }

    [Fact]
    public void Power_missing_on_one_phase_leaves_no_reading_at_all()
    {
        var sample = TemplateFor.Sample with { Power = TemplateFor.Sample.Power.With(Phase.L1, null) };
        var failed = Assert.IsType<MeterReadFailed>(Event(sample, "L1L2L3"));
        Assert.Equal("the meter has no power on its L1 (register 24)", failed.Reason);
    }

    [Fact]
    public void An_empty_image_is_no_reading() =>
        Assert.IsType<MeterReadFailed>(MeterReadingDecoder.ToEvent(TemplateFor.Meter(), Template, RegisterImage.Empty, At));

    private static SiteEvent Event(MeterSample sample, string wiring) =>
        MeterReadingDecoder.ToEvent(TemplateFor.Meter(phases: wiring), Template, MeterEncoder.Encode(Template, sample), At);
}
