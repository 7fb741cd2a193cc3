using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>What a capacity row limits.</summary>
internal enum RowKind
{
    Current,
    Power,
    Apparent,

    /// <summary>The busbar behind the breaker: what is drawn, whoever feeds it.</summary>
    Bus,

    /// <summary>What loads a phase without loading all three.</summary>
    Unbalance,

    /// <summary>All charging that the grid operator dims, without any other load.</summary>
    Charging,

    /// <summary>A phase of the charging at all stations of one back end, without any other load.</summary>
    Group,

    /// <summary>The power of that charging.</summary>
    GroupPower,
}

/// <summary>
/// The numbers of the capacity rows: <see cref="CapacityRows.PerCircuit"/> for each circuit, and behind them three each for the busbars of
/// circuits with PV or batteries on or below them, and for circuits that limit the unbalance between phases; last those of the back ends' groups.
/// </summary>
internal sealed class RowLayout
{
    /// <summary>Rows of a group: three phases and the power.</summary>
    public const int PerGroup = 4;

    private readonly int[] _bus;
    private readonly int[] _unbalance;
    private readonly bool[] _balanced;
    private readonly bool[] _dimmed;
    private readonly int _scope;
    private readonly List<(RowKind Kind, int Circuit)> _extra = [];
    private readonly int _regular;
    private readonly int _firstGroup;
    private readonly int[] _groups;
    private readonly int[] _groupOf;

    public RowLayout(SiteIndex index)
    {
        var circuits = index.Site.Circuits;
        _regular = circuits.Length * CapacityRows.PerCircuit;
        _bus = [.. circuits.Select(circuit => index.ResourcesUnder[circuit.Index].Length > 0 ? Add(RowKind.Bus, circuit.Index) : -1)];
        _unbalance = [.. circuits.Select(circuit => circuit.Unbalance is not null ? Add(RowKind.Unbalance, circuit.Index) : -1)];
        var circuitRows = _regular + (_extra.Count * 3);
        (Charging, _firstGroup) = index.Site.Dimming is null ? (-1, circuitRows) : (circuitRows, circuitRows + 1);
        _groups = [.. Enumerable.Range(0, index.Site.BackEnds.Length).Where(backEnd => index.Site.BackEnds[backEnd].Identity is not null)];
        _groupOf = [.. index.Site.Stations.Select(station => Array.FindIndex(_groups, backEnd => index.Site.BackEnds[backEnd].Name == station.Csms))];
        Count = _firstGroup + (_groups.Length * PerGroup);
        _dimmed = [.. circuits.Select(circuit => index.Site.Dimming is { } rule && (rule.Circuit is not { } scope || circuit.PathToRoot.Contains(scope)))];
        _scope = index.Site.Dimming?.Circuit ?? 0;
        _balanced = [.. circuits.Select(circuit => circuit.PathToRoot.Any(above => _unbalance[above] >= 0))];
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>The row of what the grid operator leaves to the charging that it dims, behind all others; -1 where it cannot dim.</summary>
    public int Charging { get; }

    /// <summary>By group: the index of the back end that limits all its stations together.</summary>
    public ReadOnlySpan<int> Groups => _groups;

    /// <summary>The group that the station is in; -1 where it is in none.</summary>
    public int GroupOf(Station station) => _groupOf[station.Index];

    /// <summary>First of the group's rows: <see cref="PerGroup"/>, the power last.</summary>
    public int Group(int group) => _firstGroup + (group * PerGroup);

    /// <summary>The index of the back end whose group has that row.</summary>
    public int BackEndOf(int row) => _groups[(row - _firstGroup) / PerGroup];

    /// <summary>First of the three rows of the circuit's busbar; -1 where it has none.</summary>
    public int Bus(int circuit) => _bus[circuit];

    /// <summary>First of the three rows of the circuit's unbalance; -1 where it has none.</summary>
    public int Unbalance(int circuit) => _unbalance[circuit];

    /// <summary>Whether the circuit or one above it limits the unbalance.</summary>
    public bool IsBalanced(int circuit) => _balanced[circuit];

    /// <summary>Whether what hangs on the circuit is what the grid operator dims.</summary>
    public bool IsDimmed(int circuit) => _dimmed[circuit];

    public RowKind KindOf(int row) => row == Charging ? RowKind.Charging
        : row >= _firstGroup ? (row - _firstGroup) % PerGroup == CapacityRows.Power ? RowKind.GroupPower : RowKind.Group
        : row >= _regular ? _extra[(row - _regular) / 3].Kind
        : (row % CapacityRows.PerCircuit) switch
    {
        CapacityRows.Power => RowKind.Power,
        CapacityRows.Apparent => RowKind.Apparent,
        _ => RowKind.Current,
    };

    /// <summary>The row's circuit; of no meaning for groups, which hang on any.</summary>
    public int CircuitOf(int row) => row == Charging ? _scope : row >= _firstGroup ? 0 : row >= _regular ? _extra[(row - _regular) / 3].Circuit : row / CapacityRows.PerCircuit;

    /// <summary>The row's phase; of no meaning for rows over all phases.</summary>
    public Phase PhaseOf(int row) => (Phase)(row >= _firstGroup ? (row - _firstGroup) % PerGroup : row >= _regular ? (row - _regular) % 3 : row % CapacityRows.PerCircuit);

    private int Add(RowKind kind, int circuit)
    {
        _extra.Add((kind, circuit));
        return _regular + ((_extra.Count - 1) * 3);
    }
}
