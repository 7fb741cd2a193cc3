namespace EdgeController.Core.Balancing;

/// <summary>
/// The ways from a participant of the <see cref="FairShare"/> to the root: which rows its current goes through, and how much of each row
/// one ampere takes. Vehicles on the same circuit that load the same phases share one route, so that a full row stops them in one go.
/// </summary>
/// <param name="rows">Number of rows that capacities are given for.</param>
public sealed class ShareRoutes(int rows)
{
    private int[] _start = [0];
    private int[] _row = [];
    private double[] _factor = [];
    private int[] _throughStart = [];
    private int[] _through = [];
    private int _indexed = -1;

    /// <summary>Number of rows that capacities are given for.</summary>
    public int Rows { get; } = rows;

    public int Count { get; private set; }

    /// <summary>Adds a route and returns its number; <paramref name="factors"/> is what one ampere takes from each of <paramref name="through"/>.</summary>
    public int Add(ReadOnlySpan<int> through, ReadOnlySpan<double> factors)
    {
        var first = _start[Count];
        var end = first + through.Length;
        if (_row.Length < end)
        {
            Array.Resize(ref _row, Math.Max(end, _row.Length * 2));
            Array.Resize(ref _factor, _row.Length);
        }

        if (_start.Length < Count + 2)
        {
            Array.Resize(ref _start, Math.Max(16, _start.Length * 2));
        }

        through.CopyTo(_row.AsSpan(first));
        factors.CopyTo(_factor.AsSpan(first));
        _start[Count + 1] = end;
        return Count++;
    }

    /// <summary>The rows of a route, in the order in which they were added.</summary>
    internal ReadOnlySpan<int> RowsOf(int route) => _row.AsSpan(_start[route], _start[route + 1] - _start[route]);

    /// <summary>What one ampere takes from each of <see cref="RowsOf"/>.</summary>
    internal ReadOnlySpan<double> FactorsOf(int route) => _factor.AsSpan(_start[route], _start[route + 1] - _start[route]);

    /// <summary>The routes that go through a row.</summary>
    internal ReadOnlySpan<int> Through(int row) => _through.AsSpan(_throughStart[row], _throughStart[row + 1] - _throughStart[row]);

    /// <summary>Brings <see cref="Through"/> up to date; cheap where no route was added.</summary>
    internal void Index()
    {
        if (_indexed == Count)
        {
            return;
        }

        var used = _start[Count];
        _throughStart = new int[Rows + 2];
        _through = new int[used];
        for (var u = 0; u < used; u++)
        {
            _throughStart[_row[u] + 2]++;
        }

        for (var r = 2; r < _throughStart.Length; r++)
        {
            _throughStart[r] += _throughStart[r - 1];
        }

        for (var route = 0; route < Count; route++)
        {
            foreach (var row in RowsOf(route))
            {
                _through[_throughStart[row + 1]++] = route;
            }
        }

        _indexed = Count;
    }
}
