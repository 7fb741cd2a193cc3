using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Bench;

/// <summary>Builds sites in the few words that a test needs; stations' rotations cycle.</summary>
internal sealed class SiteBuilder
{
    private readonly List<Circuit> _circuits = [];
    private readonly List<Meter> _meters = [];
    private readonly List<Station> _stations = [];

    /// <summary>250 A and 170 kW, two levels of 12 stations each, the second without a meter.</summary>
    public static Site Garage(double fallback = 6) => new SiteBuilder()
        .Circuit(null, 250, 80, metered: true, kilowatts: 170)
        .Circuit(0, 100, 4, metered: true)
        .Circuit(0, 125, 6, metered: false)
        .Stations(1, 12, 16, fallback)
        .Stations(2, 10, 16, fallback)
        .Stations(2, 2, 32, fallback)
        .Build();

    /// <summary>One metered circuit with some stations.</summary>
    public static Site Single(double amps, double assumed, int stations, double max = 16, double fallback = 6, string? rotation = null) =>
        new SiteBuilder().Circuit(null, amps, assumed, metered: true).Stations(0, stations, max, fallback, rotation).Build();

    public SiteBuilder Circuit(int? parent, double amps, double assumed, bool metered, double? kilowatts = null, double poll = 1, double refresh = 0)
    {
        var index = _circuits.Count;
        if (metered)
        {
            _meters.Add(new Meter
            {
                Id = new($"meter{index}"), Index = _meters.Count, Template = "test", Host = "127.0.0.1", Port = 502, Unit = 1, Poll = TimeSpan.FromSeconds(poll), Refresh = TimeSpan.FromSeconds(refresh), Phases = PhaseRotation.L1L2L3,
            });
        }

        _circuits.Add(new Circuit
        {
            Id = new(index == 0 ? "main" : $"level{index}"),
            Index = index,
            Parent = parent,
            LimitAmps = PerPhase.All(new Amperes(amps)),
            LimitPower = kilowatts is { } limit ? new Watts(limit * 1000) : null,
            Meter = metered ? _meters.Count - 1 : null,
            AssumedUncontrolled = PerPhase.All(new Amperes(assumed)),
            PathToRoot = parent is { } above ? [index, .. _circuits[above].PathToRoot] : [index],
        });
        return this;
    }

    public SiteBuilder Stations(int circuit, int count, double max, double fallback = 6, string? rotation = null, double min = 6)
    {
        for (var i = 0; i < count; i++)
        {
            var index = _stations.Count;
            _stations.Add(new Station
            {
                Id = new($"S{index + 1}"), Index = index, Circuit = circuit, Max = new(max), Min = new(min), Fallback = new(fallback),
                Rotation = rotation is null ? PhaseRotation.Cycle(index) : PhaseRotation.Parse(rotation)!,
                Evses = [index],
            });
        }

        return this;
    }

    /// <summary>Direct-current stations of one EVSE, in watts at the vehicle; their standby is left to what is assumed.</summary>
    public SiteBuilder DirectCurrent(int circuit, int count, double max, double min, double fallback, double efficiency = 0.92)
    {
        for (var i = 0; i < count; i++)
        {
            var dc = new DcSupply(new Watts(max), new Watts(min), new Watts(fallback), efficiency, Watts.Zero);
            Volts nominal = new(230);
            Stations(circuit, 1, dc.Input(dc.Max, nominal).Value, dc.Input(dc.Fallback, nominal).Value, "L1L2L3", dc.Input(dc.Min, nominal).Value);
            _stations[^1] = _stations[^1] with { Dc = dc };
        }

        return this;
    }

    public Site Build() => new()
    {
        Name = "test",
        TimeZone = "Europe/Berlin",
        NominalVoltage = new(230),
        Margin = new(3, new(1)),
        Staleness = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
        Circuits = [.. _circuits],
        Meters = [.. _meters],
        Stations = [.. _stations],
        Evses = [.. _stations.Select(station => new Evse { Id = new(station.Id, 1), Index = station.Index, Station = station.Index })],
        BackEnds = ImmutableArray<CsmsBackEnd>.Empty,
    };
}
