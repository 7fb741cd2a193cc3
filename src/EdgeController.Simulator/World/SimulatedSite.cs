using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.SunSpec;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.World;

/// <summary>An output of the station with that index.</summary>
public readonly record struct SiteOutput(int Station, StationOutput Output);

/// <summary>A whole site second by second: arrivals, stations, building loads, currents, breakers and meters, without any socket.</summary>
public sealed class SimulatedSite : IDisposable
{
    private readonly IReadOnlyList<PlannedSession> _plan;
    private readonly PlannedSession?[] _present;
    private readonly SimulatedVehicle?[] _vehicles;
    private readonly PhaseRotation[] _wiring;
    private readonly List<StationOutput> _stationOutputs = [];
    private int _next;

    public SimulatedSite(Site site, Scenario scenario, ulong seed, IReadOnlyDictionary<string, MeterTemplate>? meterTemplates = null)
    {
        var random = new SeededRandom(seed);
        Site = site;
        Scenario = scenario;
        Seed = seed;
        _wiring = [.. site.Stations.Select(station => scenario.Wiring.GetValueOrDefault(station.Id.Value) ?? station.Rotation)];
        Tree = new ElectricalTree(site);
        Resources = [.. site.Resources.Select(resource => new SimulatedResource(resource, site))];
        SunSpec = [.. SunSpecUnit.Of(site).Select((unit, at) => Build(unit, unit.Resource?.Control?.Model == 704 ? SunSpecModelSet.Der : scenario.SunSpecModels[at % scenario.SunSpecModels.Count], random))];
        Loads = [.. site.Circuits.Select(circuit => new BuildingLoad(circuit, random))];
        Stations = [.. site.Stations.Select(station => Build(site, station, scenario, random))];
        Meters = meterTemplates is null ? [] : [.. MetersOf(site, meterTemplates, random), .. MetersOf(site, Resources, meterTemplates, random)];
        _plan = ArrivalPlan.Create(site, scenario, random);
        _present = new PlannedSession?[site.Evses.Length];
        _vehicles = new SimulatedVehicle?[site.Evses.Length];
        Recorder = new RunRecorder(site);
    }

    public Site Site { get; }

    public Scenario Scenario { get; }

    public ulong Seed { get; }

    /// <summary>In the order of <see cref="Core.Topology.Site.Stations"/>.</summary>
    public IReadOnlyList<SimulatedStation> Stations { get; }

    /// <summary>In the order of <see cref="Core.Topology.Site.Circuits"/>.</summary>
    public IReadOnlyList<BuildingLoad> Loads { get; }

    /// <summary>In the order of <see cref="Core.Topology.Site.Resources"/>.</summary>
    public IReadOnlyList<SimulatedResource> Resources { get; }

    /// <summary>Those that measure a circuit or a resource and whose template was given.</summary>
    public IReadOnlyList<SimulatedMeter> Meters { get; }

    /// <summary>The SunSpec devices among meters and resources, each with other models than the one before.</summary>
    public IReadOnlyList<SimulatedSunSpec> SunSpec { get; }

    public ElectricalTree Tree { get; }

    public RunRecorder Recorder { get; }

    /// <summary>A load at the first circuit beside the building's, for as long as it is set.</summary>
    public Func<PerPhase<double>>? ExtraLoad { get; set; }

    /// <summary>The vehicle at the EVSE with that index.</summary>
    public SimulatedVehicle? VehicleAt(int evse) => _vehicles[evse];

    /// <summary>The visit that the EVSE with that index has now.</summary>
    public PlannedSession? VisitAt(int evse) => _present[evse];

    /// <summary>The next second: visits, stations, loads, currents and breakers, in this order.</summary>
    public void Advance(Instant now, List<SiteOutput> outputs)
    {
        ComeAndGo(now, outputs);
        for (var s = 0; s < Stations.Count; s++)
        {
            Deliver(s, StationInput.Tick, now, outputs);
        }

        var timeOfDay = Scenario.StartTimeOfDay + now.SinceStart;
        foreach (var load in Loads)
        {
            load.Advance(timeOfDay);
        }

        Flow(timeOfDay);
        if (Tree.Settle(1))
        {
            CutPower(now, outputs);
        }

        foreach (var device in SunSpec)
        {
            device.Advance(Tree);
        }

        Recorder.Observe(this);
    }

