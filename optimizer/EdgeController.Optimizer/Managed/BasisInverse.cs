namespace EdgeController.Optimizer.Managed;

/// <summary>Which column is basic in each row, and the inverse of that basis, made anew from time to time.</summary>
internal sealed class BasisInverse(SimplexFrame frame)
{
    private const double SmallestPivot = 1e-9;

    private readonly EtaFile _etas = new(frame.Rows);
    private readonly double[] _work = new double[frame.Rows];
    private int _made;

    /// <summary>The basic column of each row.</summary>
    public int[] Basic { get; } = [.. Enumerable.Range(frame.Structurals, frame.Rows)];

    /// <summary>Replacements since the inverse was made.</summary>
    public int Age => _etas.Count - _made;

    public void Forward(double[] v) => _etas.Forward(v);

    public void Backward(double[] v) => _etas.Backward(v);

    /// <summary>The column multiplied by the inverse takes the place of what was basic in the row.</summary>
    public void Replace(int row, int column, double[] transformed)
    {
        _etas.Add(transformed, row);
        Basic[row] = column;
    }

    /// <summary>
    /// Makes the inverse anew from the columns in <see cref="Basic"/>, which may change places; false where they depend on each other, and then
    /// logicals have taken the places of those that did.
    /// </summary>
    public bool Make()
    {
        _etas.Clear();
        var columns = Order(Basic);
        var taken = new bool[frame.Rows];
        Array.Fill(Basic, -1);
        var whole = true;
        foreach (var (column, wish) in columns)
        {
            Array.Clear(_work);
            frame.AddColumn(column, 1, _work);
            _etas.Forward(_work);
            var row = Pivot(taken, wish);
            if (row < 0)
            {
                whole = false;
                continue;
            }

            taken[row] = true;
            Basic[row] = column;
            if (column < frame.Structurals || _work[row] != 1)
            {
                _etas.Add(_work, row);
            }
        }

        // A row that nobody took gets its own logical: in it, all before it are zero or eliminated.
        for (var i = 0; i < frame.Rows; i++)
        {
            if (Basic[i] < 0)
            {
                Array.Clear(_work);
                _work[i] = 1;
                _etas.Forward(_work);
                Basic[i] = frame.Structurals + i;
                _etas.Add(_work, i);
            }
        }

        _made = _etas.Count;
        return whole;
    }

    private int Pivot(bool[] taken, int wish)
    {
        var largest = 0.0;
        var row = -1;
        for (var i = 0; i < frame.Rows; i++)
        {
            var size = taken[i] ? 0 : Math.Abs(_work[i]);
            if (size > largest)
            {
                (largest, row) = (size, i);
            }
        }

        return wish >= 0 && !taken[wish] && Math.Abs(_work[wish]) >= 0.1 * largest && Math.Abs(_work[wish]) > SmallestPivot ? wish : largest > SmallestPivot ? row : -1;
    }

    /// <summary>Logicals first, then columns that are alone in a row, then the rest from sparse to dense: so that little fills in.</summary>
    private List<(int Column, int Row)> Order(int[] basic)
    {
        var ordered = new List<(int, int)>();
        var open = new HashSet<int>();
        var count = new int[frame.Rows];
        var isFree = new bool[frame.Rows];
        Array.Fill(isFree, true);
        foreach (var column in basic)
        {
            if (column >= frame.Structurals)
            {
                ordered.Add((column, column - frame.Structurals));
                isFree[column - frame.Structurals] = false;
            }
            else
            {
                open.Add(column);
            }
        }

        foreach (var column in open)
        {
            Each(column, row => count[row]++);
        }

        var alone = new Queue<int>(Enumerable.Range(0, frame.Rows).Where(row => isFree[row] && count[row] == 1));
        while (alone.TryDequeue(out var row))
        {
            if (!isFree[row] || count[row] != 1)
            {
                continue;
            }

            var column = -1;
            for (var k = frame.RowStarts[row]; k < frame.RowStarts[row + 1] && column < 0; k++)
            {
                column = open.Contains(frame.RowColumns[k]) ? frame.RowColumns[k] : -1;
            }

            isFree[row] = false;
            open.Remove(column);
            ordered.Add((column, row));
            Each(column, other =>
            {
                if (--count[other] == 1 && isFree[other])
                {
                    alone.Enqueue(other);
                }
            });
        }

        ordered.AddRange(open.OrderBy(column => frame.Model.Starts[column + 1] - frame.Model.Starts[column]).ThenBy(column => column).Select(column => (column, -1)));
        return ordered;
    }

    private void Each(int column, Action<int> visit)
    {
        for (var k = frame.Model.Starts[column]; k < frame.Model.Starts[column + 1]; k++)
        {
            visit(frame.Model.Indices[k]);
        }
    }
}
