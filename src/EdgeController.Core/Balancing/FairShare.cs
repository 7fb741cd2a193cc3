namespace EdgeController.Core.Balancing;

/// <summary>
/// Weighted max-min fairness under shared capacities, solved exactly by progressive filling: all participants rise together, each at its
/// weight, from its minimum; one stops when it reaches its own maximum or when a row (a circuit's phase, or its power) is full.
/// Bertsekas and Gallager, Data Networks, 6.5.2. One instance is reused from tick to tick and is not thread-safe.
/// </summary>
public sealed class FairShare
{
    /// <summary><see cref="Binding"/> of a participant that its own maximum stopped.</summary>
    public const int OwnMaximum = -1;

    private readonly PriorityQueue<int, double> _full = new();
    private double[] _capacity = [];
    private double[] _load = [];
    private double[] _slope = [];
    private double[] _level = [];
    private bool[] _dirty = [];
    private int[] _rowStart = [];
    private int[] _rowMembers = [];
    private int _rows;

    private double[] _weight = [];
    private double[] _minimum = [];
    private double[] _maximum = [];
    private double[] _share = [];
    private int[] _binding = [];
    private State[] _state = [];
    private int[] _useStart = [];
    private int[] _byStart = [];
    private int[] _byCap = [];
    private double[] _keys = [];
    private int[] _useRow = [];
    private double[] _useFactor = [];
    private int _uses;

    private enum State : byte
    {
        Waiting,
        Rising,
        Frozen,
    }

    public int Participants { get; private set; }

    /// <summary>Starts a new problem with these capacities (amperes or watts; infinity for none).</summary>
    public void Reset(ReadOnlySpan<double> capacities)
    {
        _rows = capacities.Length;
        Grow(ref _capacity, _rows);
        Grow(ref _load, _rows);
        Grow(ref _slope, _rows);
        Grow(ref _level, _rows);
        Grow(ref _dirty, _rows);
        Grow(ref _rowStart, _rows + 1);
        capacities.CopyTo(_capacity);
        Array.Clear(_load, 0, _rows);
        Array.Clear(_slope, 0, _rows);
        Array.Clear(_level, 0, _rows);
        Array.Clear(_dirty, 0, _rows);
        Participants = 0;
        _uses = 0;
        _full.Clear();
    }

    /// <summary>Adds a participant that gets between <paramref name="minimum"/> and <paramref name="maximum"/>; its rows follow by <see cref="Use"/>.</summary>
    public int Add(double weight, double minimum, double maximum)
    {
        var index = Participants++;
        Grow(ref _weight, Participants);
        Grow(ref _minimum, Participants);
        Grow(ref _maximum, Participants);
        Grow(ref _share, Participants);
        Grow(ref _binding, Participants);
        Grow(ref _state, Participants);
        Grow(ref _useStart, Participants + 1);
        _weight[index] = weight;
        _minimum[index] = minimum;
        _maximum[index] = Math.Max(minimum, maximum);
        _useStart[index] = _uses;
        _useStart[index + 1] = _uses;
        return index;
    }

    /// <summary>The participant added last takes <paramref name="factor"/> times its share from this row.</summary>
    public void Use(int row, double factor)
    {
        Grow(ref _useRow, _uses + 1);
        Grow(ref _useFactor, _uses + 1);
        _useRow[_uses] = row;
        _useFactor[_uses] = factor;
        _useStart[Participants] = ++_uses;
    }

    /// <summary>What the participant gets.</summary>
    public double Share(int participant) => _share[participant];

    /// <summary>The row that stopped it, or <see cref="OwnMaximum"/>.</summary>
    public int Binding(int participant) => _binding[participant];

