using System.Text;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;

namespace EdgeController.Drivers.Tests.Mqtt;

/// <summary>From messages to readings of a meter, without a broker.</summary>
public sealed class MqttMeterIntakeTests
{
    private static readonly DateTimeOffset Wall = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_message_with_all_values_is_a_reading_as_a_Modbus_meter_gives_it()
    {
        var intake = Intake();
        var reading = Assert.IsType<MeterReading>(intake.Take(Message("em", All(230, 10, 2300, 231, 5, -1100, 229, 0.5, 20), 5), Wall));
        Assert.Equal((new PerPhase<Amperes>(new(10), new(-5), new(0.5)), 1220, Instant.FromSeconds(5)), (reading.Current, reading.Power!.Value.Value, reading.At));
        Assert.Equal((231, -1100), (reading.Voltage!.Value.L2.Value, reading.PhasePower!.Value.L2.Value));
        Assert.Null(intake.Why);
    }

    [Fact]
    public void The_state_of_charge_comes_with_the_readings_until_it_is_ten_minutes_old_and_hinders_none()
    {
        var intake = new MqttMeterIntake(Meter(new MqttMeter { Total = new MqttValue("p", null, 1), StateOfCharge = new MqttValue("soc", null, 1), Ttl = TimeSpan.FromSeconds(10) }), new Volts(230), Phases.All);
        double? Charge(double second) => Assert.IsType<MeterReading>(intake.Take(Message("p", "500", second), Wall)).StateOfCharge;
        Assert.Equal(["p", "soc"], intake.Topics);
        Assert.Null(Charge(1));
        Assert.Null(intake.Take(Message("soc", "42.5", 2), Wall));
        Assert.Equal(0.425, Charge(3));
        foreach (var (garbage, second) in new[] { ("NaN", 4), ("140", 5), ("-1", 6), ("full", 7) })
        {
            Assert.Null(intake.Take(Message("soc", garbage, second), Wall));
            Assert.Equal(0.425, Charge(second + 0.5));
        }

        Assert.Equal(0.425, Charge(602));
        Assert.Null(Charge(603));
    }

    [Fact]
    public void Values_on_several_topics_are_whole_when_each_was_told_anew_and_as_old_as_the_oldest()
    {
        var intake = new MqttMeterIntake(Meter(new MqttMeter
        {
            Current = Each(phase => new MqttValue($"i/{phase}", null, 0.001)),
            Power = Each(phase => new MqttValue($"p/{phase}", null, 1000)),
            Ttl = TimeSpan.FromSeconds(10),
        }), new Volts(230), Phases.All);
        string[] topics = ["i/L1", "i/L2", "i/L3", "p/L1", "p/L2"];
        for (var i = 0; i < topics.Length; i++)
        {
            Assert.Null(intake.Take(Message(topics[i], "6000", 1 + (i * 0.1)), Wall));
        }

        var reading = Assert.IsType<MeterReading>(intake.Take(Message("p/L3", "-1.38", 2), Wall));
        Assert.Equal((6, -6, Instant.FromSeconds(1)), (reading.Current.L1.Value, reading.Current.L3.Value, reading.At));
        Assert.Null(intake.Take(Message("p/L3", "1.38", 3), Wall));
        Assert.Equal(6, intake.Topics.Count());
    }