    /// <summary>One input to one station, for example a frame from the controller.</summary>
    public void Deliver(int station, in StationInput input, Instant now, List<SiteOutput> outputs)
    {
        Stations[station].Step(input, now, _stationOutputs);
        foreach (var output in _stationOutputs)
        {
            outputs.Add(new SiteOutput(station, output));
        }

        _stationOutputs.Clear();
    }

    /// <summary>Fault: a circuit's breaker opens; its stations have no power.</summary>
    public void OpenBreaker(int circuit, Instant now, List<SiteOutput> outputs)
    {
        Tree.OpenBreaker(circuit);
        CutPower(now, outputs);
    }

    /// <summary>All breakers are closed again.</summary>
    public void CloseBreakers(Instant now, List<SiteOutput> outputs)
    {
        var dark = Stations.Select((_, s) => Tree.IsDead(Site.Stations[s].Circuit)).ToArray();
        Tree.ResetBreakers();
        for (var s = 0; s < Stations.Count; s++)
        {
            if (dark[s])
            {
                Deliver(s, StationInput.PowerRestored, now, outputs);
            }
        }
    }

    /// <summary>The report so far; visits that are not over count with what they have.</summary>
    public RunReport Report(double idealKwh, IReadOnlyList<FaultOutcome>? faults = null) =>
        Recorder.Report(this, _present, _vehicles, idealKwh, faults ?? []);

    public void Dispose()
    {
        foreach (var station in Stations)
        {
            station.Dispose();
        }
    }

    private static SimulatedStation Build(Site site, Station station, Scenario scenario, SeededRandom random)
    {
        var own = random.Fork("station " + station.Id.Value);
        return new SimulatedStation(
            new StationOptions
            {
                Id = station.Id.Value,
                Version = scenario.Versions[station.Index % scenario.Versions.Count],
                Connectors = station.Evses.Length,
                MaxAmps = station.Max.Value,
                Phases = station.Rotation.Terminals.Length,
                SwitchesPhases = station.SwitchesPhases,
                DcEfficiency = station.Dc?.Efficiency,
                GivesBack = station.V2x is not null,
                LeastAmps = station.Dc is null ? Vehicles.VehicleTraits.LeastAmps : station.Dc.Input(station.Dc.Min, site.NominalVoltage).Value * 0.98,
                NominalVolts = site.NominalVoltage.Value,
                Epoch = scenario.Epoch,
                Stagger = station.Index,
                FirstConnect = Instant.FromSeconds(1 + own.Below(5)),
                Quirks = scenario.Quirks.TryGetValue(station.Id.Value, out var quirks) ? quirks : new StationQuirks(),
                Model = (quirks ?? new StationQuirks()).Model,
                Vendor = (quirks ?? new StationQuirks()).Vendor,
                Firmware = (quirks ?? new StationQuirks()).Firmware,
            },
            own);
    }

    private SimulatedSunSpec Build(SunSpecUnit unit, SunSpecModelSet models, SeededRandom random)
    {
        var index = unit.Resource?.Index ?? Site.Resources.FirstOrDefault(one => unit.Meter is { } own && one.Meter == own.Index)?.Index;
        var circuit = index is { } r ? Site.Resources[r].Circuit : Site.Circuits.FirstOrDefault(one => unit.Meter is { } own && one.Meter == own.Index)?.Index ?? 0;
        var described = index is { } resource ? unit with { Resource = Site.Resources[resource] } : unit;
        return new SimulatedSunSpec(described, models, circuit, random, index is { } at ? Resources[at] : null);
    }

    private static IEnumerable<SimulatedMeter> MetersOf(Site site, IReadOnlyDictionary<string, MeterTemplate> templates, SeededRandom random) =>
        from circuit in site.Circuits
        from index in new[] { circuit.Meter, circuit.SecondMeter }
        where index is not null
        let meter = site.Meters[index.Value]
        where templates.ContainsKey(meter.Template)
        select new SimulatedMeter(meter, templates[meter.Template], circuit.Index, random);

