namespace EdgeController.Scenarios.Comparison;

/// <summary>Maximize c x subject to A x at most b and 0 to u for each column.</summary>
internal sealed class LinearProgram
{
    private readonly List<double> _gain = [];
    private readonly List<double> _most = [];
    private readonly List<double> _capacity = [];
    private readonly List<List<RowPart>> _columns = [];

    public int Rows => _capacity.Count;

    public int Columns => _gain.Count;

    /// <summary>c.</summary>
    public IReadOnlyList<double> Gain => _gain;

    /// <summary>u.</summary>
    public IReadOnlyList<double> Most => _most;

    /// <summary>b.</summary>
    public IReadOnlyList<double> Capacity => _capacity;

    /// <summary>A by columns.</summary>
    public IReadOnlyList<IReadOnlyList<RowPart>> Parts => _columns;

    public int AddRow(double capacity)
    {
        _capacity.Add(capacity);
        return _capacity.Count - 1;
    }

    public int AddColumn(double gain, double most)
    {
        _gain.Add(gain);
        _most.Add(most);
        _columns.Add([]);
        return _gain.Count - 1;
    }

    public void Add(int column, int row, double factor) => _columns[column].Add(new RowPart(row, factor));

    /// <summary>
    /// A value that no solution can exceed, from any multipliers of the rows (weak duality): b y + sum of u x max(0, c - A'y) with y at least 0.
    /// It holds whatever program computed the multipliers.
    /// </summary>
    public double UpperBound(ReadOnlySpan<double> multipliers)
    {
        var bound = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            bound += _capacity[row] * Math.Max(0, multipliers[row]);
        }

        for (var column = 0; column < Columns; column++)
        {
            var reduced = _gain[column];
            foreach (var (row, factor) in _columns[column])
            {
                reduced -= factor * Math.Max(0, multipliers[row]);
            }

            bound += _most[column] * Math.Max(0, reduced);
        }

        return bound;
    }

    /// <summary>By how much these values break a row or a column's bounds at most.</summary>
    public double Violation(ReadOnlySpan<double> values)
    {
        var used = new double[Rows];
        var worst = 0.0;
        for (var column = 0; column < Columns; column++)
        {
            worst = Math.Max(worst, Math.Max(-values[column], values[column] - _most[column]));
            foreach (var (row, factor) in _columns[column])
            {
                used[row] += factor * values[column];
            }
        }

        for (var row = 0; row < Rows; row++)
        {
            worst = Math.Max(worst, used[row] - _capacity[row]);
        }

        return worst;
    }
}
