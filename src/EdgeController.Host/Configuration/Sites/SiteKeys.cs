using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The keys of the site file.</summary>
public static class SiteKeys
{
    public static KeyTable Table { get; } = new(
    [
        new("schema", KeyKind.Integer, "Version of the site file's format.") { Required = true, Min = 1, Max = 1, Example = "1" },
        .. SiteSection(),
        .. Meters(),
        .. Circuits(),
        .. TimedLimits(),
        new("stations", KeyKind.Section, "The charging stations.") { Required = true },
        new("stations.defaults", KeyKind.Section, "What holds for every station that does not say otherwise."),
        .. Station("stations.defaults"),
        new("stations.list", KeyKind.List, "Groups of like stations.") { Required = true },
        new("stations.list.*.ids", KeyKind.Texts, "OCPP identities: one, a range such as N1-{01..12}, or a list of both.") { Required = true, Example = "\"N1-{01..12}\"" },
        new("stations.list.*.circuit", KeyKind.Reference, "The circuit that the stations hang on.") { Required = true, Example = "main" },
        .. Station("stations.list.*"),
        .. BackEnds(),
        .. Resources(),
        .. GridOperator(),
        .. TariffSection.Keys,
        .. PlanningSection.Keys,
        .. PolicyKeys.All,
        .. MqttKeys.All,
        NotBuilt("http", "The page and the HTTP interface."),
    ]);

    private static KeySpec NotBuilt(string path, string help) => new(path, KeyKind.Text, help) { Built = false };

    private static KeySpec[] SiteSection() =>
    [
        new("site", KeyKind.Section, "What holds for the whole site.") { Required = true },
        new("site.name", KeyKind.Text, "The site's name as people say it.") { Required = true, Example = "Garage Nord" },
        new("site.timezone", KeyKind.Text, "IANA time zone.") { Required = true, Example = "Europe/Berlin" },
        new("site.country", KeyKind.Choice, "Turns on the rules of a country: the permitted unbalance between phases (DE 20 A, AT 16 A). Elsewhere leave it out.") { Choices = CountryRules.Codes, Example = "DE" },
        new("site.nominal_voltage", KeyKind.Volts, "Voltage between a phase and neutral.") { Default = "230", Min = 100, Max = 300, UnitInKey = true, Example = "230" },
        new("site.safety", KeyKind.Section, "How far the controller stays from the limits."),
        new("site.safety.margin", KeyKind.Section, "What the controller stays below each breaker's value."),
        new("site.safety.margin.percent", KeyKind.Percent, "Part of each limit that is never used.") { Default = "3", Min = 0, Max = 50, UnitInKey = true, Example = "3" },
        new("site.safety.margin.amps", KeyKind.Amps, "Current of each limit that is never used, after the percentage.") { Default = "1", Min = 0, Max = 100, UnitInKey = true, Example = "1" },
        new("site.safety.meter_stale", KeyKind.Section, "Age of a meter's last good sample at which something is done."),
        new("site.safety.meter_stale.no_increase", KeyKind.Duration, "No limit is raised beyond this age.") { Default = "5s", Min = 1, Max = 60, Example = "5s" },
        new("site.safety.meter_stale.blind", KeyKind.Duration, "The meter counts as blind beyond this age: the assumption holds.") { Default = "15s", Min = 2, Max = 300, Example = "15s" },
        NotBuilt("site.safety.unverified_fallback", "What happens before the drop test has passed."),
    ];

    private static KeySpec[] Meters() =>
    [
        new("meters", KeyKind.Named, "Meters by name."),
        new("meters.*.template", KeyKind.Reference, "Register map of the exact model; 'templates' lists them. Required but for a meter over MQTT.") { Example = "janitza-umg96rm" },
        new("meters.*.connection", KeyKind.Section, "Where the meter is. Required but for a meter over MQTT."),
        new("meters.*.connection.tcp", KeyKind.Endpoint, "Address and port of the meter or of its gateway.") { Example = "192.168.10.20:502" },
        .. BusKeys.Serial("meters.*.connection"),
        new("meters.*.connection.unit", KeyKind.Integer, "Modbus unit id; without it as the model is delivered, mostly 1.") { Min = 0, Max = 247, Example = "1" },
        new("meters.*.role", KeyKind.Choice, "grid: the meter at the connection to the grid; pv, battery: the own meter of a resource under der.") { Choices = ["grid", "pv", "battery"], ChoicesNotBuilt = ["io"] },
        new("meters.*.poll", KeyKind.Duration, "Time between two readings.") { Default = "1s", Min = 0.2, Max = 60, Example = "1s" },
        new("meters.*.phases", KeyKind.PhaseList, "Site phase at each of the meter's terminals.") { Default = "[L1, L2, L3]", Example = "[L1, L2, L3]" },
        .. MqttKeys.Meter,
    ];

