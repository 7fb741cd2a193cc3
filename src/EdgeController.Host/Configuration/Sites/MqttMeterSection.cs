using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads a meter whose values come over MQTT.</summary>
internal static class MqttMeterSection
{
    private static readonly string[] OfModbus = ["template", "connection", "poll"];
    private static readonly string[] Required = ["template", "connection"];

    /// <summary>Whether the meter comes over MQTT; says what is missing where it does not, and what has no effect where it does.</summary>
    internal static bool Takes(Entry meter, DiagnosticList diagnostics)
    {
        if (meter.Find("mqtt") is null)
        {
            foreach (var missing in Required.Where(name => meter.Find(name) is null))
            {
                diagnostics.Error(meter.KeyPosition, Codes.MissingKey, $"{meter.Path}.{missing} is missing", missing == "template"
                    ? "Register map of the exact model; 'templates' lists them. Write for example 'template: janitza-umg96rm', or 'mqtt:' for a meter over MQTT."
                    : "Where the meter is.");
            }

            return false;
        }

        foreach (var unused in OfModbus.Select(meter.Find).OfType<Entry>())
        {
            diagnostics.Error(unused.KeyPosition, Codes.WithoutEffect, $"{unused.Path}: the meter's values come over MQTT, so that {unused.Name} has no effect", $"Remove {unused.Name}, or remove mqtt.");
        }

        return true;
    }

    internal static Meter Read(Entry meter, int index, DiagnosticList diagnostics)
    {
        var entry = meter.Find("mqtt")!;
        var refresh = entry.Duration("refresh") ?? TimeSpan.FromSeconds(1);
        var ttl = entry.Duration("ttl") ?? TimeSpan.FromSeconds(10);
        if (ttl < refresh * 2 && entry.Find("ttl") is not { Value: null } && entry.Find("refresh") is not { Value: null })
        {
            diagnostics.Error((entry.Find("ttl") ?? entry.Find("refresh"))!.Position, Codes.TtlTooShort, FormattableString.Invariant(
                $"{entry.Path}: ttl ({ttl.TotalSeconds}s) must be at least twice refresh ({refresh.TotalSeconds}s)"), "One late message must not make the meter stale.");
        }

        var read = new MqttMeter
        {
            Voltage = PerTerminal(entry, "voltage", diagnostics),
            Current = PerTerminal(entry, "current", diagnostics),
            Power = PerTerminal(entry, "power", diagnostics),
            Total = Value(entry, "power", diagnostics),
            StateOfCharge = Value(entry, "soc", diagnostics),
            TimePath = entry.Text("time"),
            Ttl = ttl,
        };
        CheckValues(meter, entry, read, diagnostics);
        return new Meter
        {
            Id = new MeterId(meter.Name),
            Index = index,
            Template = "mqtt",
            Host = "",
            Port = 0,
            Unit = 0,
            Poll = refresh,
            Refresh = refresh > TimeSpan.FromSeconds(1) ? refresh : TimeSpan.Zero,
            Phases = meter.Find("phases")?.Value as PhaseRotation ?? PhaseRotation.L1L2L3,
            Mqtt = read,
        };
    }

    private static void CheckValues(Entry meter, Entry entry, MqttMeter read, DiagnosticList diagnostics)
    {
        if (entry.Find("values") is not { Children.IsEmpty: false } values)
        {
            return;
        }

        if (values.Find("soc") is { } soc && meter.Text("role") != "battery")
        {
            diagnostics.Error(soc.KeyPosition, Codes.WithoutEffect, $"{soc.Path}: only the meter of a battery has a state of charge", "Remove it, or write 'role: battery'.");
        }

        // Half of the phases proves nothing, and a current without the sign of its power could be export.
        var missing = PerPhase.Each.SelectMany(phase => new[] { (Name: $"current_l{(int)phase + 1}", Value: read.Current[phase]), (Name: $"power_l{(int)phase + 1}", Value: read.Power[phase]) })
            .Where(one => one.Value is null && values.Find(one.Name) is null).Select(one => one.Name).ToList();
        var alone = meter.Text("role") is "pv" or "battery" && values.Find("power") is not null && missing.Count == 6;
        if (missing.Count > 0 && !alone)
        {
            diagnostics.Error(values.KeyPosition, Codes.MqttValueMissing, $"{values.Path}: {string.Join(", ", missing)} missing", meter.Text("role") is "pv" or "battery"
                ? "Give current and power of each phase, or 'power' alone."
                : "Give current and power of each phase: the guard limits current, and needs its direction.");
        }
    }

    private static PerPhase<MqttValue?> PerTerminal(Entry entry, string what, DiagnosticList diagnostics) =>
        new(Value(entry, $"{what}_l1", diagnostics), Value(entry, $"{what}_l2", diagnostics), Value(entry, $"{what}_l3", diagnostics));

    private static MqttValue? Value(Entry entry, string name, DiagnosticList diagnostics)
    {
        if (entry.Find("values")?.Find(name) is not { } value)
        {
            return null;
        }

        if ((value.Find("topic") ?? entry.Find("topic")) is not { } topic)
        {
            diagnostics.Error(value.KeyPosition, Codes.MissingKey, $"{value.Path}.topic is missing", $"Give it a topic, or give {entry.Path} one for all values.");
            return null;
        }

        return topic.Value is string at ? new MqttValue(at, value.Text("path"), MqttSection.FactorOf(value)) : null;
    }
}
