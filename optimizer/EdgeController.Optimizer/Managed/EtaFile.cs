namespace EdgeController.Optimizer.Managed;

/// <summary>The inverse of a basis as a product of elementary matrices (product form): each differs from the identity in one column.</summary>
internal sealed class EtaFile(int rows)
{
    private const double Zero = 1e-13;

    private readonly List<int> _starts = [0];
    private readonly List<int> _pivotRows = [];
    private readonly List<double> _pivots = [];
    private int[] _indices = new int[1024];
    private double[] _values = new double[1024];
    private int _used;

    /// <summary>Etas since the last time that all were made anew.</summary>
    public int Count => _pivotRows.Count;

    public void Clear()
    {
        _starts.Clear();
        _starts.Add(0);
        _pivotRows.Clear();
        _pivots.Clear();
        _used = 0;
    }

    /// <summary>Adds the elementary matrix that turns <paramref name="column"/> (already multiplied by the inverse so far) into a unit vector.</summary>
    public void Add(double[] column, int pivotRow)
    {
        for (var i = 0; i < rows; i++)
        {
            if (i != pivotRow && Math.Abs(column[i]) > Zero)
            {
                if (_used == _indices.Length)
                {
                    Array.Resize(ref _indices, _used * 2);
                    Array.Resize(ref _values, _used * 2);
                }

                _indices[_used] = i;
                _values[_used++] = column[i];
            }
        }

        _pivotRows.Add(pivotRow);
        _pivots.Add(column[pivotRow]);
        _starts.Add(_used);
    }

    /// <summary>v := inverse · v.</summary>
    public void Forward(double[] v)
    {
        for (var e = 0; e < _pivotRows.Count; e++)
        {
            var row = _pivotRows[e];
            if (v[row] == 0)
            {
                continue;
            }

            var by = v[row] / _pivots[e];
            v[row] = by;
            var end = _starts[e + 1];
            for (var k = _starts[e]; k < end; k++)
            {
                v[_indices[k]] -= _values[k] * by;
            }
        }
    }

    /// <summary>v := v · inverse, for row vectors.</summary>
    public void Backward(double[] v)
    {
        for (var e = _pivotRows.Count - 1; e >= 0; e--)
        {
            var row = _pivotRows[e];
            var sum = v[row];
            var end = _starts[e + 1];
            for (var k = _starts[e]; k < end; k++)
            {
                sum -= _values[k] * v[_indices[k]];
            }

            v[row] = sum == 0 ? 0 : sum / _pivots[e];
        }
    }
}
