namespace EdgeController.Optimizer.Linear;

/// <summary>Collects columns, rows and entries in any order and lays them out by columns.</summary>
internal sealed class LinearModelBuilder
{
    private readonly List<double> _cost = [];
    private readonly List<double> _lower = [];
    private readonly List<double> _upper = [];
    private readonly List<double> _rowLower = [];
    private readonly List<double> _rowUpper = [];
    private readonly List<(int Column, int Row, double Value)> _entries = [];

    public int Rows => _rowLower.Count;

    public int Columns => _cost.Count;

    /// <summary>A new column; its number.</summary>
    public int Column(double lower, double upper, double cost)
    {
        _cost.Add(cost);
        _lower.Add(lower);
        _upper.Add(Math.Max(lower, upper));
        return _cost.Count - 1;
    }

    /// <summary>A new row; its number.</summary>
    public int Row(double lower, double upper)
    {
        _rowLower.Add(lower);
        _rowUpper.Add(upper);
        return _rowLower.Count - 1;
    }

    public void Entry(int row, int column, double value)
    {
        if (value != 0)
        {
            _entries.Add((column, row, value));
        }
    }

    public LinearModel Build()
    {
        var starts = new int[Columns + 1];
        foreach (var (column, _, _) in _entries)
        {
            starts[column + 1]++;
        }

        for (var j = 0; j < Columns; j++)
        {
            starts[j + 1] += starts[j];
        }

        var next = starts.AsSpan(0, Columns).ToArray();
        var indices = new int[_entries.Count];
        var values = new double[_entries.Count];
        foreach (var (column, row, value) in _entries)
        {
            var place = next[column]++;
            indices[place] = row;
            values[place] = value;
        }

        return new LinearModel
        {
            Starts = starts,
            Indices = indices,
            Values = values,
            Cost = [.. _cost],
            Lower = [.. _lower],
            Upper = [.. _upper],
            RowLower = [.. _rowLower],
            RowUpper = [.. _rowUpper],
        };
    }
}
