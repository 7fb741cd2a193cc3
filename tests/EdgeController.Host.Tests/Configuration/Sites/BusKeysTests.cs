using EdgeController.Core.Topology;

namespace EdgeController.Host.Tests.Configuration.Sites;

/// <summary>Where a meter is: over TCP or at a serial port.</summary>
public sealed class BusKeysTests
{
    [Theory]
    [InlineData("{ rtu: /dev/ttyUSB0, unit: 3 }", "/dev/ttyUSB0", 0, "9600 8N1", 3)]
    [InlineData("{ rtu: /dev/ttyUSB0, baud: 19200, format: 8E1 }", "/dev/ttyUSB0", 0, "19200 8E1", 1)]
    [InlineData("{ rtu: /dev/ttyUSB0, baud: 38400 }", "/dev/ttyUSB0", 0, "38400 8N1", 1)]
    [InlineData("{ tcp: \"10.0.0.5:502\" }", "10.0.0.5", 502, null, 1)]
    public void The_template_knows_the_serial_settings_and_the_site_may_say_others(string connection, string host, int port, string? serial, int unit)
    {
        var meter = SiteFiles.Good(Site("eastron-sdm630", connection)).Meters[0];

        Assert.Equal((host, port, serial, unit), (meter.Host, meter.Port, meter.Serial?.ToString(), meter.Unit));
    }

    [Fact]
    public void A_model_that_is_delivered_with_another_unit_id_needs_none_in_the_site() =>
        Assert.Equal(240, SiteFiles.Good(Site("fronius-smart-meter-gen24", "{ tcp: \"10.0.0.5:502\" }")).Meters[0].Unit);

    [Theory]
    [InlineData("eastron-sdm630", "{ unit: 3 }", "EC105 meters.m.connection: neither tcp nor rtu is there")]
    [InlineData("eastron-sdm630", "{ rtu: /dev/ttyUSB0, tcp: \"10.0.0.5:502\" }", "EC103 meters.m.connection: both tcp and rtu are there")]
    [InlineData("eastron-sdm630", "{ rtu: COM3 }", "EC103 meters.m.connection.rtu: 'COM3' is no serial port")]
    [InlineData("eastron-sdm630", "{ rtu: /dev/ttyUSB0, unit: 0 }", "EC103 meters.m.connection.unit: 0 speaks to all devices of a serial bus at once")]
    [InlineData("eastron-sdm630", "{ tcp: \"10.0.0.5:502\", baud: 9600 }", "EC217 meters.m.connection.baud: has no meaning over TCP")]
    [InlineData("abb-b23", "{ rtu: /dev/ttyUSB0 }", "EC105 meters.m.connection.baud is missing: how this model is delivered is not known")]
    [InlineData("eastron-sdm630", "{ rtu: /dev/ttyUSB0, format: 9N1 }", "EC103 meters.m.connection.format: '9N1' is not one of")]
    public void What_cannot_be_a_bus_is_told_with_its_place(string template, string connection, string expected) =>
        Assert.Contains(SiteFiles.Findings(Site(template, connection)), finding => finding.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void All_devices_of_one_serial_bus_need_the_same_settings()
    {
        var text = Site("eastron-sdm630", "{ rtu: /dev/ttyUSB0, unit: 1 }")
            .Replace("circuits:", "  other: { template: eastron-sdm630, connection: { rtu: /dev/ttyUSB0, unit: 2, baud: 19200 }, role: grid }\ncircuits:", StringComparison.Ordinal);

        Assert.Contains(SiteFiles.Findings(text), finding => finding.Contains("EC408 meters.other: /dev/ttyUSB0 runs at 19200 8N1 here and at 9600 8N1 for meters.m", StringComparison.Ordinal));
    }

    [Fact]
    public void A_circuit_may_have_two_meters()
    {
        var site = SiteFiles.Good(Pair("[m, n]"));
        Assert.Equal((0, 1), (site.Circuits[0].Meter, site.Circuits[0].SecondMeter));
        Assert.Equal([0, 0], new SiteIndex(site).CircuitOfMeter);
    }

    [Theory]
    [InlineData("[m, n, m]", "EC103 circuits.main.meter: 3 meters for one circuit")]
    [InlineData("[m, m]", "EC207 circuits.main.meter: meter 'm' already measures circuit 'main'")]
    [InlineData("[m, k]", "EC202 circuits.main.meter: there is no meter 'k'")]
    public void Two_meters_must_be_two_that_are_there(string meters, string expected) =>
        Assert.Contains(SiteFiles.Findings(Pair(meters)), finding => finding.Contains(expected, StringComparison.Ordinal));

    /// <summary>Fault A13: 32.7 kW a phase are 142 A.</summary>
    [Theory]
    [InlineData(100, false)]
    [InlineData(125, true)]
    public void A_meter_whose_registers_end_near_the_breaker_is_warned_of(int amps, bool warned)
    {
        var text = Site("victron-gx-grid-meter", "{ tcp: \"10.0.0.5:502\" }").Replace("amps: 100", $"amps: {amps}", StringComparison.Ordinal);
        Assert.Equal(warned, SiteFiles.Findings(text).Any(finding => finding.Contains("EC409 main: the registers of meter 'm' end at 142A per phase", StringComparison.Ordinal)));
    }

    private static string Pair(string meters) => Site("eastron-sdm630", "{ tcp: \"10.0.0.5:502\", unit: 1 }")
        .Replace("circuits:", "  n: { template: eastron-sdm630, connection: { tcp: \"10.0.0.5:502\", unit: 2 } }\ncircuits:", StringComparison.Ordinal)
        .Replace("meter: m\n", $"meter: {meters}\n", StringComparison.Ordinal);

    private static string Site(string template, string connection) => SiteFiles.Small()
        .Replace("circuits:", $"meters:\n  m: {{ template: {template}, connection: {connection} }}\ncircuits:", StringComparison.Ordinal)
        .Replace("    uncontrolled:", "    meter: m\n    uncontrolled:", StringComparison.Ordinal);
}
