using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>How an EVSE's current goes into the capacity rows: one ampere on each phase it loads of each circuit on its path, and watts and volt-amperes where those are limited.</summary>
internal sealed class RowUse
{
    private const int PhaseSets = 8;
    private const int RoutesPerCircuit = PhaseSets * PhaseSets;

    private readonly SiteIndex _index;
    private readonly RowLayout _layout;
    private readonly double _volts;
    private readonly int[] _routes;
    private readonly Dictionary<(int Place, int Percent), int> _stretched = [];

    public RowUse(SiteIndex index, RowLayout layout)
    {
        _index = index;
        _layout = layout;
        _volts = index.Site.NominalVoltage.Value;
        Routes = new ShareRoutes(layout.Count);
        _routes = new int[(layout.Groups.Length + 1) * index.Site.Circuits.Length * RoutesPerCircuit];
        Array.Fill(_routes, -1);
    }

    /// <summary>The routes that were asked for so far.</summary>
    public ShareRoutes Routes { get; }

    /// <summary>Whether the circuit or one above it limits the unbalance between phases.</summary>
    public bool IsBalanced(int circuit) => _layout.IsBalanced(circuit);

    /// <summary>The route of what hangs on a station's circuit, in its group, loads these phases, and may load those lopsidedly.</summary>
    /// <param name="station">The station.</param>
    /// <param name="loaded">The phases that it loads.</param>
    /// <param name="lopsided">The phases that it may load without loading all three.</param>
    /// <param name="stretchPercent">By how much a nominal ampere is more than an ampere, for direct-current stations at low voltage.</param>
    public int RouteOf(Station station, Phases loaded, Phases lopsided, int stretchPercent = 0)
    {
        var set = ((int)lopsided * PhaseSets) + (int)loaded;
        var group = _layout.GroupOf(station);
        var place = ((group + 1) * _index.Site.Circuits.Length) + station.Circuit;
        if (stretchPercent > 0)
        {
            if (!_stretched.TryGetValue((place, (stretchPercent * RoutesPerCircuit) + set), out var stretched))
            {
                _stretched[(place, (stretchPercent * RoutesPerCircuit) + set)] = stretched = Describe(station.Circuit, group, loaded, lopsided, 1 + (stretchPercent / 100.0));
            }

            return stretched;
        }

        ref var route = ref _routes[(place * RoutesPerCircuit) + set];
        if (route < 0)
        {
            route = Describe(station.Circuit, group, loaded, lopsided, 1);
        }

        return route;
    }

    /// <summary>Takes <paramref name="amps"/> per loaded phase out of the rows (negative gives back).</summary>
    public void Take(in EvseView view, double[] rows, double amps) => Take(view.Route, rows, amps);

    /// <summary>Takes <paramref name="amps"/> per loaded phase out of the rows of a route.</summary>
    public void Take(int route, double[] rows, double amps)
    {
        var through = Routes.RowsOf(route);
        var factors = Routes.FactorsOf(route);
        for (var u = 0; u < through.Length; u++)
        {
            rows[through[u]] -= factors[u] * amps;
        }
    }

    /// <summary>Takes the EVSE's whole account, current on unexpected phases included.</summary>
    public void TakeAccount(int evse, in EvseView view, double[] rows) => TakeAll(evse, view, rows, view.Account);

    /// <summary>Takes what is evident of the EVSE, current on unexpected phases included.</summary>
    public void TakeEvident(int evse, in EvseView view, double[] rows) => TakeAll(evse, view, rows, view.Evident);

    /// <summary>The most that the rows still give to this EVSE, in amperes per phase; negative where one is overdrawn.</summary>
    public double Room(in EvseView view, double[] rows) => Least(view, rows, out _);

    /// <summary>The same, less what is left free on each row, in amperes per phase.</summary>
    public double Room(in EvseView view, double[] rows, double[] free)
    {
        var least = double.PositiveInfinity;
        var through = Routes.RowsOf(view.Route);
        var factors = Routes.FactorsOf(view.Route);
        for (var u = 0; u < through.Length; u++)
        {
            least = Math.Min(least, (rows[through[u]] / factors[u]) - free[through[u]]);
        }

        return least;
    }

    /// <summary>The row with the least room for this EVSE.</summary>
    public int Tightest(in EvseView view, double[] rows)
    {
        Least(view, rows, out var tightest);
        return tightest;
    }

