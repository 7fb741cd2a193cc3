using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Golden;

/// <summary>The site of a situation.</summary>
internal static class GoldenSite
{
    private static readonly Volts Nominal = new(230);

    public static Site Build(GoldenSituation what)
    {
        var circuits = new List<Circuit>();
        var meters = new List<Meter>();
        foreach (var (name, circuit) in what.Circuits)
        {
            circuits.Add(Circuit(name, circuit, circuits, circuit.Metered ? Add(meters, name, circuit.Poll) : null));
        }

        var resources = what.Resources.Select((item, index) => Resource(item.Key, index, item.Value, At(circuits, item.Value.In), item.Value.Metered ? Add(meters, item.Key, 1) : null)).ToImmutableArray();
        var stations = what.Stations.Select((item, index) => Station(item.Key, index, item.Value, At(circuits, item.Value.In)) with { Csms = what.GroupLimit is null ? null : "north" }).ToImmutableArray();
        return new Site
        {
            Name = "golden",
            TimeZone = "Europe/Berlin",
            NominalVoltage = Nominal,
            Margin = new(3, new(1)),
            Staleness = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
            Circuits = [.. circuits],
            Meters = [.. meters],
            Stations = stations,
            Evses = [.. stations.Select(station => new Evse { Id = new(station.Id, 1), Index = station.Index, Station = station.Index })],
            BackEnds = what.GroupLimit is null ? [] : [new CsmsBackEnd("north", new Uri("ws://127.0.0.1:1/")) { Identity = new OwnIdentity(new("GARAGE"), "2.0.1") }],
            Resources = resources,
            Policy = new SitePolicy { Sharing = what.Sharing, Groups = [.. what.Groups.Select((sharing, index) => new PolicyGroup($"group{index + 1}", sharing))] },
            Dimming = what.Dimming is { } dimming ? new DimmingRule { Minimum = new(dimming.Kw * 1000), Circuit = dimming.In is { } scope ? At(circuits, scope) : null } : null,
        };
    }

    private static int At(List<Circuit> circuits, string name) => circuits.FindIndex(circuit => circuit.Id.Value == name);

    private static Circuit Circuit(string name, GoldenCircuit circuit, List<Circuit> before, int? meter)
    {
        var parent = circuit.In is { } above ? before.Single(known => known.Id.Value == above) : null;
        return new Circuit
        {
            Id = new(name),
            Index = before.Count,
            Parent = parent?.Index,
            PathToRoot = parent is null ? [before.Count] : [before.Count, .. parent.PathToRoot],
            LimitAmps = circuit.Amps.Select(amps => new Amperes(amps)),
            LimitPower = circuit.Kw is { } kw ? new Watts(kw * 1000) : null,
            LimitApparent = circuit.Kva is { } kva ? new VoltAmperes(kva * 1000) : null,
            Bus = circuit.Bus is { } bus ? PerPhase.All(new Amperes(bus)) : null,
            ExportLimit = circuit.Export is { } export ? new Watts(export * 1000) : null,
            Unbalance = circuit.Unbalance is { } unbalance ? new Amperes(unbalance) : null,
            Meter = meter,
            AssumedUncontrolled = circuit.Assumed.Select(amps => new Amperes(amps)),
            Calendar = circuit.Window is { } window ? [new CalendarLimit { Name = "window", From = window.From, To = window.To, Power = new Watts(window.Kw * 1000) }] : [],
        };
    }

    private static EnergyResource Resource(string name, int index, GoldenResource resource, int circuit, int? meter) => new()
    {
        Id = name,
        Index = index,
        Kind = resource.Kind,
        Circuit = circuit,
        Max = new(resource.Kw * 1000),
        Meter = meter,
        Control = resource.Steered ? new ResourceControl("test", "127.0.0.1", 502, 1, TimeSpan.FromMinutes(1)) : null,
        Mode = resource.Mode,
        PeakTarget = resource.Target is { } kw ? new Watts(kw * 1000) : null,
        SocMin = resource.Usable[0],
        SocMax = resource.Usable[1],
    };

    private static Station Station(string name, int index, GoldenStation station, int circuit)
    {
        var dc = station.Dc is { } kw ? new DcSupply(new(kw[0] * 1000), new(kw[1] * 1000), new(kw[2] * 1000), 0.92, Watts.Zero) : null;
        return new Station
        {
            Id = new(name),
            Index = index,
            Circuit = circuit,
            Max = dc?.Input(dc.Max, Nominal) ?? new(station.Max),
            Min = dc?.Input(dc.Min, Nominal) ?? new(station.Min),
            Fallback = dc?.Input(dc.Fallback, Nominal) ?? new(station.Fallback),
            Rotation = PhaseRotation.Parse(station.Rotation)!,
            Dc = dc,
            Cable = station.Cable is { } cable ? new Amperes(cable) : null,
            SwitchesPhases = station.SwitchesPhases,
            Priority = new Priority(station.Priority),
            Guaranteed = new(station.Guaranteed),
            Mode = station.Mode,
            Group = station.Group,
            Storage = station.Storage,
            Evses = [index],
        };
    }

    private static int Add(List<Meter> meters, string of, double poll)
    {
        meters.Add(new Meter
        {
            Id = new($"{of}-meter"), Index = meters.Count, Template = "test", Host = "127.0.0.1", Port = 502, Unit = 1, Poll = TimeSpan.FromSeconds(poll), Phases = PhaseRotation.L1L2L3,
        });
        return meters.Count - 1;
    }
}