    private static KeySpec[] Circuits() =>
    [
        new("circuits", KeyKind.Named, "Circuits by name: whatever has a breaker.") { Required = true },
        new("circuits.*.parent", KeyKind.Reference, "The circuit that feeds this one; without it the circuit is a root."),
        new("circuits.*.limit", KeyKind.Section, "What is printed on the breaker, and what the contract says.") { Required = true },
        new("circuits.*.limit.amps", KeyKind.PhaseAmps, "Rated current of the breaker: one value, or one for each phase.") { Required = true, Min = 1, Max = 6300, UnitInKey = true, Example = "100" },
        new("circuits.*.limit.kw", KeyKind.Kilowatts, "Contracted power over all phases.") { Min = 0.1, Max = 10000, UnitInKey = true, Example = "170" },
        new("circuits.*.limit.kva", KeyKind.Kilovoltamperes, "Apparent power over all phases that the connection or the transformer carries.") { Min = 0.1, Max = 10000, UnitInKey = true, Example = "180" },
        new("circuits.*.bus", KeyKind.PhaseAmps, "What the busbar behind the breaker carries, for circuits into which PV or batteries feed; default: as much as the breaker.") { Min = 1, Max = 6300, Example = "125A" },
        new("circuits.*.export_limit", KeyKind.Kilowatts, "Highest power that may flow out of the circuit; 0kW for none. Kept by curtailing the PV below it; the circuit needs a meter.") { Min = 0, Max = 10000, Example = "10kW" },
        new("circuits.*.unbalance", KeyKind.Amps, "How far single- and two-phase vehicles may load two phases differently, or none for any; default: the country's value for roots.") { Min = 1, Max = 6300, Choices = ["none"], Example = "20A" },
        new("circuits.*.meter", KeyKind.Texts, "The meter that measures all that flows through this circuit, or two of which the better one counts, and the higher value while both are good.") { Example = "grid" },
        new("circuits.*.uncontrolled", KeyKind.Section, "Load on this circuit that is no charging station and in no child circuit.") { Required = true },
        new("circuits.*.uncontrolled.assumed", KeyKind.PhaseAmps, "The highest such load, for when no meter tells it: one value, or one for each phase.") { Required = true, Min = 0, Max = 6300, Example = "6A" },
    ];

    private static KeySpec[] TimedLimits() =>
    [
        new("circuits.*.limits", KeyKind.List, "Limits that hold at certain times, in the site's time zone; they can only lower."),
        new("circuits.*.limits.*.name", KeyKind.Text, "What the limit is called where it is the reason.") { Example = "peak hours" },
        new("circuits.*.limits.*.days", KeyKind.Weekdays, "Days on which the window begins: one, a range, or a list of both.") { Default = "mo-su", Example = "mo-fr" },
        new("circuits.*.limits.*.from", KeyKind.TimeOfDay, "When the window begins.") { Default = "\"00:00\"", Example = "\"17:00\"" },
        new("circuits.*.limits.*.to", KeyKind.TimeOfDay, "When it ends; on the next day where that is not after 'from'.") { Default = "\"24:00\"", Example = "\"20:00\"" },
        new("circuits.*.limits.*.dates", KeyKind.YearSpan, "Part of every year in which it begins, both days included.") { Example = "\"11-01..03-31\"" },
        new("circuits.*.limits.*.amps", KeyKind.PhaseAmps, "Current per phase: one value, or one for each phase.") { Min = 0, Max = 6300, UnitInKey = true, Example = "160A" },
        new("circuits.*.limits.*.kw", KeyKind.Kilowatts, "Power over all phases.") { Min = 0, Max = 10000, UnitInKey = true, Example = "90" },
        new("circuits.*.demand", KeyKind.Section, "What the contract allows as the mean import of each clock-aligned period."),
        new("circuits.*.demand.kw", KeyKind.Kilowatts, "Highest mean import.") { Required = true, Min = 0.1, Max = 10000, UnitInKey = true, Example = "120" },
        new("circuits.*.demand.period", KeyKind.Choice, "Length of a period.") { Default = "15min", Choices = ["15min"] },
        new("circuits.*.demand.month_peak", KeyKind.Flag, "The highest mean of the month so far may be used again.") { Default = "false", Example = "true" },
    ];

