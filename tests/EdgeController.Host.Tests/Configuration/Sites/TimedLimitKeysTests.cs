using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Commands;

namespace EdgeController.Host.Tests.Configuration.Sites;

public sealed class TimedLimitKeysTests
{
    private const string Meters = "\nmeters: { m: { template: janitza-umg96rm, connection: { tcp: \"10.0.0.1:502\" } } }\n";

    [Fact]
    public void Limits_by_time_of_day_have_days_times_dates_amps_and_kilowatts()
    {
        var limits = SiteFiles.Read(With("limits: [ { name: peak hours, days: mo-fr, from: 17:00, to: \"20:00\", dates: 11-01..03-31, amps: 160A, kw: 90 }, { days: [sa, su-mo], from: 22:00, to: 06:00, kw: 0 } ]")).Site!.Circuits[0].Calendar;

        Assert.Equal(
            new CalendarLimit
            {
                Name = "peak hours", Days = (Weekdays)31, From = TimeSpan.FromHours(17), To = TimeSpan.FromHours(20), Dates = new YearSpan(new(11, 1), new(3, 31)),
                Amps = PerPhase.All(new Amperes(160)), Power = new Watts(90_000),
            },
            limits[0]);
        Assert.Equal(
            new CalendarLimit { Name = "limit 2", Days = Weekdays.Saturday | Weekdays.Sunday | Weekdays.Monday, From = TimeSpan.FromHours(22), To = TimeSpan.FromHours(6), Power = Watts.Zero },
            limits[1]);
    }

    [Theory]
    [InlineData("limits: [ { kw: 90, from: 25:00 } ]", "EC103 circuits.main.limits[0].from: '25:00' is not a time of day")]
    [InlineData("limits: [ { kw: 90, days: mon } ]", "EC103 circuits.main.limits[0].days: 'mon' is no day of the week and no range of days")]
    [InlineData("limits: [ { kw: 90, dates: 02-30..03-01 } ]", "EC103 circuits.main.limits[0].dates: '02-30..03-01' is no part of the year")]
    [InlineData("limits: [ { kw: -1 } ]", "EC104 circuits.main.limits[0].kw: -1 is outside 0kW to 10000kW")]
    [InlineData("limits: [ { kw: .nan } ]", "EC103 circuits.main.limits[0].kw: '.nan' is not a power in kW")]
    [InlineData("limits: [ { name: x } ]", "EC105 circuits.main.limits[0] limits nothing")]
    [InlineData("limits: [ { kw: 90, from: 17:00, to: 17:00 } ]", "EC332 circuits.main.limits[0]: the window ends when it begins")]
    [InlineData("limits: [ { kw: 90, name: a }, { kw: 80, name: a } ]", "EC331 circuits.main.limits[1]: the circuit has another limit 'a'")]
    [InlineData("limits: [ { amps: 200 } ]", "EC333 circuits.main.limits[0]: limit 'limit 1' is not below the circuit's own limit and changes nothing")]
    [InlineData("limits: [ { amps: 50 } ]", "EC334 circuits.main.limits[0]: without the controller, fallbacks + assumed load under main are 90A on L1, more than 50A: limit 'limit 1' holds only while the controller runs")]
    [InlineData("demand: { kw: 120 }", "EC335 circuits.main.demand: a mean cannot be kept on a circuit without a meter")]
    [InlineData("meter: m, demand: { kw: 20 }", "EC334 circuits.main.demand: without the controller, fallbacks + assumed load under main are 62.1kW, more than 20kW: contract demand holds only while the controller runs")]
    [InlineData("meter: m, demand: { kw: 120, period: 30min }", "EC103 circuits.main.demand.period: '30min' is not one of: 15min")]
    [InlineData("meter: m, demand: { kw: 120, month_peak: yes }", "EC103 circuits.main.demand.month_peak: 'yes' is neither true nor false")]
    public void Errors_say_where_and_what(string more, string finding) =>
        Assert.Contains(SiteFiles.Findings(With(more)), found => found.Contains(finding, StringComparison.Ordinal));

    [Fact]
    public void P_min_follows_the_number_of_charging_points_below_the_circuit()
    {
        var site = SiteFiles.Read(SiteFiles.Small() + "\ngrid_operator: { de14a: { source: http } }\n").Site!;
        Assert.Equal((15.12, null), (site.Dimming!.Minimum.Value / 1000, site.Dimming.Circuit));
        site = SiteFiles.Read(SiteFiles.Small() + "\ngrid_operator: { de14a: { source: http, circuit: main, pmin: 12, heartbeat: 5s, lost_after: 20s } }\n").Site!;
        Assert.Equal((12_000, 0, 5, 20), (site.Dimming!.Minimum.Value, site.Dimming.Circuit, site.Dimming.Heartbeat.TotalSeconds, site.Dimming.LostAfter.TotalSeconds));
    }