    public void Solve()
    {
        var n = Participants;
        Grow(ref _byStart, n);
        Grow(ref _byCap, n);
        Grow(ref _keys, n);
        IndexRows();
        for (var i = 0; i < n; i++)
        {
            _share[i] = _minimum[i];
            _binding[i] = OwnMaximum;
            _state[i] = State.Waiting;
            for (var u = _useStart[i]; u < _useStart[i + 1]; u++)
            {
                _load[_useRow[u]] += _useFactor[u] * _minimum[i];
            }
        }

        Order(_byStart, _minimum, n);
        Order(_byCap, _maximum, n);
        var starts = 0;
        var caps = 0;
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

            while (starts < n && _state[_byStart[starts]] == State.Frozen)
            {
                starts++;
            }

            var nextCap = _maximum[_byCap[caps]] / _weight[_byCap[caps]];
            var nextStart = starts < n ? _minimum[_byStart[starts]] / _weight[_byStart[starts]] : double.PositiveInfinity;
            var nextFull = NextFull(level);
            if (nextStart <= nextCap && nextStart <= nextFull)
            {
                level = nextStart;
                starts = StartAll(starts, n, level);
            }
            else if (nextFull <= nextCap)
            {
                level = nextFull;
                FreezeRow(_full.Dequeue(), level);
            }
            else
            {
                level = nextCap;
                Freeze(_byCap[caps], level, OwnMaximum);
            }
        }
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, Math.Max(16, array.Length * 2)));
        }
    }

    private void Order(int[] order, double[] bound, int n)
    {
        for (var i = 0; i < n; i++)
        {
            order[i] = i;
            _keys[i] = bound[i] / _weight[i];
        }

        Array.Sort(_keys, order, 0, n);
    }

    private void IndexRows()
    {
        Grow(ref _rowMembers, _uses);
        Array.Clear(_rowStart, 0, _rows + 1);
        for (var u = 0; u < _uses; u++)
        {
            _rowStart[_useRow[u] + 1]++;
        }

        for (var r = 0; r < _rows; r++)
        {
            _rowStart[r + 1] += _rowStart[r];
        }

        for (var i = Participants - 1; i >= 0; i--)
        {
            for (var u = _useStart[i]; u < _useStart[i + 1]; u++)
            {
                _rowMembers[--_rowStart[_useRow[u] + 1]] = i;
            }
        }

        // The filling above moved each row's end to its start; shift back by one.
        for (var r = 0; r < _rows; r++)
        {
            _rowStart[r] = _rowStart[r + 1];
        }

        _rowStart[_rows] = _uses;
    }

    /// <summary>The level at which the first row is full. Keys in the queue are lower bounds: a row that lost members is looked at again.</summary>
    private double NextFull(double level)
    {
        while (_full.TryPeek(out var row, out var key))
        {
            if (_slope[row] <= 1e-12)
            {
                _full.Dequeue();
                continue;
            }

            var full = Math.Max(level, FullAt(row));
            if (full <= key + 1e-12)
            {
                return full;
            }

            _full.DequeueEnqueue(row, full);
        }

        return double.PositiveInfinity;
    }

    private double FullAt(int row) => _level[row] + ((_capacity[row] - _load[row]) / _slope[row]);

    private int StartAll(int starts, int n, double level)
    {
        while (starts < n && (_state[_byStart[starts]] == State.Frozen || _minimum[_byStart[starts]] / _weight[_byStart[starts]] <= level))
        {
            var i = _byStart[starts++];
            if (_state[i] == State.Frozen)
            {
                continue;
            }

            _state[i] = State.Rising;
            for (var u = _useStart[i]; u < _useStart[i + 1]; u++)
            {
                Advance(_useRow[u], level);
                _slope[_useRow[u]] += _useFactor[u] * _weight[i];
                _dirty[_useRow[u]] = true;
            }
        }

        for (var r = 0; r < _rows; r++)
        {
            if (_dirty[r])
            {
                _dirty[r] = false;
                if (_capacity[r] < double.PositiveInfinity)
                {
                    _full.Enqueue(r, Math.Max(level, FullAt(r)));
                }
            }
        }

        return starts;
    }

    private void Advance(int row, double level)
    {
        _load[row] += _slope[row] * (level - _level[row]);
        _level[row] = level;
    }

    private void FreezeRow(int row, double level)
    {
        for (var m = _rowStart[row]; m < _rowStart[row + 1]; m++)
        {
            if (_state[_rowMembers[m]] != State.Frozen)
            {
                Freeze(_rowMembers[m], level, row);
            }
        }
    }

    private void Freeze(int i, double level, int binding)
    {
        if (_state[i] == State.Rising)
        {
            _share[i] = Math.Clamp(level * _weight[i], _minimum[i], _maximum[i]);
            for (var u = _useStart[i]; u < _useStart[i + 1]; u++)
            {
                Advance(_useRow[u], level);
                _slope[_useRow[u]] -= _useFactor[u] * _weight[i];
            }
        }

        _state[i] = State.Frozen;
        _binding[i] = binding;
    }
}