    [Fact]
    public void A_phase_that_falls_silent_ends_the_readings_and_is_named()
    {
        var intake = new MqttMeterIntake(Meter(new MqttMeter { Current = Each(phase => new MqttValue($"i/{phase}", null, 1)), Power = Each(_ => new MqttValue("p", "$.p", 1)), Ttl = TimeSpan.FromSeconds(5) }), new Volts(230), Phases.All);
        for (var second = 0; second < 20; second++)
        {
            foreach (var topic in new[] { "i/L1", "i/L2", "p" })
            {
                Assert.Null(intake.Take(Message(topic, topic == "p" ? "{\"p\":1}" : "1", second), Wall));
            }
        }

        Assert.Equal("nothing comes on i/L3", Assert.IsType<MeterReadFailed>(intake.Elapse(Instant.FromSeconds(20))).Reason);
        Assert.Null(intake.Take(Message("i/L3", "1", 30), Wall));
        Assert.Contains("s old", intake.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_broker_retained_is_never_a_value()
    {
        var intake = Intake();
        Assert.Null(intake.Take(Message("em", All(230, 1, 230, 230, 1, 230, 230, 1, 230), 1) with { Retained = true }, Wall));
        Assert.Contains("retained", intake.Why, StringComparison.Ordinal);
        Assert.Equal("em: retained, so that nobody knows how old it is", Assert.IsType<MeterReadFailed>(intake.Elapse(Instant.FromSeconds(5))).Reason);
        Assert.NotNull(new MqttMeterIntake(Meter(Source()), new Volts(230), Phases.All, takesRetained: true).Take(Message("em", All(230, 1, 230, 230, 1, 230, 230, 1, 230), 1) with { Retained = true }, Wall));
    }

    [Theory]
    [InlineData("{", "the payload is not JSON")]
    [InlineData("", "the payload is empty")]
    [InlineData("{}", "the payload has nothing at $.a.v")]
    [InlineData("""{"a":{"v":"NaN"}}""", "'\"NaN\"' is no number")]
    [InlineData("""{"a":{"v":1e999}}""", "'1e999' is no number")]
    [InlineData("""{"a":{"v":"16,5"}}""", "'\"16,5\"' is no number")]
    [InlineData("""{"a":{"v":null}}""", "'null' is no number")]
    public void Garbage_is_no_reading_and_the_last_values_grow_old(string payload, string why)
    {
        var intake = Intake();
        Assert.NotNull(intake.Take(Message("em", All(230, 1, 230, 230, 1, 230, 230, 1, 230), 1), Wall));
        Assert.Null(intake.Take(Message("em", payload, 2), Wall));
        Assert.Contains(why, intake.Why, StringComparison.Ordinal);
        Assert.Null(intake.Elapse(Instant.FromSeconds(3)));
        Assert.Contains(why, Assert.IsType<MeterReadFailed>(intake.Elapse(Instant.FromSeconds(6))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_give_a_finite_reading_or_none()
    {
        var seed = TestSeed();
        var random = new Random(seed);
        var intake = Intake();
        var good = Encoding.UTF8.GetBytes(All(230, 1, 230, 230, 1, 230, 230, 1, 230));
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var told = intake.Take(new MqttMessage("em", bytes, false, Instant.FromSeconds(i)) { Length = bytes.Length }, Wall);
            Assert.True(told is not MeterReading reading || (double.IsFinite(reading.Current.L1.Value + reading.Current.L2.Value + reading.Current.L3.Value) && double.IsFinite(reading.Power!.Value.Value)), $"seed {seed}, {i}");
        }
    }

    [Theory]
    [InlineData("\"2026-05-04T11:59:57Z\"", 7.0, null)]
    [InlineData("\"2026-05-04T13:59:58+02:00\"", 8.0, null)]
    [InlineData("1777895998", 8.0, null)]
    [InlineData("1777895998500", 8.5, null)]
    [InlineData("\"2026-05-04T11:59:49Z\"", null, "measured 11 s before it came, longer than 10 s")]
    [InlineData("\"2026-05-04T12:00:03Z\"", null, "measured 3 s in the future: one of the two clocks is wrong")]
    [InlineData("\"2026-05-04T12:00:00\"", null, "is no time with its offset")]
    [InlineData("\"2026-05-04T12:00:01Z\"", 10.0, null)]
    public void A_time_in_the_message_makes_it_as_old_as_it_is_and_never_younger(string stamp, double? at, string? why)
    {
        var intake = new MqttMeterIntake(Meter(Source() with { TimePath = "$.ts" }), new Volts(230), Phases.All);
        var told = intake.Take(Message("em", All(230, 1, 230, 230, 1, 230, 230, 1, 230).Replace("{\"a\"", $"{{\"ts\":{stamp},\"a\"", StringComparison.Ordinal), 10), Wall);
        Assert.Equal(at, told?.At.SinceStart.TotalSeconds);
        Assert.Equal(why is null, intake.Why is null);
        Assert.Contains(why ?? "", intake.Why ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_voltage_that_no_mains_has_is_no_reading() =>
        Assert.Equal("the voltage on L2 is 23 V, outside 80..520 V", Assert.IsType<MeterReadFailed>(Intake().Take(Message("em", All(230, 1, 230, 23, 1, 23, 230, 1, 230), 1), Wall)).Reason);

    [Fact]
    public void A_total_alone_is_split_over_the_phases_of_what_it_measures()
    {
        var meter = new MqttMeterIntake(Meter(new MqttMeter { Total = new MqttValue("pv", null, -1000), Ttl = TimeSpan.FromSeconds(10) }), new Volts(230), Phase.L2.ToSet());
        var reading = Assert.IsType<MeterReading>(meter.Take(Message("pv", "4.6", 1), Wall));
        Assert.Equal((0, -20, 0, -4600), (reading.Current.L1.Value, reading.Current.L2.Value, reading.Current.L3.Value, reading.Power!.Value.Value));
    }

    private static int TestSeed() => Random.Shared.Next();

    private static MqttMeterIntake Intake() => new(Meter(Source()), new Volts(230), Phases.All);

    private static MqttMeter Source() => new()
    {
        Voltage = Each(phase => new MqttValue("em", $"$.{Letter(phase)}.v", 1)),
        Current = Each(phase => new MqttValue("em", $"$.{Letter(phase)}.c", 1)),
        Power = Each(phase => new MqttValue("em", $"$.{Letter(phase)}.p", 1)),
        Ttl = TimeSpan.FromSeconds(10),
    };

    private static char Letter(Phase phase) => (char)('a' + (int)phase);

    private static PerPhase<MqttValue?> Each(Func<Phase, MqttValue> of) => new(of(Phase.L1), of(Phase.L2), of(Phase.L3));

    private static Meter Meter(MqttMeter source) => new()
    {
        Id = new MeterId("m"), Index = 0, Template = "mqtt", Host = "", Port = 0, Unit = 0, Poll = TimeSpan.FromSeconds(1), Phases = PhaseRotation.L1L2L3, Mqtt = source,
    };

    private static string All(params double[] v) =>
        FormattableString.Invariant($"{{\"a\":{{\"v\":{v[0]},\"c\":{v[1]},\"p\":{v[2]}}},\"b\":{{\"v\":{v[3]},\"c\":{v[4]},\"p\":{v[5]}}},\"c\":{{\"v\":{v[6]},\"c\":{v[7]},\"p\":{v[8]}}}}}");

    private static MqttMessage Message(string topic, string text, double seconds)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new MqttMessage(topic, bytes, false, Instant.FromSeconds(seconds)) { Length = bytes.Length };
    }
}