    [Fact]
    public void The_signal_may_be_a_contact_behind_a_Modbus_device() => Assert.Equal(
        new DigitalInput("10.0.0.9", 502, 3, 3, 7, 2, ActiveWhenOpen: true),
        SiteFiles.Read(SiteFiles.Small() + "\ngrid_operator: { de14a: { source: digital-input, input: { tcp: \"10.0.0.9:502\", unit: 3, table: holding, register: 7, bit: 2, active: open } } }\n").Site!.Dimming!.Input);

    [Theory]
    [InlineData("source: eebus", "EC102 grid_operator.de14a.source: 'eebus' is not built yet")]
    [InlineData("source: digital-input", "EC105 grid_operator.de14a.input is missing")]
    [InlineData("source: digital-input, input: { tcp: \"10.0.0.9:502\", register: 2, bit: 16 }", "EC104 grid_operator.de14a.input.bit: 16 is outside 0 to 15")]
    [InlineData("source: digital-input, input: { tcp: \"10.0.0.9:502\", register: 2 }", "EC105 grid_operator.de14a.input.bit is missing")]
    [InlineData("source: digital-input, input: { register: 2, bit: 1 }", "EC105 grid_operator.de14a.input: neither tcp nor rtu is there")]
    [InlineData("source: digital-input, input: { rtu: /dev/ttyS0, register: 2, bit: 1 }", "EC105 grid_operator.de14a.input.baud is missing")]
    [InlineData("source: digital-input, input: { tcp: \"10.0.0.9:502\", table: coil, register: 2, bit: 1 }", "EC217 grid_operator.de14a.input.bit: a coil is one bit already")]
    [InlineData("source: http, input: { tcp: \"10.0.0.9:502\", register: 2, bit: 1 }", "EC103 grid_operator.de14a.input: the signal comes over HTTP, no contact is read")]
    [InlineData("source: http, circuit: mian", "EC201 grid_operator.de14a.circuit: there is no circuit 'mian'. Did you mean 'main'?")]
    [InlineData("source: http, pmin: 3", "EC104 grid_operator.de14a.pmin: 3 is outside 4.2kW to 10000kW")]
    [InlineData("source: http, pmin: 30", "EC336 grid_operator.de14a.pmin: 30kW are more than the 15.12kW of the formula for 5 charging points")]
    [InlineData("source: http, lost_after: 15s", "EC337 grid_operator.de14a: lost_after (15s) must be at least twice the heartbeat (10s)")]
    [InlineData("source: http", "EC334 grid_operator.de14a: without the controller, the fallbacks draw 55.2kW, more than P_min 15.12kW: dimming holds only while the controller runs")]
    public void Dimming_is_checked(string keys, string finding) =>
        Assert.Contains(SiteFiles.Findings(SiteFiles.Small() + $"\ngrid_operator: {{ de14a: {{ {keys} }} }}\n"), found => found.Contains(finding, StringComparison.Ordinal));

    [Fact]
    public void The_summary_says_what_comes_and_goes()
    {
        using var output = new StringWriter { NewLine = "\n" };
        SiteSummary.Write(SiteFiles.Read(With("meter: m, limits: [ { name: night, days: mo-fr, from: 22:00, to: 06:00, kw: 90 } ], demand: { kw: 80, month_peak: true }") + "\ngrid_operator: { de14a: { source: http } }\n").Site!, output);
        Assert.Contains("limit 'night': 90kW, mo tu we th fr 22:00 to 06:00 of the next day\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("contract demand: 80kW mean of 15min, or the month's peak so far\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Dimming by the grid operator: all stations together keep 15.12kW; a signal not repeated for 30s dims\n", output.ToString(), StringComparison.Ordinal);
    }

    private static string With(string more) =>
        SiteFiles.Small().Replace("    uncontrolled: { assumed: 10A }", $"    uncontrolled: {{ assumed: 10A }}\n{string.Concat(Split(more).Select(line => $"    {line}\n"))}", once: true)
        + (more.Contains("meter: m", StringComparison.Ordinal) ? Meters : "");

    // "meter: m, demand: {...}" as lines of the circuit's block.
    private static IEnumerable<string> Split(string keys) => keys.StartsWith("meter: m, ", StringComparison.Ordinal)
        ? ["meter: m", .. Split(keys["meter: m, ".Length..])]
        : keys.IndexOf("], demand:", StringComparison.Ordinal) is > 0 and var at ? [keys[..(at + 1)], keys[(at + 3)..]] : [keys];
}
