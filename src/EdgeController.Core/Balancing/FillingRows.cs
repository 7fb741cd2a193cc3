namespace EdgeController.Core.Balancing;

/// <summary>
/// The rows of a <see cref="FairShare"/> while they fill: the load of each as a straight line over the level, and which of them is full
/// first. Kept from tick to tick.
/// </summary>
internal sealed class FillingRows
{
    private readonly RowHeap _full = new();
    private ShareRoutes _routes = new(0);

    // By row. At level x its load is _load + _slope * (x - _level); _rising counts who makes it grow.
    private double[] _capacity = [];
    private double[] _load = [];
    private double[] _slope = [];
    private double[] _level = [];
    private int[] _rising = [];
    private bool[] _touched = [];
    private int[] _touchedRows = [];
    private int _touchedCount;

    // By route: the sum over its members that rise now, and those that are about to.
    private double[] _routeWeight = [];
    private int[] _routeRising = [];
    private double[] _joinWeight = [];
    private int[] _joinCount = [];
    private int[] _joining = [];
    private int _joiningCount;

    /// <summary>The row that <see cref="NextFull"/> has found.</summary>
    public int FullRow => _full.Row;

    public void Reset(ShareRoutes routes, ReadOnlySpan<double> capacities)
    {
        _routes = routes;
        if (_capacity.Length < capacities.Length)
        {
            var rows = capacities.Length;
            (_capacity, _load, _slope, _level) = (new double[rows], new double[rows], new double[rows], new double[rows]);
            (_rising, _touched, _touchedRows) = (new int[rows], new bool[rows], new int[rows]);
        }

        capacities.CopyTo(_capacity);
    }

    /// <summary>Empties the rows; what the participants have from the beginning is told by <see cref="Hold"/> and <see cref="LoadHeld"/>.</summary>
    public void Empty()
    {
        _routes.Index();
        var routes = _routes.Count;
        if (_routeWeight.Length < routes)
        {
            (_routeWeight, _joinWeight) = (new double[routes], new double[routes]);
            (_routeRising, _joinCount, _joining) = (new int[routes], new int[routes], new int[routes]);
        }

        Array.Clear(_load);
        Array.Clear(_slope);
        Array.Clear(_level);
        Array.Clear(_rising);
        Array.Clear(_routeWeight);
        Array.Clear(_routeRising);
        _full.Clear();
    }

    /// <summary>A participant of the route has that much at level 0.</summary>
    public void Hold(int route, double amps) => _routeWeight[route] += amps;

    /// <summary>Loads the rows with what was told by <see cref="Hold"/>.</summary>
    public void LoadHeld()
    {
        for (var route = 0; route < _routes.Count; route++)
        {
            var held = _routeWeight[route];
            _routeWeight[route] = 0;
            var rows = _routes.RowsOf(route);
            var factors = _routes.FactorsOf(route);
            for (var u = 0; u < rows.Length && held != 0; u++)
            {
                _load[rows[u]] += factors[u] * held;
            }
        }
    }

    /// <summary>The level at which the first row is full. Keys in the heap are lower bounds: a row that lost members is looked at again.</summary>
    public double NextFull(double level)
    {
        while (!_full.IsEmpty)
        {
            var row = _full.Row;
            if (_rising[row] == 0)
            {
                _full.Pop();
                continue;
            }

            var full = Math.Max(level, FullAt(row));
            if (full <= _full.Key + 1e-12)
            {
                return full;
            }

            _full.Delay(full);
        }

        return double.PositiveInfinity;
    }

    /// <summary>The row that <see cref="NextFull"/> has found is done with.</summary>
    public void PopFull() => _full.Pop();

    /// <summary>A participant of the route starts to rise; in force with <see cref="Start"/>.</summary>
    public void Join(int route, double weight)
    {
        if (_joinCount[route]++ == 0)
        {
            _joining[_joiningCount++] = route;
        }

        _joinWeight[route] += weight;
    }

    /// <summary>All that joined rise from this level on.</summary>
    public void Start(double level)
    {
        for (var j = 0; j < _joiningCount; j++)
        {
            var route = _joining[j];
            Slope(route, _joinWeight[route], _joinCount[route], level);
            Touch(_routes.RowsOf(route));
            (_joinWeight[route], _joinCount[route]) = (0, 0);
        }

        for (var t = 0; t < _touchedCount; t++)
        {
            var row = _touchedRows[t];
            _touched[row] = false;
            if (_capacity[row] < double.PositiveInfinity)
            {
                _full.Push(row, Math.Max(level, FullAt(row)));
            }
        }

        _joiningCount = _touchedCount = 0;
    }

    /// <summary>One participant of the route rises no more.</summary>
    public void Stop(int route, double weight, double level) => Slope(route, -weight, -1, level);

    /// <summary>No participant of the route rises any more.</summary>
    public void StopAll(int route, double level)
    {
        if (_routeRising[route] > 0)
        {
            Slope(route, -_routeWeight[route], -_routeRising[route], level);
        }
    }

    private double FullAt(int row) => _level[row] + ((_capacity[row] - _load[row]) / _slope[row]);

    private void Touch(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            if (!_touched[row])
            {
                _touched[row] = true;
                _touchedRows[_touchedCount++] = row;
            }
        }
    }

    /// <summary>From this level on the route's rows fill faster, or more slowly where <paramref name="weight"/> is negative.</summary>
    private void Slope(int route, double weight, int count, double level)
    {
        _routeWeight[route] += weight;
        _routeRising[route] += count;
        var rows = _routes.RowsOf(route);
        var factors = _routes.FactorsOf(route);
        for (var u = 0; u < rows.Length; u++)
        {
            var row = rows[u];
            _load[row] += _slope[row] * (level - _level[row]);
            _level[row] = level;
            _slope[row] += factors[u] * weight;
            _rising[row] += count;
        }
    }
}