    private static IEnumerable<SimulatedMeter> MetersOf(Site site, IReadOnlyList<SimulatedResource> resources, IReadOnlyDictionary<string, MeterTemplate> templates, SeededRandom random) =>
        from resource in resources
        where resource.Resource.Meter is not null
        let meter = site.Meters[resource.Resource.Meter!.Value]
        where templates.ContainsKey(meter.Template)
        select new SimulatedMeter(meter, templates[meter.Template], resource.Resource.Circuit, random, resource);

    private void ComeAndGo(Instant now, List<SiteOutput> outputs)
    {
        for (var e = 0; e < _present.Length; e++)
        {
            if (_present[e] is { } session && session.Departure <= now.SinceStart)
            {
                Recorder.Departed(session, _vehicles[e]!);
                _present[e] = null;
                _vehicles[e] = null;
                var evse = Site.Evses[e];
                Deliver(evse.Station, StationInput.Unplug(evse.Id.Number), now, outputs);
            }
        }

        for (; _next < _plan.Count && _plan[_next].Arrival <= now.SinceStart; _next++)
        {
            var session = _plan[_next];
            var vehicle = new SimulatedVehicle(session.Vehicle, Site.NominalVoltage.Value);
            _present[session.Evse] = session;
            _vehicles[session.Evse] = vehicle;
            var evse = Site.Evses[session.Evse];
            Deliver(evse.Station, StationInput.PlugIn(evse.Id.Number, vehicle), now, outputs);
        }
    }

    private void Flow(TimeSpan timeOfDay)
    {
        foreach (var device in SunSpec)
        {
            if (device.Unit.Resource is { Control: not null } steered)
            {
                Resources[steered.Index].Command = device.Command;
            }
        }

        var sky = Scenario.Weather?.ShareAt(timeOfDay) ?? 1;
        foreach (var resource in Resources)
        {
            resource.Advance(timeOfDay, Tree, sky);
        }

        Tree.Clear();
        foreach (var resource in Resources)
        {
            for (var phase = Phase.L1; phase <= Phase.L3; phase++)
            {
                Tree.Add(resource.Resource.Circuit, phase, resource.Amps(phase));
            }
        }

        for (var c = 0; c < Loads.Count; c++)
        {
            var pv = Scenario.Pv is { } array && array.Circuit == c ? array.AmpsAt(timeOfDay) : 0;
            for (var phase = Phase.L1; phase <= Phase.L3; phase++)
            {
                Tree.Add(c, phase, Loads[c][phase] - pv);
            }
        }

        if (ExtraLoad?.Invoke() is { } extra)
        {
            Tree.Add(0, Phase.L1, extra.L1);
            Tree.Add(0, Phase.L2, extra.L2);
            Tree.Add(0, Phase.L3, extra.L3);
        }

        // Direct-current stations hold their power, whatever the voltage.
        var stretch = Site.NominalVoltage.Value / Tree.Volts;
        foreach (var station in Site.Stations)
        {
            for (var phase = Phase.L1; station.Dc is { } dc && phase <= Phase.L3; phase++)
            {
                Tree.Add(station.Circuit, phase, dc.Standby.Value / (3 * Tree.Volts));
            }
        }

        foreach (var evse in Site.Evses)
        {
            if (_vehicles[evse.Index] is not { } vehicle || vehicle is { DrawnAmps: <= 0, GivenAmps: <= 0 })
            {
                continue;
            }

            var station = Site.Stations[evse.Station];
            var terminals = _wiring[station.Index].Terminals;
            var active = Stations[station.Index].Connectors[evse.Id.Number - 1].ActivePhases;
            for (var t = 0; t < terminals.Length && t < vehicle.Traits.Phases && t < active; t++)
            {
                Tree.Add(station.Circuit, terminals[t], (vehicle.DrawnAmps * (station.Dc is null ? 1 : stretch)) - vehicle.GivenAmps);
            }
        }
    }

    private void CutPower(Instant now, List<SiteOutput> outputs)
    {
        for (var s = 0; s < Stations.Count; s++)
        {
            if (Tree.IsDead(Site.Stations[s].Circuit))
            {
                Deliver(s, StationInput.PowerLost, now, outputs);
            }
        }
    }
}
