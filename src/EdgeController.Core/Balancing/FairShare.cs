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

    private readonly FillingRows _rows = new();
    private ShareRoutes _routes = new(0);

    // Participants by route: those of a route lie together in _members.
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
        _rows.Reset(routes, capacities);
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
            var nextFull = _rows.NextFull(level);
            if (nextStart <= nextCap && nextStart <= nextFull)
            {
                level = nextStart;
                starts = StartAll(starts, n, level);
            }
            else if (nextFull <= nextCap)
            {
                level = nextFull;
                StopRow(_rows.FullRow, level);
                _rows.PopFull();
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
        _rows.Empty();
        var routes = _routes.Count;
        if (_memberStart.Length < routes + 2)
        {
            _memberStart = new int[routes + 2];
        }

        Array.Clear(_memberStart);
        for (var i = 0; i < n; i++)
        {
            _memberStart[_route[i] + 2]++;
            _rows.Hold(_route[i], _minimum[i]);
            _share[i] = _minimum[i];
            _binding[i] = OwnMaximum;
            _state[i] = State.Waiting;
            _startKey[i] = _minimum[i] / _weight[i];
            _capKey[i] = _maximum[i] / _weight[i];
        }

        _rows.LoadHeld();
        for (var route = 0; route < routes; route++)
        {
            _memberStart[route + 2] += _memberStart[route + 1];
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

    private int StartAll(int starts, int n, double level)
    {
        for (; starts < n && _startKey[_byStart[starts]] <= level; starts++)
        {
            var i = _byStart[starts];
            if (_state[i] == State.Waiting)
            {
                _state[i] = State.Rising;
                _rows.Join(_route[i], _weight[i]);
            }
        }

        _rows.Start(level);
        return starts;
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

            _rows.StopAll(route, level);
        }
    }

    private void StopAtMaximum(int i, double level)
    {
        if (_state[i] == State.Rising)
        {
            _share[i] = Math.Clamp(level * _weight[i], _minimum[i], _maximum[i]);
            _rows.Stop(_route[i], _weight[i], level);
        }

        _state[i] = State.Frozen;
    }
}