    /// <summary>The first row that cannot give <paramref name="amps"/>, or -1 where all can.</summary>
    public int FirstWithout(in EvseView view, double[] rows, double amps) =>
        Least(view, rows, out var tightest) + 1e-9 >= amps ? -1 : tightest;

    private void TakeAll(int evse, in EvseView view, double[] rows, double amps)
    {
        Take(view, rows, amps);
        if (view.StrayL1 == 0 && view.StrayL2 == 0 && view.StrayL3 == 0)
        {
            return;
        }

        foreach (var circuit in _index.Path(evse))
        {
            var row = circuit * CapacityRows.PerCircuit;
            for (var phase = 0; phase < 3; phase++)
            {
                rows[row + phase] -= view.Stray(phase);
                rows[row + CapacityRows.Power] -= view.Stray(phase) * _volts;
                rows[row + CapacityRows.Apparent] -= view.Stray(phase) * _volts;
                TakeExtra(_layout.Bus(circuit), phase, rows, view.Stray(phase));
                TakeExtra(_layout.Unbalance(circuit), phase, rows, view.Stray(phase));
            }
        }

        if (_layout.IsDimmed(_index.StationOf(evse).Circuit))
        {
            rows[_layout.Charging] -= (view.StrayL1 + view.StrayL2 + view.StrayL3) * _volts;
        }

        if (_layout.GroupOf(_index.StationOf(evse)) is >= 0 and var group)
        {
            for (var phase = 0; phase < 3; phase++)
            {
                rows[_layout.Group(group) + phase] -= view.Stray(phase);
                rows[_layout.Group(group) + CapacityRows.Power] -= view.Stray(phase) * _volts;
            }
        }
    }

    private static void TakeExtra(int first, int phase, double[] rows, double amps)
    {
        if (first >= 0)
        {
            rows[first + phase] -= amps;
        }
    }

    private int Describe(int circuit, int group, Phases loaded, Phases lopsided, double amps)
    {
        var rows = new List<int>();
        var factors = new List<double>();
        foreach (var on in _index.Site.Circuits[circuit].PathToRoot)
        {
            for (var phase = 0; phase < 3; phase++)
            {
                if (loaded.Has((Phase)phase))
                {
                    rows.Add((on * CapacityRows.PerCircuit) + phase);
                    factors.Add(amps);
                }
            }

            AddExtra(_layout.Bus(on), loaded, rows, factors, amps);
            AddExtra(_layout.Unbalance(on), lopsided, rows, factors, amps);

            // A limit in kW may be set on any circuit at any time.
            if (loaded != Phases.None)
            {
                rows.Add((on * CapacityRows.PerCircuit) + CapacityRows.Power);
                factors.Add(loaded.Count() * _volts);
            }

            if (_index.Site.Circuits[on].LimitApparent is not null && loaded != Phases.None)
            {
                rows.Add((on * CapacityRows.PerCircuit) + CapacityRows.Apparent);
                factors.Add(loaded.Count() * _volts);
            }
        }

        if (_layout.IsDimmed(circuit) && loaded != Phases.None)
        {
            rows.Add(_layout.Charging);
            factors.Add(loaded.Count() * _volts);
        }

        if (group >= 0 && loaded != Phases.None)
        {
            AddExtra(_layout.Group(group), loaded, rows, factors, amps);
            rows.Add(_layout.Group(group) + CapacityRows.Power);
            factors.Add(loaded.Count() * _volts);
        }

        return Routes.Add(rows.ToArray(), factors.ToArray());
    }

    private static void AddExtra(int first, Phases phases, List<int> rows, List<double> factors, double amps)
    {
        for (var phase = 0; phase < 3 && first >= 0; phase++)
        {
            if (phases.Has((Phase)phase))
            {
                rows.Add(first + phase);
                factors.Add(amps);
            }
        }
    }

    private double Least(in EvseView view, double[] rows, out int tightest)
    {
        var least = double.PositiveInfinity;
        tightest = -1;
        var through = Routes.RowsOf(view.Route);
        var factors = Routes.FactorsOf(view.Route);
        for (var u = 0; u < through.Length; u++)
        {
            var room = rows[through[u]];
            room = factors[u] == 1 ? room : room / factors[u];
            if (room < least)
            {
                (least, tightest) = (room, through[u]);
            }
        }

        return least;
    }
}
