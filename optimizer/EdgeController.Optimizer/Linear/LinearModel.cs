namespace EdgeController.Optimizer.Linear;

/// <summary>
/// A linear program: minimise <c>Cost · x</c> so that <c>RowLower &lt;= A x &lt;= RowUpper</c> and <c>Lower &lt;= x &lt;= Upper</c>. The matrix
/// is sparse by columns: column j has the entries <c>Starts[j]</c> to <c>Starts[j + 1] - 1</c> of <c>Indices</c> (rows) and <c>Values</c>.
/// Infinite bounds are infinities.
/// </summary>
public sealed record LinearModel
{
    public required int[] Starts { get; init; }

    public required int[] Indices { get; init; }

    public required double[] Values { get; init; }

    public required double[] Cost { get; init; }

    public required double[] Lower { get; init; }

    public required double[] Upper { get; init; }

    public required double[] RowLower { get; init; }

    public required double[] RowUpper { get; init; }

    public int Columns => Cost.Length;

    public int Rows => RowLower.Length;

    /// <summary>Whether only numbers outside the matrix differ.</summary>
    public bool HasMatrixOf(LinearModel other) =>
        Rows == other.Rows && Starts.AsSpan().SequenceEqual(other.Starts) && Indices.AsSpan().SequenceEqual(other.Indices) && Values.AsSpan().SequenceEqual(other.Values);

    /// <summary>A x.</summary>
    public double[] Activity(double[] x)
    {
        var activity = new double[Rows];
        for (var j = 0; j < Columns; j++)
        {
            if (x[j] != 0)
            {
                for (var k = Starts[j]; k < Starts[j + 1]; k++)
                {
                    activity[Indices[k]] += Values[k] * x[j];
                }
            }
        }

        return activity;
    }

    /// <summary>Cost · x.</summary>
    public double Objective(double[] x)
    {
        var sum = 0.0;
        for (var j = 0; j < Columns; j++)
        {
            sum += Cost[j] * x[j];
        }

        return sum;
    }
}
