namespace EdgeController.Core.Balancing;

/// <summary>
/// Weighted max-min fairness under shared capacities, solved exactly by progressive filling: all participants rise together, each at its
/// weight, from its minimum; one stops when it reaches its own maximum or when a row (a circuit's phase, or its power) is full.
/// Bertsekas and Gallager, Data Networks, 6.5.2. One instance is reused from tick to tick, allocates nothing then, and is not thread-safe.
/// </summary>
public sealed class FairShare
{
    /// <summary><see cref="Binding"/> of a participant that its own maximum stopped.</summary>
    public const int OwnMaximum = -1;

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

    // By route: the sum over its members that rise now, and the members.
    private double[] _routeWeight = [];
    private int[] _routeRising = [];
    private double[] _joinWeight = [];
    private int[] _joinCount = [];
    private int[] _joining = [];
    private int[] _memberStart = [];
    private int[] _members = [];

    // By participant.
    private double[] _weight = [];
    private double[] _minimum = [];
    private double[] _maximum = [];
    private int[] _route = [];
    private double[] _share = [];
    private int[] _binding = [];
    private State[] _state = [];
    private double[] _startKey = [];
    private double[] _capKey = [];

    // Participants in the order in which they start and end; kept, since it hardly changes from second to second.
    private int[] _byStart = [];
    private int[] _byCap = [];
    private int _ordered;

    private enum State : byte
    {
        Waiting,
        Rising,
        Frozen,
    }

    public int Participants { get; private set; }

