using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.SunSpec;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads how PV and batteries are steered, and checks that what is asked for can be done and measured.</summary>
internal sealed class ResourceSteering(ImmutableArray<Circuit> circuits, DiagnosticList diagnostics)
{
    private const string Battery = "sunspec-storage";
    private static readonly string[] OfBatteries = ["mode", "target", "usable"];

    private const string Inverter = "sunspec-inverter";

    /// <summary>The resource with its steering; everything else is still to be filled in.</summary>
    internal EnergyResource Read(Entry entry, ResourceKind kind, Circuit circuit, Meter? meter)
    {
        var (right, wrong) = kind == ResourceKind.Battery ? ("control", "curtail") : ("curtail", "control");
        if (entry.Find(wrong) is { } other)
        {
            Error(other.KeyPosition, $"{other.Path}: a {Word(kind)} is steered under '{right}'", $"Write '{right}' in place of '{wrong}'.");
        }

        var control = entry.Find(right) is { } section ? Control(section, kind, meter) : null;
        if (control is not null && meter is null)
        {
            Error(entry.KeyPosition, $"{entry.Path}: it is steered, but nothing measures what it does", "Give it a meter of its own under 'meter': what is not measured counts as no help.");
        }

        var mode = Mode(entry, kind, circuit, control is not null);
        var (low, high) = (entry.Find("usable")?.Number("soc_min") ?? 10, entry.Find("usable")?.Number("soc_max") ?? 95);
        if (low >= high)
        {
            Error(entry.Find("usable")!.Position, FormattableString.Invariant($"{entry.Path}.usable: soc_min {low}% is not below soc_max {high}%"), "Write the lower one as soc_min.");
        }

        return new EnergyResource
        {
            Id = entry.Name,
            Index = 0,
            Kind = kind,
            Circuit = circuit.Index,
            Max = Watts.Zero,
            Control = control,
            Mode = mode,
            PeakTarget = entry.Number("target") is { } kilowatts ? new Watts(kilowatts * 1000) : null,
            SocMin = low / 100,
            SocMax = high / 100,
        };
    }

    /// <summary>An export limit needs a meter that shows it and PV that can be held back.</summary>
    internal void CheckExports(Entry? circuitSection, IReadOnlyList<EnergyResource> resources)
    {
        foreach (var circuit in circuits)
        {
            if (circuit.ExportLimit is null || circuitSection?.Find(circuit.Id.Value)?.Find("export_limit") is not { } key)
            {
                continue;
            }

            if (circuit.Meter is null)
            {
                Error(key.Position, $"{key.Path}: {circuit.Id} has no meter, so that nobody sees what leaves it", "Give the circuit a meter, or write the limit at one that has.");
            }
            else if (!resources.Any(one => one is { Kind: ResourceKind.Pv, Control: not null } && circuits[one.Circuit].PathToRoot.Contains(circuit.Index)))
            {
                Error(key.Position, $"{key.Path}: nothing below {circuit.Id} can be held back", "Add 'curtail' to the PV under 'der'.");
            }
            else
            {
                CheckAlone(circuit, key, [.. resources.Where(one => circuits[one.Circuit].PathToRoot.Contains(circuit.Index))]);
            }
        }
    }

    /// <summary>Only model 704 can be told what to fall to, and only the device tells which models it has.</summary>
    private void CheckAlone(Circuit circuit, Entry key, EnergyResource[] below)
    {
        if (ExportAlone.Highest(below, circuit, one => one.Control!.Model == 704) is var most && ExportAlone.Exceeds(most, circuit))
        {
            diagnostics.Warning(
                key.Position,
                Codes.ExportAlone,
                FormattableString.Invariant($"{key.Path}: while nobody steers, up to {most.Value / 1000:0.#}kW leave {circuit.Id}, more than its {circuit.ExportLimit!.Value.Value / 1000:0.#}kW: inverters with SunSpec model 123 feed in freely once they forget their order"),
                "Give the inverters a permanent limit of their own and write it as 'own_limit' under 'curtail', or write 'template: sunspec-704' where they have that model.");
        }
    }

