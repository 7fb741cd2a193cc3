using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads how the grid operator may dim (section 14a EnWG).</summary>
internal static class GridOperatorSection
{
    internal static DimmingRule? Read(Entry? section, ImmutableArray<Circuit> circuits, IReadOnlyList<Station> stations, DiagnosticList diagnostics)
    {
        if (section?.Find("de14a") is not { } entry)
        {
            return null;
        }

        int? scope = null;
        if (entry.Find("circuit") is { Value: string name } reference)
        {
            scope = circuits.FirstOrDefault(circuit => circuit.Id.Value == name)?.Index;
            if (scope is null)
            {
                diagnostics.Error(reference.Position, Codes.UnknownCircuit, $"{reference.Path}: there is no circuit '{name}'", NearestWord.Suggest(name, [.. circuits.Select(known => known.Id.Value)]));
            }
        }

        var devices = stations.Where(station => scope is null || circuits[station.Circuit].PathToRoot.Contains(scope.Value)).Sum(station => station.Evses.Length);
        var least = DimmingRule.MinimumOf(devices);
        var rule = new DimmingRule
        {
            Circuit = scope,
            Minimum = entry.Number("pmin") is { } kw ? new Watts(kw * 1000) : least,
            Input = ReadInput(entry, diagnostics),
            Heartbeat = entry.Duration("heartbeat") ?? TimeSpan.FromSeconds(10),
            LostAfter = entry.Duration("lost_after") ?? TimeSpan.FromSeconds(30),
        };
        Check(entry, rule, least, devices, diagnostics);
        return rule;
    }

    private static DigitalInput? ReadInput(Entry entry, DiagnosticList diagnostics)
    {
        var contact = entry.Text("source") == "digital-input";
        if (entry.Find("input") is not { } input)
        {
            if (contact)
            {
                diagnostics.Error(entry.KeyPosition, Codes.MissingKey, $"{entry.Path}.input is missing", "Say which bit of which register the contact is.");
            }

            return null;
        }

        if (!contact && entry.Find("source") is { Value: not null })
        {
            diagnostics.Error(input.KeyPosition, Codes.BadValue, $"{input.Path}: the signal comes over HTTP, no contact is read", "Write 'source: digital-input', or remove it.");
        }

        var code = input.Text("table") switch { "coil" => 1, "discrete" => 2, "holding" => 3, _ => 4 };
        if (code <= 2 && input.Find("bit") is { } idle)
        {
            diagnostics.Error(idle.KeyPosition, Codes.WithoutEffect, $"{idle.Path}: a {input.Text("table")} is one bit already", "Remove it.");
        }
        else if (code > 2 && input.Find("bit") is null)
        {
            diagnostics.Error(input.KeyPosition, Codes.MissingKey, $"{input.Path}.bit is missing", "Number of the bit in the register; 0 is the lowest. Write for example 'bit: 0'.");
        }

        return BusKeys.Read(input, null, diagnostics) is { } bus && input.Integer("register") is { } register
            ? new DigitalInput(bus.Host, bus.Port, input.Integer("unit") ?? 1, code, register, code <= 2 ? 0 : input.Integer("bit") ?? 0, input.Text("active") == "open") { Serial = bus.Serial }
            : null;
    }

    private static void Check(Entry entry, DimmingRule rule, Watts least, int devices, DiagnosticList diagnostics)
    {
        if (entry.Find("pmin") is { Value: double } pmin && rule.Minimum > least)
        {
            diagnostics.Warning(
                pmin.Position,
                Codes.DimmingMinimum,
                FormattableString.Invariant($"{pmin.Path}: {rule.Minimum.Value / 1000:0.##}kW are more than the {least.Value / 1000:0.##}kW of the formula for {devices} charging points"),
                "Write 'pmin: auto' unless the grid operator has agreed to more.");
        }

        if (entry.Children.All(child => child.Value is not null || !child.Children.IsEmpty) && rule.LostAfter < rule.Heartbeat * 2)
        {
            diagnostics.Error(
                (entry.Find("lost_after") ?? entry.Find("heartbeat"))!.Position,
                Codes.HeartbeatOrder,
                FormattableString.Invariant($"{entry.Path}: lost_after ({rule.LostAfter.TotalSeconds}s) must be at least twice the heartbeat ({rule.Heartbeat.TotalSeconds}s)"),
                "One late repetition must not dim the site.");
        }
    }
}
