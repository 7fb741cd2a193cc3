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
    private readonly List<EnergyResource> _resources = [];

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
            Meter($"meter{index}", poll, refresh);
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

    /// <summary>A PV array or a battery on the circuit that was added last.</summary>
    public SiteBuilder Resource(ResourceKind kind, double kilowatts, bool metered)
    {
        if (metered)
        {
            Meter($"own{_resources.Count}", 1, 0);
        }

        _resources.Add(new EnergyResource
        {
            Id = $"{kind}{_resources.Count}", Index = _resources.Count, Kind = kind, Circuit = _circuits.Count - 1, Max = new(kilowatts * 1000), Meter = metered ? _meters.Count - 1 : null,
        });
        return this;
    }

    /// <summary>Changes the resource that was added last.</summary>
    public SiteBuilder Steered(Func<EnergyResource, EnergyResource>? change = null)
    {
        var steered = _resources[^1] with { Control = new ResourceControl("test", "127.0.0.1", 502, 1, TimeSpan.FromMinutes(1)), Mode = ResourceMode.SelfConsumption, SocMin = 0.1, SocMax = 0.95 };
        _resources[^1] = change?.Invoke(steered) ?? steered;
        return this;
    }

    /// <summary>Changes the circuit that was added last.</summary>
    public SiteBuilder Where(Func<Circuit, Circuit> change)
    {
        _circuits[^1] = change(_circuits[^1]);
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

    /// <summary>Changes the stations added so far.</summary>
    public SiteBuilder Each(Func<Station, Station> change)
    {
        for (var i = 0; i < _stations.Count; i++)
        {
            _stations[i] = change(_stations[i]);
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
        Resources = [.. _resources],
    };

    private void Meter(string id, double poll, double refresh) => _meters.Add(new Meter
    {
        Id = new(id), Index = _meters.Count, Template = "test", Host = "127.0.0.1", Port = 502, Unit = 1, Poll = TimeSpan.FromSeconds(poll), Refresh = TimeSpan.FromSeconds(refresh), Phases = PhaseRotation.L1L2L3,
    });
}
