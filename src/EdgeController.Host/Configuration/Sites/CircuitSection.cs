using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads the circuits and brings them into an order in which parents stand before their children.</summary>
internal static class CircuitSection
{
    internal static (ImmutableArray<Circuit> Circuits, ImmutableArray<Entry> Entries) Read(
        Entry? section, Entry? meterSection, ImmutableArray<Meter> meters, IReadOnlySet<string> metersOfResources, Amperes? unbalanceOfRoots, DiagnosticList diagnostics)
    {
        var entries = section?.Children ?? [];
        var parents = ReadParents(entries, diagnostics);
        var ordered = Order(entries, parents);
        var metersOf = ReadMeters(entries, meterSection, metersOfResources, diagnostics);
        var indexes = ordered.Select((entry, index) => (entry.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
        var circuits = ImmutableArray.CreateBuilder<Circuit>(ordered.Count);
        foreach (var entry in ordered)
        {
            int? parent = parents[entry.Name] is { } name ? indexes[name] : null;
            ImmutableArray<int> above = parent is { } index ? circuits[index].PathToRoot : [];
            var limit = entry.Find("limit");
            circuits.Add(new Circuit
            {
                Id = new CircuitId(entry.Name),
                Index = circuits.Count,
                Parent = parent,
                LimitAmps = limit?.Find("amps")?.Value as PerPhase<Amperes>? ?? PerPhase.All(new Amperes(double.PositiveInfinity)),
                LimitPower = limit?.Number("kw") is { } kw ? new Watts(kw * 1000) : null,
                LimitApparent = limit?.Number("kva") is { } kva ? new VoltAmperes(kva * 1000) : null,
                Bus = entry.Find("bus")?.Value as PerPhase<Amperes>?,
                ExportLimit = entry.Number("export_limit") is { } export ? new Watts(export * 1000) : null,
                Unbalance = entry.Find("unbalance") is { } unbalance ? (unbalance.Value is double amps ? new Amperes(amps) : null) : parent is null ? unbalanceOfRoots : null,
                Meter = IndexOf(0),
                SecondMeter = IndexOf(1),
                AssumedUncontrolled = entry.Find("uncontrolled")?.Find("assumed")?.Value as PerPhase<Amperes>? ?? PerPhase.All(Amperes.Zero),
                PathToRoot = [circuits.Count, .. above],
                Calendar = CalendarSection.Read(entry, diagnostics),
                Demand = CalendarSection.ReadDemand(entry, diagnostics),
            });

            int? IndexOf(int place) => metersOf.GetValueOrDefault(entry.Name) is { } names && names.Count > place
                ? meters.FirstOrDefault(meter => meter.Id.Value == names[place])?.Index
                : null;
        }

        return (circuits.ToImmutable(), [.. ordered]);
    }

    /// <summary>The parent of each circuit; null for a root, for an unknown parent and where a cycle had to be cut.</summary>
    private static Dictionary<string, string?> ReadParents(ImmutableArray<Entry> entries, DiagnosticList diagnostics)
    {
        var parents = entries.ToDictionary(entry => entry.Name, entry => entry.Text("parent"), StringComparer.Ordinal);
        foreach (var parent in entries.Select(entry => entry.Find("parent")).OfType<Entry>().Where(parent => parent.Value is string))
        {
            var name = (string)parent.Value!;
            if (!parents.ContainsKey(name))
            {
                diagnostics.Error(parent.Position, Codes.UnknownCircuit, $"{parent.Path}: there is no circuit '{name}'", NearestWord.Suggest(name, [.. parents.Keys]));
            }
        }

        foreach (var entry in entries)
        {
            if (parents[entry.Name] is { } name && !parents.ContainsKey(name))
            {
                parents[entry.Name] = null;
            }
        }

        foreach (var entry in entries)
        {
            var path = new List<string> { entry.Name };
            for (var above = parents[entry.Name]; above is not null && !path.Contains(above); above = parents[above])
            {
                path.Add(above);
            }

            if (parents[path[^1]] == entry.Name)
            {
                diagnostics.Error(entry.Find("parent")!.Position, Codes.CircuitCycle, $"{entry.Path}: circuits feed each other in a circle: {string.Join(" -> ", path)} -> {entry.Name}", "Remove 'parent' from the circuit that the grid feeds.");
                parents[entry.Name] = null;
            }
        }

        return parents;
    }

    private static List<Entry> Order(ImmutableArray<Entry> entries, Dictionary<string, string?> parents)
    {
        var ordered = new List<Entry>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        while (ordered.Count < entries.Length)
        {
            var next = entries.First(entry => !placed.Contains(entry.Name) && (parents[entry.Name] is not { } parent || placed.Contains(parent)));
            placed.Add(next.Name);
            ordered.Add(next);
        }

        return ordered;
    }

    /// <summary>The meters of each circuit that has some; reports unknown, shared and unused meters.</summary>
    private static Dictionary<string, List<string>> ReadMeters(ImmutableArray<Entry> entries, Entry? meterSection, IReadOnlySet<string> ofResources, DiagnosticList diagnostics)
    {
        var known = meterSection?.Children.Select(meter => meter.Name).ToList() ?? [];
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        var metersOf = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Find("meter") is not { Value: ImmutableArray<PlacedText> names } meter)
            {
                continue;
            }

            if (names.Length > 2)
            {
                diagnostics.Error(meter.Position, Codes.BadValue, $"{meter.Path}: {names.Length} meters for one circuit", "Write one, or two of which the better one counts.");
            }

            foreach (var (name, position) in names)
            {
                if (!known.Contains(name, StringComparer.Ordinal))
                {
                    diagnostics.Error(position, Codes.UnknownMeter, $"{meter.Path}: there is no meter '{name}'", NearestWord.Suggest(name, known) ?? "Describe it under 'meters'.");
                }
                else if (!users.TryAdd(name, entry.Name))
                {
                    diagnostics.Error(position, Codes.MeterUsedTwice, $"{meter.Path}: meter '{name}' already measures circuit '{users[name]}'", "A meter measures one circuit; give this circuit its own or none.");
                }
                else if (!metersOf.TryAdd(entry.Name, [name]))
                {
                    metersOf[entry.Name].Add(name);
                }
            }
        }

        foreach (var unused in (meterSection?.Children ?? []).Where(meter => !users.ContainsKey(meter.Name) && !ofResources.Contains(meter.Name) && MeterSection.HasBuiltRole(meter)))
        {
            var (user, place) = unused.Text("role") is "pv" or "battery" ? ("resource", "under 'der' at the resource") : ("circuit", "at the circuit");
            diagnostics.Warning(unused.KeyPosition, Codes.UnusedMeter, $"{unused.Path}: no {user} uses this meter", $"Write 'meter: {unused.Name}' {place} that it measures.");
        }

        return metersOf;
    }
}