    private static KeySpec[] GridOperator() =>
    [
        new("grid_operator", KeyKind.Section, "Limits that the grid operator sets."),
        new("grid_operator.de14a", KeyKind.Section, "Dimming of the charging stations (section 14a EnWG)."),
        new("grid_operator.de14a.source", KeyKind.Choice, "Where the signal comes from: http, POST /api/v1/grid-operator/dimming; or digital-input, a contact behind a Modbus device.") { Required = true, Choices = ["http", "digital-input"], ChoicesNotBuilt = ["mqtt", "eebus"], Example = "http" },
        new("grid_operator.de14a.input", KeyKind.Section, "The contact behind a Modbus device; read every second."),
        new("grid_operator.de14a.input.tcp", KeyKind.Endpoint, "Address and port of the device or of its gateway.") { Example = "192.168.10.30:502" },
        .. BusKeys.Serial("grid_operator.de14a.input"),
        new("grid_operator.de14a.input.unit", KeyKind.Integer, "Modbus unit id.") { Default = "1", Min = 0, Max = 247, Example = "1" },
        new("grid_operator.de14a.input.table", KeyKind.Choice, "What it is: a register, input (function code 4) or holding (3), or a bit of its own, coil (1) or discrete (2).") { Default = "input", Choices = ["input", "holding", "coil", "discrete"] },
        new("grid_operator.de14a.input.register", KeyKind.Integer, "Address of the register, coil or discrete input, from 0.") { Required = true, Min = 0, Max = 65535, Example = "0" },
        new("grid_operator.de14a.input.bit", KeyKind.Integer, "Number of the bit in a register; 0 is the lowest. A coil or discrete input has none.") { Min = 0, Max = 15, Example = "0" },
        new("grid_operator.de14a.input.active", KeyKind.Choice, "closed: the bit at 1 dims; open: the bit at 0 dims, and so does a broken wire.") { Default = "closed", Choices = ["closed", "open"] },
        new("grid_operator.de14a.circuit", KeyKind.Reference, "The circuit whose stations are dimmed; without it all of the site's are."),
        new("grid_operator.de14a.pmin", KeyKind.Kilowatts, "What all charging together keeps while dimmed: auto, by the formula of BK6-22-300, or a power.") { Default = "auto", Choices = ["auto"], Min = 4.2, Max = 10000, UnitInKey = true, Example = "auto" },
        new("grid_operator.de14a.heartbeat", KeyKind.Duration, "How often the signal is repeated.") { Default = "10s", Min = 1, Max = 60, Example = "10s" },
        new("grid_operator.de14a.lost_after", KeyKind.Duration, "A signal that was not repeated for so long is lost.") { Default = "30s", Min = 2, Max = 300, Example = "30s" },
        new("grid_operator.de14a.failsafe", KeyKind.Choice, "What a lost signal counts as: pmin, dimmed.") { Default = "pmin", Choices = ["pmin"] },
    ];

    private static KeySpec[] Resources() =>
    [
        new("der", KeyKind.Named, "PV arrays and batteries by name. The controller counts them where they are, and steers those with 'control' or 'curtail'."),
        new("der.*.kind", KeyKind.Choice, "What it is; not needed where its meter's role says it.") { Choices = ["pv", "battery"] },
        new("der.*.circuit", KeyKind.Reference, "The circuit that it hangs on.") { Required = true, Example = "main" },
        new("der.*.max", KeyKind.Kilowatts, "Highest power at its terminals, in either direction.") { Required = true, Min = 0.1, Max = 10000, Example = "30kW" },
        new("der.*.phases", KeyKind.Rotation, "Site phases that it is wired to.") { Default = "L1L2L3", Example = "L1L2L3" },
        new("der.*.meter", KeyKind.Reference, "Its own meter, which shows what it feeds in as negative."),
        new("der.*.charging", KeyKind.Choice, "added: a battery's charging comes on top of the circuit's uncontrolled.assumed; assumed: it is in there already.") { Default = "added", Choices = ["added", "assumed"] },
        .. ResourceKeys.All,
    ];

