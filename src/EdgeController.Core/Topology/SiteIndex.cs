using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>Look-ups over a <see cref="Site"/> that never change: made once, shared by every snapshot.</summary>
public sealed class SiteIndex
{
    private readonly Dictionary<EvseId, int> _evses = [];
    private readonly Dictionary<StationId, int> _stations = [];
    private readonly Dictionary<MeterId, int> _meters = [];
    private readonly Dictionary<CircuitId, int> _circuits = [];
    private readonly Station[] _stationOf;
    private readonly int[] _stationNumberOf;

    public SiteIndex(Site site)
    {
        Site = site;
        LimitsApparent = site.Circuits.Any(circuit => circuit.LimitApparent is not null);
        _stationOf = [.. site.Evses.Select(evse => site.Stations[evse.Station])];
        _stationNumberOf = [.. site.Evses.Select(evse => evse.Station)];
        foreach (var evse in site.Evses)
        {
            _evses[evse.Id] = evse.Index;
        }

        foreach (var station in site.Stations)
        {
            _stations[station.Id] = station.Index;
        }

        foreach (var meter in site.Meters)
        {
            _meters[meter.Id] = meter.Index;
        }

        EvsesUnder = new int[site.Circuits.Length][];
        Children = new int[site.Circuits.Length][];
        AssumedBelow = new PerPhase<Amperes>[site.Circuits.Length];
        CircuitOfMeter = new int[site.Meters.Length];
        Array.Fill(CircuitOfMeter, -1);
        ResourceOfMeter = new int[site.Meters.Length];
        Array.Fill(ResourceOfMeter, -1);
        ResourceOfEvse = new int[site.Evses.Length];
        Array.Fill(ResourceOfEvse, -1);
        foreach (var resource in site.Resources)
        {
            if (resource.Evse is { } at)
            {
                ResourceOfEvse[at] = resource.Index;
            }

            if (resource.Meter is { } meter)
            {
                ResourceOfMeter[meter] = resource.Index;
            }
        }

        AssumedOn = [.. site.Circuits.Select(site.AssumedOn)];
        ResourcesUnder = new int[site.Circuits.Length][];
        foreach (var circuit in site.Circuits)
        {
            _circuits[circuit.Id] = circuit.Index;
            EvsesUnder[circuit.Index] = [.. site.Evses.Where(evse => Path(evse.Index).Contains(circuit.Index)).Select(evse => evse.Index)];
            Children[circuit.Index] = [.. site.Circuits.Where(child => child.Parent == circuit.Index).Select(child => child.Index)];
            AssumedBelow[circuit.Index] = site.Circuits.Where(below => below.PathToRoot.Contains(circuit.Index))
                .Aggregate(PerPhase.All(Amperes.Zero), (sum, below) => Add(sum, AssumedOn[below.Index]));
            ResourcesUnder[circuit.Index] = [.. site.Resources.Where(resource => site.Circuits[resource.Circuit].PathToRoot.Contains(circuit.Index)).Select(resource => resource.Index)];
            if (circuit.Meter is { } meter)
            {
                CircuitOfMeter[meter] = circuit.Index;
            }

            if (circuit.SecondMeter is { } second)
            {
                CircuitOfMeter[second] = circuit.Index;
            }
        }
    }

    public Site Site { get; }

    /// <summary>Whether any circuit limits apparent power, so that it has to be kept for all.</summary>
    public bool LimitsApparent { get; }

    /// <summary>By circuit: the indexes of the EVSEs on it and below it.</summary>
    public int[][] EvsesUnder { get; }

    /// <summary>By circuit: the indexes of its direct children.</summary>
    public int[][] Children { get; }

    /// <summary>By circuit: the assumed uncontrolled load of itself and all circuits below it.</summary>
    public PerPhase<Amperes>[] AssumedBelow { get; }

    /// <summary>By circuit: the highest load on itself that is no EVSE of ours, charging batteries included.</summary>
    public PerPhase<Amperes>[] AssumedOn { get; }

    /// <summary>By circuit: the indexes of the PV arrays and batteries on it and below it.</summary>
    public int[][] ResourcesUnder { get; }

    /// <summary>By meter: the index of the resource it measures, -1 where none.</summary>
    public int[] ResourceOfMeter { get; }

    /// <summary>By EVSE: the index of the resource that its vehicle is, -1 where it only charges.</summary>
    public int[] ResourceOfEvse { get; }

    /// <summary>By meter: the index of the circuit it measures, -1 where none.</summary>
    public int[] CircuitOfMeter { get; }

    /// <summary>The EVSE's index, -1 where the site has no such EVSE.</summary>
    public int Find(EvseId id) => _evses.GetValueOrDefault(id, -1);

    /// <summary>The station's index, -1 where the site has no such station.</summary>
    public int Find(StationId id) => _stations.GetValueOrDefault(id, -1);

    /// <summary>The meter's index, -1 where the site has no such meter.</summary>
    public int Find(MeterId id) => _meters.GetValueOrDefault(id, -1);

    /// <summary>The circuit's index, -1 where the site has no such circuit.</summary>
    public int Find(CircuitId id) => _circuits.GetValueOrDefault(id, -1);

    /// <summary>The index of the resource of that name, -1 where the site has none.</summary>
    public int FindResource(string id)
    {
        foreach (var resource in Site.Resources)
        {
            if (resource.Id == id)
            {
                return resource.Index;
            }
        }

        return -1;
    }

    public Station StationOf(int evse) => _stationOf[evse];

    /// <summary>The index of the EVSE's station.</summary>
    public int StationNumberOf(int evse) => _stationNumberOf[evse];

    /// <summary>The circuits that carry the EVSE's current, from its own to the root.</summary>
    public ReadOnlySpan<int> Path(int evse) => Site.Circuits[StationOf(evse).Circuit].PathToRoot.AsSpan();

    private static PerPhase<Amperes> Add(PerPhase<Amperes> a, PerPhase<Amperes> b) => new(a.L1 + b.L1, a.L2 + b.L2, a.L3 + b.L3);
}
