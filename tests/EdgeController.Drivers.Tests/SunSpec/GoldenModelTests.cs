using System.Collections.Immutable;
using System.Globalization;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.SunSpec;

namespace EdgeController.Drivers.Tests.SunSpec;

/// <summary>Images of the models with one or two phases, or without a neutral, written by hand by the published offsets; 8000, FFFF and 7FC00000 are "not implemented".</summary>
public sealed class GoldenModelTests
{
    private const string None8 = "8000 8000 8000 8000 8000 8000 8000 8000";
    private const string NoFloat = "7FC0 0000";

    public static TheoryData<string, int, int, SunSpecKind, string, string, string> Images => new()
    {
        // A 4.50, AphA 4.50 (SF -2), PhVphA 230.3 (SF -1), W 1035, 50 Hz.
        { "an inverter on L2", 101, 50, SunSpecKind.Inverter, "L2", "01C2 01C2 FFFF FFFF FFFE FFFF FFFF FFFF 08FF FFFF FFFF FFFF 040B 0000 1388 FFFE", "0/230.3/0 0/-4.5/0 0/-1035/0 -1035" },
        { "one that tells its current only as the total", 101, 50, SunSpecKind.Inverter, "L2", "01C2 FFFF FFFF FFFF FFFE FFFF FFFF FFFF 08FF FFFF FFFF FFFF 040B 0000 1388 FFFE", "0/230.3/0 0/-4.5/0 0/-1035/0 -1035" },
        { "a storage inverter that charges", 101, 50, SunSpecKind.Storage, "L1", "01C2 01C2 FFFF FFFF FFFE FFFF FFFF FFFF 08FF FFFF FFFF FFFF FBF5 0000 1388 FFFE", "230.3/0/0 4.5/0/0 1035/0/0 1035" },
        {
            "an inverter with floats", 111, 60, SunSpecKind.Inverter, "L3",
            $"4090 0000 {NoFloat} {NoFloat} {NoFloat} {NoFloat} {NoFloat} {NoFloat} 4366 8000 {NoFloat} {NoFloat} 4481 6000 4248 0000", "0/0/230.5 0/0/-4.5 0/0/-1035 -1035"
        },

        // PhV and PhVphA 230.3 (SF -1), W 1035 in the total only.
        { "a meter on one phase", 201, 105, SunSpecKind.Meter, "L1", "01C2 01C2 8000 8000 FFFE 08FF 08FF 8000 8000 8000 8000 8000 8000 FFFF 1388 FFFE 040B 8000 8000 8000 0000", "230.3/0/0 4.5/0/0 1035/0/0 1035" },

        // 16, 10.5, 6.25 A; between the lines 400.0, 399.0, 402.0 V; W 7480 (SF 1), shared by the currents.
        {
            "a meter without a neutral", 204, 105, SunSpecKind.Meter, "L1L2L3", "0CCB 0640 041A 0271 FFFE 8000 8000 8000 8000 0FA0 0FA0 0F96 0FB4 FFFF 1388 FFFE 02EC 8000 8000 8000 0001",
            "231.517/230.651/231.229 16/10.5/6.25 3654.351/2398.168/1427.481 7480"
        },
        {
            "a meter with floats on one phase, which exports", 211, 124, SunSpecKind.Meter, "L1",
            $"4090 0000 4090 0000 {NoFloat} {NoFloat} 4366 8000 4366 8000 {NoFloat} {NoFloat} {NoFloat} {NoFloat} {NoFloat} {NoFloat} 4248 0000 C481 6000 C481 6000", "230.5/0/0 -4.5/0/0 -1035/0/0 -1035"
        },

        // 120 and 121 V, 241 between them; L1 takes 1920 W, L2 gives 1270.5 W.
        {
            "a meter with two phases of opposite direction", 212, 124, SunSpecKind.Meter, "L1L2",
            $"41D4 0000 4180 0000 4128 0000 {NoFloat} 42F1 0000 42F0 0000 42F2 0000 {NoFloat} 4371 0000 4371 0000 {NoFloat} {NoFloat} 4270 0000 4422 6000 44F0 0000 C49E D000", "120/121/0 16/-10.5/0 1920/-1270.5/0 649.5"
        },
        {
            "a meter with floats without a neutral", 214, 124, SunSpecKind.Meter, "L1L2L3",
            $"4203 0000 4180 0000 4128 0000 40C8 0000 {NoFloat} {NoFloat} {NoFloat} {NoFloat} 43C8 0000 43C8 0000 43C7 8000 43C9 0000 4248 0000 45E9 C000 {NoFloat} {NoFloat} {NoFloat}",
            "231.517/230.651/231.229 16/10.5/6.25 3654.351/2398.168/1427.481 7480"
        },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void An_image_written_by_hand_means_the_values_beside_it(string name, int model, int length, SunSpecKind kind, string phases, string hex, string expected)
    {
        var reading = Assert.IsType<MeterReading>(SunSpecMeasurement.ToEvent(Meter(phases), kind, Image(model, length, hex), Instant.Start));
        Assert.Equal(
            (name, expected),
            (name, $"{Three(reading.Voltage!.Value.Select(volts => volts.Value))} {Three(reading.Current.Select(amps => amps.Value))} {Three(reading.PhasePower!.Value.Select(watts => watts.Value))} {One(reading.Power!.Value.Value)}"));
    }

    /// <summary>The control: one register further nothing of it is true, and neither is it without its scale factors.</summary>
    [Theory]
    [MemberData(nameof(Images))]
    public void The_same_one_register_further_is_refused_or_means_something_else(string name, int model, int length, SunSpecKind kind, string phases, string hex, string expected)
    {
        var moved = SunSpecMeasurement.ToEvent(Meter(phases), kind, Image(model, length, $"8000 {hex}"), Instant.Start);
        Assert.True(moved is MeterReadFailed || (moved is MeterReading reading && One(reading.Power!.Value.Value) != expected.Split(' ')[^1]), name);
    }

    [Fact]
    public void Without_a_neutral_and_without_voltages_between_the_lines_there_is_no_reading() => Assert.Equal(
        "the device has no value for PhVphA of model 204 (not implemented, or without a scale factor)",
        Assert.IsType<MeterReadFailed>(SunSpecMeasurement.ToEvent(Meter("L1L2L3"), SunSpecKind.Meter, Image(204, 105, $"0CCB 0640 041A 0271 FFFE {None8} FFFF 1388 FFFE 02EC 8000 8000 8000 0001"), Instant.Start)).Reason);

    private static Meter Meter(string phases) => new()
    {
        Id = new("golden"), Index = 0, Template = "", Host = "", Port = 0, Unit = 1, Poll = TimeSpan.FromSeconds(1), Phases = PhaseRotation.Parse(phases)!,
    };

    private static SunSpecImage Image(int model, int length, string hex)
    {
        var words = new ushort[length + 2];
        Array.Fill(words, (ushort)0x8000);
        (words[0], words[1]) = ((ushort)model, (ushort)length);
        var given = hex.Split(' ');
        for (var i = 0; i < given.Length; i++)
        {
            words[i + 2] = ushort.Parse(given[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return SunSpecImage.Empty.With(new SunSpecBlock(model, 40002, length), [.. words]);
    }

    private static string Three(PerPhase<double> values) => $"{One(values.L1)}/{One(values.L2)}/{One(values.L3)}";

    private static string One(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
