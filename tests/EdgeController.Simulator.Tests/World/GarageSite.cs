using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Simulator.Tests.World;

/// <summary>Sites for the tests: the 24-station garage, and small ones with hand-computed answers.</summary>
internal static class GarageSite
{
    public static Site Create()
    {
        var circuits = ImmutableArray.Create(
            Circuit("main", 0, null, 250, 80, meter: 0) with { LimitPower = new Watts(170_000) },
            Circuit("level1", 1, 0, 100, 4, meter: 1),
            Circuit("level2", 2, 0, 125, 6, meter: 2));
        var stations = new List<Station>();
        for (var i = 0; i < 24; i++)
        {
            stations.Add(Station(i, i < 12 ? 1 : 2, i >= 22 ? 32 : 16, PhaseRotation.Cycle(i)));
        }

        return Site("garage", circuits, stations);
    }

    public static Circuit Circuit(string id, int index, int? parent, double amps, double assumed, int? meter) => new()
    {
        Id = new CircuitId(id),
        Index = index,
        Parent = parent,
        LimitAmps = PerPhase.All(new Amperes(amps)),
        AssumedUncontrolled = PerPhase.All(new Amperes(assumed)),
        Meter = meter,
        PathToRoot = parent is null ? [index] : [index, parent.Value],
    };

    public static Station Station(int index, int circuit, double max, PhaseRotation rotation, double fallback = 6) => new()
    {
        Id = new StationId($"CS-{index + 1:D2}"),
        Index = index,
        Circuit = circuit,
        Max = new Amperes(max),
        Min = new Amperes(6),
        Fallback = new Amperes(fallback),
        Rotation = rotation,
        Evses = [index],
    };

    public static Site Site(string name, ImmutableArray<Circuit> circuits, List<Station> stations) => new()
    {
        Name = name,
        TimeZone = "Europe/Berlin",
        NominalVoltage = new Volts(230),
        Margin = new SafetyMargin(3, new Amperes(1)),
        Staleness = new MeterStaleness(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
        Circuits = circuits,
        Meters = [.. circuits.Where(circuit => circuit.Meter is not null).Select(circuit => new Meter
        {
            Id = new MeterId("meter-" + circuit.Id.Value),
            Index = circuit.Meter!.Value,
            Template = "plain",
            Host = "127.0.0.1",
            Port = 502,
            Unit = 1,
            Poll = TimeSpan.FromSeconds(1),
            Phases = PhaseRotation.L1L2L3,
        })],
        Stations = [.. stations],
        Evses = [.. stations.Select(station => new Evse { Id = new EvseId(station.Id, 1), Index = station.Index, Station = station.Index })],
        BackEnds = [],
    };
}