    /// <summary>Starts a new problem with these capacities (amperes or watts; infinity for none).</summary>
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
        Participants = 0;
    }

    /// <summary>Adds a participant that gets between <paramref name="minimum"/> and <paramref name="maximum"/> by this route; returns its number.</summary>
    public int Add(int route, double weight, double minimum, double maximum)
    {
        if (Participants == _weight.Length)
        {
            GrowParticipants();
        }

        var index = Participants++;
        _route[index] = route;
        _weight[index] = weight;
        _minimum[index] = minimum;
        _maximum[index] = Math.Max(minimum, maximum);
        return index;
    }

    /// <summary>What the participant gets.</summary>
    public double Share(int participant) => _share[participant];

    /// <summary>The row that stopped it, or <see cref="OwnMaximum"/>.</summary>
    public int Binding(int participant) => _binding[participant];

    public void Solve()
    {
        var n = Participants;
        Prepare(n);
        int starts = 0, caps = 0;
        var level = 0.0;
        while (true)
        {
            while (caps < n && _state[_byCap[caps]] == State.Frozen)
            {
                caps++;
            }

            if (caps == n)
            {
                return;
            }

            while (starts < n && _state[_byStart[starts]] != State.Waiting)
            {
                starts++;
            }

            var nextCap = _capKey[_byCap[caps]];
            var nextStart = starts < n ? _startKey[_byStart[starts]] : double.PositiveInfinity;
            var nextFull = NextFull(level);
            if (nextStart <= nextCap && nextStart <= nextFull)
            {
                level = nextStart;
                starts = StartAll(starts, n, level);
            }
            else if (nextFull <= nextCap)
            {
                level = nextFull;
                StopRow(_full.Row, level);
                _full.Pop();
            }
            else
            {
                level = nextCap;
                StopAtMaximum(_byCap[caps], level);
            }
        }
    }

    private void GrowParticipants()
    {
        var size = Math.Max(16, _weight.Length * 2);
        Array.Resize(ref _weight, size);
        Array.Resize(ref _minimum, size);
        Array.Resize(ref _maximum, size);
        Array.Resize(ref _route, size);
        Array.Resize(ref _share, size);
        Array.Resize(ref _binding, size);
        Array.Resize(ref _state, size);
        Array.Resize(ref _startKey, size);
        Array.Resize(ref _capKey, size);
        Array.Resize(ref _byStart, size);
        Array.Resize(ref _byCap, size);
        Array.Resize(ref _members, size);
    }

    /// <summary>Everybody at the minimum; members by route; both orders.</summary>
    private void Prepare(int n)
    {
        _routes.Index();
        var routes = _routes.Count;
        if (_routeWeight.Length < routes)
        {
            (_routeWeight, _joinWeight) = (new double[routes], new double[routes]);
            (_routeRising, _joinCount, _joining, _memberStart) = (new int[routes], new int[routes], new int[routes], new int[routes + 2]);
        }

        Array.Clear(_load);
        Array.Clear(_slope);
        Array.Clear(_level);
        Array.Clear(_rising);
        Array.Clear(_routeWeight);
        Array.Clear(_routeRising);
        Array.Clear(_memberStart);
        _full.Clear();
        for (var i = 0; i < n; i++)
        {
            _memberStart[_route[i] + 2]++;
            _routeWeight[_route[i]] += _minimum[i];
            _share[i] = _minimum[i];
            _binding[i] = OwnMaximum;
            _state[i] = State.Waiting;
            _startKey[i] = _minimum[i] / _weight[i];
            _capKey[i] = _maximum[i] / _weight[i];
        }

        for (var route = 0; route < routes; route++)
        {
            var atMinimum = _routeWeight[route];
            _routeWeight[route] = 0;
            _memberStart[route + 2] += _memberStart[route + 1];
            var rows = _routes.RowsOf(route);
            var factors = _routes.FactorsOf(route);
            for (var u = 0; u < rows.Length && atMinimum != 0; u++)
            {
                _load[rows[u]] += factors[u] * atMinimum;
            }
        }

        for (var i = 0; i < n; i++)
        {
            _members[_memberStart[_route[i] + 1]++] = i;
        }

        if (_ordered != n)
        {
            for (var i = 0; i < n; i++)
            {
                (_byStart[i], _byCap[i]) = (i, i);
            }

            _ordered = n;
        }

        SteadyOrder.Sort(_byStart, n, new ByRisingKey(_startKey));
        SteadyOrder.Sort(_byCap, n, new ByRisingKey(_capKey));
    }

    /// <summary>The level at which the first row is full. Keys in the heap are lower bounds: a row that lost members is looked at again.</summary>
    private double NextFull(double level)
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

    private double FullAt(int row) => _level[row] + ((_capacity[row] - _load[row]) / _slope[row]);

    private int StartAll(int starts, int n, double level)
    {
        var joining = 0;
        for (; starts < n && _startKey[_byStart[starts]] <= level; starts++)
        {
            var i = _byStart[starts];
            if (_state[i] != State.Waiting)
            {
                continue;
            }

            _state[i] = State.Rising;
            var route = _route[i];
            if (_joinCount[route]++ == 0)
            {
                _joining[joining++] = route;
            }

            _joinWeight[route] += _weight[i];
        }

        for (var j = 0; j < joining; j++)
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

        _touchedCount = 0;
        return starts;
    }

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

    /// <summary>The row is full: all whose route goes through it stop here.</summary>
    private void StopRow(int row, double level)
    {
        foreach (var route in _routes.Through(row))
        {
            for (var m = _memberStart[route]; m < _memberStart[route + 1]; m++)
            {
                var i = _members[m];
                if (_state[i] == State.Frozen)
                {
                    continue;
                }

                _share[i] = _state[i] == State.Rising ? Math.Clamp(level * _weight[i], _minimum[i], _maximum[i]) : _minimum[i];
                _binding[i] = row;
                _state[i] = State.Frozen;
            }

            if (_routeRising[route] > 0)
            {
                Slope(route, -_routeWeight[route], -_routeRising[route], level);
            }
        }
    }

    private void StopAtMaximum(int i, double level)
    {
        if (_state[i] == State.Rising)
        {
            _share[i] = Math.Clamp(level * _weight[i], _minimum[i], _maximum[i]);
            Slope(_route[i], -_weight[i], -1, level);
        }

        _state[i] = State.Frozen;
    }
}
