using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.SunSpec;

namespace EdgeController.Drivers.Tests.SunSpec;

/// <summary>Registers written by hand, by the published offsets, and what they must mean.</summary>
public sealed class SunSpecMeasurementTests
{
    private static readonly Meter Own = new()
    {
        Id = new("roof"), Index = 0, Template = "sunspec-inverter", Host = "127.0.0.1", Port = 502, Unit = 1, Poll = TimeSpan.FromSeconds(1), Phases = PhaseRotation.L1L2L3,
    };

    [Fact]
    public void An_inverter_with_integers_feeds_in_what_it_produces()
    {
        // A 4.34 each (SF -2), 230.1/229.9/230.0 V (SF -1), 2990 W (SF 1), 49.98 Hz.
        var image = Image(103, 50, (3, 434), (4, 434), (5, 434), (6, 0xFFFE), (10, 2301), (11, 2299), (12, 2300), (13, 0xFFFF), (14, 299), (15, 1), (16, 4998), (17, 0xFFFE), (38, 4));
        var reading = Assert.IsType<MeterReading>(SunSpecMeasurement.ToEvent(Own, SunSpecKind.Inverter, image, Instant.Start));
        Assert.Equal(-2990, reading.Power!.Value.Value, 6);
        Assert.Equal(-4.34, reading.Current.L2.Value, 6);
        Assert.Equal(229.9, reading.Voltage!.Value.L2.Value, 6);
        Assert.Equal(-2990 / 3.0, reading.PhasePower!.Value.L3.Value, 6);
    }

    [Fact]
    public void A_storage_inverter_that_charges_draws()
    {
        var image = Image(103, 50, (3, 434), (4, 434), (5, 434), (6, 0xFFFE), (10, 2301), (11, 2299), (12, 2300), (13, 0xFFFF), (14, 0x10000 - 299), (15, 1));
        Assert.Equal(2990, Assert.IsType<MeterReading>(SunSpecMeasurement.ToEvent(Own, SunSpecKind.Storage, image, Instant.Start)).Power!.Value.Value, 6);
    }

    [Fact]
    public void A_meter_with_floats_counts_import_positive()
    {
        var image = Image(213, 124,
            (4, 0x4120), (5, 0), (6, 0x4120), (7, 0), (8, 0x4120), (9, 0), // 10 A
            (12, 0x4366), (13, 0x8000), (14, 0x4366), (15, 0x8000), (16, 0x4366), (17, 0x8000), // 230.5 V
            (28, 0x4510), (29, 0xE000), (30, 0xC510), (31, 0xE000), (32, 0x4510), (33, 0xE000), (34, 0x4510), (35, 0xE000)); // 2318, -2318, 2318, 2318 W
        var reading = Assert.IsType<MeterReading>(SunSpecMeasurement.ToEvent(Own with { Template = "sunspec-meter" }, SunSpecKind.Meter, image, Instant.Start));
        Assert.Equal((-10.0, 10.0), (reading.Current.L1.Value, reading.Current.L2.Value));
        Assert.Equal(2318, reading.Power!.Value.Value, 6);
        Assert.Equal(-2318, reading.PhasePower!.Value.L1.Value, 6);
    }

    [Fact]
    public void The_newest_inverter_model_tells_its_phases()
    {
        var image = Image(701, 153, (10, 0x10000 - 300), (116, 1), (113, 0xFFFE), (114, 0xFFFF),
            (41, 0x10000 - 100), (45, 435), (47, 2300), (64, 0x10000 - 100), (68, 435), (70, 2301), (87, 0x10000 - 100), (91, 435), (93, 2302));
        var reading = Assert.IsType<MeterReading>(SunSpecMeasurement.ToEvent(Own, SunSpecKind.Storage, image, Instant.Start));
        Assert.Equal(3000, reading.Power!.Value.Value, 6);
        Assert.Equal((4.35, 230.2), (Math.Round(reading.Current.L3.Value, 3), Math.Round(reading.Voltage!.Value.L3.Value, 3)));
    }

    [Theory]
    [InlineData(6, 0x8000, "AphA")]
    [InlineData(4, 0xFFFF, "AphB")]
    [InlineData(13, 0x8000, "PhVphA")]
    [InlineData(15, 0x8000, "W")]
    [InlineData(14, 0x8000, "W")]
    public void What_is_not_implemented_or_has_no_scale_is_missing_and_named(int register, int word, string named)
    {
        var image = Image(103, 50, (3, 434), (4, 434), (5, 434), (6, 0xFFFE), (10, 2301), (11, 2299), (12, 2300), (13, 0xFFFF), (14, 299), (15, 1), (register, (ushort)word));
        var failed = Assert.IsType<MeterReadFailed>(SunSpecMeasurement.ToEvent(Own, SunSpecKind.Inverter, image, Instant.Start));
        Assert.Contains(named, failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_voltage_that_is_none_is_no_reading()
    {
        var image = Image(103, 50, (3, 434), (4, 434), (5, 434), (6, 0xFFFE), (10, 23), (11, 2299), (12, 2300), (13, 0xFFFF), (14, 299), (15, 1));
        Assert.IsType<MeterReadFailed>(SunSpecMeasurement.ToEvent(Own, SunSpecKind.Inverter, image, Instant.Start));
    }

    [Fact]
    public void Settings_come_before_the_nameplate_and_a_state_of_charge_is_a_share()
    {
        var image = Image(120, 26, (3, 1200), (4, 1)).With(new SunSpecBlock(121, 500, 30), Words(121, 30, (2, 1000), (22, 1)))
            .With(new SunSpecBlock(124, 600, 24), Words(124, 24, (2, 1100), (18, 1), (8, 655), (22, 0xFFFF)));
        var ratings = SunSpecRatings.Of(image);
        Assert.Equal((10000.0, 11000.0, 0.655), (ratings.MaxWatts!.Value, ratings.ChargeWatts!.Value, Math.Round(ratings.StateOfCharge!.Value, 6)));
        Assert.Null(SunSpecRatings.Of(Image(713, 7, (4, 1200), (8, 0xFFFF))).StateOfCharge);
    }

    [Fact]
    public void The_battery_of_a_hybrid_is_its_storage_port()
    {
        var image = Image(714, 68, (4, 2), (17, 1), (20, 1), (32, 400), (45, 2), (57, 0x10000 - 150));
        Assert.Equal(1500, SunSpecRatings.Of(image).BatteryWatts!.Value, 6);
    }

    internal static SunSpecImage Image(int model, int length, params (int At, int Word)[] words) =>
        SunSpecImage.Empty.With(new SunSpecBlock(model, 40002, length), Words(model, length, words));

    private static ImmutableArray<ushort> Words(int model, int length, params (int At, int Word)[] words)
    {
        var registers = new ushort[length + 2];
        (registers[0], registers[1]) = ((ushort)model, (ushort)length);
        foreach (var (at, word) in words)
        {
            registers[at] = (ushort)word;
        }

        return [.. registers];
    }
}
