using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads the PV arrays and batteries.</summary>
internal sealed class ResourceSection(Volts nominal, ImmutableArray<Circuit> circuits, Entry? circuitSection, ImmutableArray<Meter> meters, Entry? meterSection, DiagnosticList diagnostics)
{
    private readonly Dictionary<string, string> _meterUsers = new(StringComparer.Ordinal);
    private readonly ResourceSteering _steering = new(circuits, diagnostics);

    /// <summary>The names of all meters that resources name as their own.</summary>
    internal static HashSet<string> MetersNamed(Entry? section) =>
        (section?.Children ?? []).Select(entry => entry.Text("meter")).OfType<string>().ToHashSet(StringComparer.Ordinal);

    internal ImmutableArray<EnergyResource> Read(Entry? section)
    {
        foreach (var circuit in circuitSection?.Children ?? [])
        {
            foreach (var (taken, _) in circuit.Find("meter")?.Value is ImmutableArray<PlacedText> names ? names : [])
            {
                _meterUsers.TryAdd(taken, $"circuit '{circuit.Name}'");
            }
        }

        var resources = ImmutableArray.CreateBuilder<EnergyResource>();
        foreach (var entry in section?.Children ?? [])
        {
            var meter = ReadMeter(entry);
            var kind = ReadKind(entry, meter);
            var circuit = ReadCircuit(entry);
            if (kind is null || circuit is null || entry.Number("max") is not { } kilowatts)
            {
                continue;
            }

            resources.Add(_steering.Read(entry, kind.Value, circuit, meters.FirstOrDefault(one => one.Id.Value == meter?.Name)) with
            {
                Id = entry.Name,
                Index = resources.Count,
                Kind = kind.Value,
                Circuit = circuit.Index,
                Max = new Watts(kilowatts * 1000),
                Wired = (entry.Find("phases")?.Value as PhaseRotation ?? PhaseRotation.L1L2L3).Wired,
                Meter = meters.FirstOrDefault(one => one.Id.Value == meter?.Name)?.Index,
                ChargingIsAssumed = entry.Text("charging") == "assumed",
            });
            CheckCharging(entry, circuit, resources);
        }

        _steering.CheckExports(circuitSection, resources);
        return resources.ToImmutable();
    }

    /// <summary>An assumption can hold the charging of batteries only where it is at least as high.</summary>
    private void CheckCharging(Entry entry, Circuit circuit, ImmutableArray<EnergyResource>.Builder resources)
    {
        var assumption = circuitSection?.Find(circuit.Id.Value)?.Find("uncontrolled")?.Find("assumed");
        if (!resources[^1].ChargingIsAssumed || entry.Find("charging") is not { } charging || assumption?.Value is null)
        {
            return;
        }

        var held = resources.Where(one => one.Circuit == circuit.Index && one.ChargingIsAssumed).Select(one => one.MaxCurrent(nominal)).ToList();
        var worst = PerPhase.Each.MaxBy(phase => held.Sum(current => current[phase].Value) - circuit.AssumedUncontrolled[phase].Value);
        var (sum, assumed) = (held.Sum(current => current[worst].Value), circuit.AssumedUncontrolled[worst].Value);
        if (sum > assumed + 1e-6)
        {
            diagnostics.Error(
                charging.Position,
                Codes.ChargingNotAssumed,
                FormattableString.Invariant($"{charging.Path}: charging takes {sum:0.##}A on {worst}, more than the {assumed:0.##}A of circuits.{circuit.Id}.uncontrolled.assumed that are to hold it"),
                "Remove 'charging', so that it counts on top, or raise the assumption.");
        }
    }

    private Circuit? ReadCircuit(Entry entry)
    {
        if (entry.Find("circuit") is not { Value: string name } key)
        {
            return null;
        }

        var circuit = circuits.FirstOrDefault(one => one.Id.Value == name);
        if (circuit is null)
        {
            diagnostics.Error(key.Position, Codes.UnknownCircuit, $"{key.Path}: there is no circuit '{name}'", NearestWord.Suggest(name, [.. circuits.Select(one => one.Id.Value)]));
        }

        return circuit;
    }

    private Entry? ReadMeter(Entry entry)
    {
        if (entry.Find("meter") is not { Value: string name } key)
        {
            return null;
        }

        var known = meterSection?.Children ?? [];
        var meter = known.FirstOrDefault(one => one.Name == name);
        if (meter is null)
        {
            diagnostics.Error(key.Position, Codes.UnknownMeter, $"{key.Path}: there is no meter '{name}'", NearestWord.Suggest(name, [.. known.Select(one => one.Name)]) ?? "Describe it under 'meters'.");
        }
        else if (!_meterUsers.TryAdd(name, entry.Path))
        {
            diagnostics.Error(key.Position, Codes.MeterUsedTwice, $"{key.Path}: meter '{name}' already measures {_meterUsers[name]}", "A meter measures one thing; give this one its own or none.");
        }

        return meter;
    }

    private ResourceKind? ReadKind(Entry entry, Entry? meter)
    {
        var written = entry.Text("kind");
        var role = meter?.Text("role");
        var word = written ?? (role is "pv" or "battery" ? role : null);
        if (word is null && entry.Find("kind") is null && (meter is not null || entry.Find("meter") is null))
        {
            diagnostics.Error(entry.KeyPosition, Codes.ResourceKind, $"{entry.Path}: neither 'kind' nor its meter's role says what it is", "Write 'kind: pv' or 'kind: battery'.");
        }
        else if (role is not null && word is not null && role != word)
        {
            diagnostics.Error(entry.Find("kind")!.Position, Codes.ResourceKind, $"{entry.Path}: it is a {word}, but its meter '{meter!.Name}' has the role '{role}'", $"Write 'role: {word}' at the meter.");
        }

        if (entry.Find("charging") is { Value: not null } charging && word == "pv")
        {
            diagnostics.Error(charging.Position, Codes.ResourceKind, $"{charging.Path}: PV does not charge", "Remove it.");
        }

        return word switch
        {
            "pv" => ResourceKind.Pv,
            "battery" => ResourceKind.Battery,
            _ => null,
        };
    }
}