    private static KeySpec[] Station(string at) =>
    [
        new($"{at}.connectors", KeyKind.Integer, "EVSEs of each station.") { Default = "1", Min = 1, Max = 16, Example = "1" },
        new($"{at}.rotation", KeyKind.Rotation, "Site phase at each of the station's terminals; auto-cycle: L1L2L3, L2L3L1, L3L1L2 in turn.") { Default = "L1L2L3", Choices = ["auto-cycle"], Example = "L1L2L3" },
        new($"{at}.current", KeyKind.Choice, "ac, or dc: then max, min and fallback are the power at the vehicle.") { Default = "ac", Choices = ["ac", "dc"] },
        new($"{at}.max", KeyKind.Rating, "Highest current per phase that the hardware offers at each EVSE; dc: highest power.") { Min = 1, Max = 1000, Example = "16A" },
        new($"{at}.min", KeyKind.Rating, "Least current per phase that can be offered at all; dc: least power, which has no default.") { Default = "6A", Min = 1, Max = 1000, Example = "6A" },
        new($"{at}.fallback", KeyKind.Rating, "What each EVSE keeps when the controller is gone: 0A (dc: 0kW), or at least min.") { Min = 0, Max = 1000, Example = "6A" },
        new($"{at}.total", KeyKind.Rating, "Highest current per phase, or power, of all EVSEs of one station together.") { Min = 1, Max = 6300, Example = "32A" },
        new($"{at}.cable", KeyKind.Amps, "What the cable to the vehicle carries per phase, where that is less than max (ac only).") { Min = 6, Max = 1000, Example = "20A" },
        new($"{at}.efficiency", KeyKind.Number, "dc: power at the vehicle divided by the power that the grid gives for it.") { Default = "0.92", Min = 0.5, Max = 1, Example = "0.92" },
        new($"{at}.standby", KeyKind.Kilowatts, "dc: what the whole station takes at all times.") { Default = "300W", Min = 0, Max = 50, Example = "300W" },
        new($"{at}.phase_switching", KeyKind.Flag, "The station can charge on one phase or on three, by the number of phases that it is told (ac, three phases).") { Default = "false", Example = "true" },
        new($"{at}.lease", KeyKind.Choice, "How long an allocation lives in the station: auto, by what the station can do.") { Default = "auto", Choices = ["auto"] },
        new($"{at}.storage", KeyKind.Choice, "Where the station keeps charging profiles: decides how long leases are and how many writes a day it is spared beyond (flash 48, wear-levelled 300, ram and dynamic any number). dynamic needs OCPP 2.1.") { Default = "wear-levelled", Choices = ["flash", "wear-levelled", "ram", "dynamic"] },
        new($"{at}.drop_test", KeyKind.Choice, "passed: it was seen on site that the station falls to its fallback by itself when a lease ends, and keeps it after a power cut. Then its fallback, not its maximum, counts where the breaker must stand all stations at once.") { Choices = ["passed"], Example = "passed" },
        new($"{at}.csms", KeyKind.Reference, "Name of the station's back end, or none; otherwise the back ends' own lists decide."),
        NotBuilt($"{at}.ocpp", "OCPP versions that the station may speak."),
        NotBuilt($"{at}.security", "OCPP security profile."),
        .. V2xSection.Keys(at),
        .. PolicyKeys.Terms(at),
    ];

    private static KeySpec[] BackEnds() =>
    [
        new("csms", KeyKind.Named, "Back ends by name, or none: the controller itself is the back end.") { Required = true, Choices = ["none"], Example = "none" },
        new("csms.*.url", KeyKind.WebSocketUrl, "Endpoint to which the station's identity is appended.") { Required = true, Example = "wss://csms.example.com/ocpp" },
        new("csms.*.stations", KeyKind.Texts, "Stations of this back end: identities, ranges, or patterns with *.") { Default = "\"*\"", Example = "\"*\"" },
        new("csms.*.profiles", KeyKind.Choice, "What becomes of the back end's charging profiles: they lower what the controller gives (cap), the same and the station gets those that cannot raise anything (forward), or they are refused (reject).") { Default = "cap", Choices = ["cap", "forward", "reject"] },
        new("csms.*.identity", KeyKind.Text, "Identity as which the controller itself connects to the back end, as a station without EVSEs: the back end may limit all its stations together there, and hears of the site's own limits. Without it the controller does not.") { Example = "GARAGE-NORD" },
        new("csms.*.identity_ocpp", KeyKind.Choice, "OCPP version of that connection.") { Default = "2.0.1", Choices = ["1.6", "2.0.1", "2.1"], Example = "2.0.1" },
        new("csms.*.offline", KeyKind.Choice, "What becomes of the stations' messages while the back end is away. keep: they are answered here, and what belongs to a transaction is kept and brought to it later; mirror-close: the stations' connections are closed and refused until it is back (OCPP 2.0.1 part 4, 6.3).") { Default = "keep", Choices = ["keep", "mirror-close"], Example = "keep" },
        new("csms.*.offline_tokens", KeyKind.Texts, "Tokens (1.6 idTag, 2.x idToken) that may charge while the back end is away even if it has never been asked about them.") { Example = "[04A1B2C3D4, DEPOT-KEY]" },
        new("csms.*.offline_unknown", KeyKind.Choice, "A token of which nothing is known while the back end is away.") { Default = "reject", Choices = ["reject", "accept"], Example = "reject" },
        new("csms.*.on_rejected_start", KeyKind.Choice, "A transaction that was accepted while the back end was away and that it refuses afterwards: stop ends it at the station, continue lets it go on.") { Default = "stop", Choices = ["stop", "continue"], Example = "stop" },
        NotBuilt("csms.*.security", "OCPP security profile."),
        new("tokens", KeyKind.Texts, "Tokens (1.6 idTag, 2.x idToken) that may charge at stations without a back end (csms: none); without this key everyone may.") { Example = "[04A1B2C3D4, DEPOT-KEY]" },
    ];
}
