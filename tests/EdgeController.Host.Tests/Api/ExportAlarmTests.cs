using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Api;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Api;

/// <summary>An export limit that an inverter with SunSpec model 123 would not keep by itself is told: by <c>check</c>, and as soon as the device says what it has.</summary>
public sealed class ExportAlarmTests
{
    [Theory]
    [InlineData("sunspec-inverter", "", true, "EC315", "export-unguarded")]
    [InlineData("sunspec-inverter", "", false, "EC315", "")]
    [InlineData("sunspec-inverter", ", own_limit: 5kW", true, "", "")]
    [InlineData("sunspec-inverter", ", own_limit: 6kW", true, "EC315", "export-unguarded")]
    [InlineData("sunspec-704", "", false, "", "")]
    [InlineData("sunspec-704", "", true, "", "export-unguarded")]
    public void What_would_feed_in_freely_is_told(string template, string own, bool freely, string warned, string alarmed)
    {
        var result = SiteFileReader.Read(
            $$"""
            schema: 1
            site: { name: Roof, timezone: Europe/Berlin }
            meters:
              grid: { template: janitza-umg96rm, connection: { tcp: "10.0.0.1:502" }, role: grid }
              roof: { template: sunspec-inverter, connection: { rtu: /dev/ttyUSB0, baud: 9600, unit: 7 }, role: pv }
            circuits:
              main: { limit: { amps: 63 }, export_limit: 5kW, bus: 100A, meter: grid, uncontrolled: { assumed: 20A } }
            stations:
              list:
                - { ids: A1, circuit: main, max: 16A, fallback: 6A }
            der:
              sun: { circuit: main, max: 30kW, meter: roof, curtail: { template: {{template}}{{own}} } }
            csms: none
            """,
            "roof",
            SiteFiles.Templates);
        Assert.Equal(warned, string.Join(' ', result.Diagnostics.Select(one => one.Code)));
        Assert.DoesNotContain(result.Diagnostics, one => one.Severity == Host.Configuration.Severity.Error);

        var told = SiteReducer.Apply(SiteSnapshot.Initial(result.Site!), new ResourceReported(Instant.FromSeconds(1), "sun", SteeringState.Ready, null) { RevertsFreely = freely });
        var alarms = ResourceViews.Alarms(new SitePicture(told, new Decision(Instant.FromSeconds(2), [], []), TimeSpan.Zero)).ToArray();
        Assert.Equal(alarmed, string.Join(' ', alarms.Select(alarm => alarm.Code)));
        Assert.All(alarms, alarm => Assert.Contains("sun: feeds in freely without the controller; up to", alarm.Sentence, StringComparison.Ordinal));
    }
}