    private ResourceControl? Control(Entry section, ResourceKind kind, Meter? meter)
    {
        if (section.Text("template") is not { } template)
        {
            return null;
        }

        if (template is not "sunspec-704" && Standard(template) != kind)
        {
            Error(section.Find("template")!.Position, $"{section.Path}.template: '{template}' is not for a {Word(kind)}", $"Write '{(kind == ResourceKind.Battery ? Battery : Inverter)}'.");
            return null;
        }

        var connection = section.Find("connection");
        var own = meter is not null && SunSpecUnit.KindOf(meter.Template) is SunSpecKind.Inverter or SunSpecKind.Storage ? meter : null;
        if (connection is null && own is null)
        {
            Error(section.KeyPosition, $"{section.Path}: where is the device? Its meter is none of SunSpec", "Add 'connection: { tcp: ADDRESS:502 }', or give it a meter with a sunspec template.");
            return null;
        }

        var endpoint = connection?.Find("tcp")?.Value as Endpoint;
        return connection is not null && endpoint is null ? null : new ResourceControl(
            kind == ResourceKind.Battery ? Battery : Inverter,
            endpoint?.Host ?? own!.Host,
            endpoint?.Port ?? own!.Port,
            connection is null ? own!.Unit : connection.Integer("unit") ?? 1,
            section.Duration("revert") ?? TimeSpan.FromSeconds(60))
        {
            OwnLimit = section.Number("own_limit") is { } kilowatts ? new Watts(kilowatts * 1000) : null,
            Model = template switch { "sunspec-704" => 704, "sunspec-123" => 123, "sunspec-124" => 124, _ => null },
        };
    }

    private ResourceMode Mode(Entry entry, ResourceKind kind, Circuit circuit, bool steered)
    {
        if (kind == ResourceKind.Pv)
        {
            foreach (var key in OfBatteries.Select(entry.Find).OfType<Entry>())
            {
                Error(key.KeyPosition, $"{key.Path}: that is for batteries", "Remove it.");
            }

            return ResourceMode.Off;
        }

        var mode = entry.Text("mode") switch
        {
            "peak-shaving" => ResourceMode.PeakShaving,
            "plan" => ResourceMode.Plan,
            "off" => ResourceMode.Off,
            "self-consumption" => ResourceMode.SelfConsumption,
            _ => steered ? ResourceMode.SelfConsumption : ResourceMode.Off,
        };
        if (mode != ResourceMode.Off && !steered && entry.Find("control") is null)
        {
            Error(entry.Find("mode")!.Position, $"{entry.Path}.mode: nothing says how the battery is steered", "Add 'control', or remove 'mode'.");
        }

        if (mode == ResourceMode.PeakShaving && entry.Find("target") is null)
        {
            Error(entry.Find("mode")!.Position, $"{entry.Path}.mode: peak-shaving needs a target", "Add 'target: 40kW', the import that the battery is to hold.");
        }

        if (mode is ResourceMode.PeakShaving or ResourceMode.SelfConsumption && circuits[circuit.PathToRoot[^1]] is { Meter: null } root)
        {
            Error(entry.KeyPosition, $"{entry.Path}: {root.Id} has no meter, so that nobody sees what the battery is to hold", $"Give circuits.{root.Id} a meter, or write 'mode: off'.");
        }

        return mode;
    }

    private static ResourceKind Standard(string template) => template is "sunspec-storage" or "sunspec-124" ? ResourceKind.Battery : ResourceKind.Pv;

    private void Error(TextPosition at, string what, string advice) => diagnostics.Error(at, Codes.ResourceSteering, what, advice);

    private static string Word(ResourceKind kind) => kind == ResourceKind.Battery ? "battery" : "PV array";
}
