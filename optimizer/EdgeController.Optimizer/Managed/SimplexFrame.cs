using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Managed;

/// <summary>
/// A model in the form in which the simplex method works: <c>A x + z = 0</c> with one logical z per row, whose bounds are the row's with the
/// sign turned. Column n + i is the logical of row i. Also by rows, for the pivot row.
/// </summary>
internal sealed class SimplexFrame
{
    public SimplexFrame(LinearModel model)
    {
        Model = model;
        (Structurals, Rows) = (model.Columns, model.Rows);
        var all = Structurals + Rows;
        (Lower, Upper, Cost) = (new double[all], new double[all], new double[all]);
        model.Lower.CopyTo(Lower, 0);
        model.Upper.CopyTo(Upper, 0);
        model.Cost.CopyTo(Cost, 0);
        var (least, most) = Reach(model);
        for (var i = 0; i < Rows; i++)
        {
            Lower[Structurals + i] = -(double.IsFinite(model.RowUpper[i]) ? model.RowUpper[i] : Math.Max(model.RowLower[i], most[i]) + 1);
            Upper[Structurals + i] = -(double.IsFinite(model.RowLower[i]) ? model.RowLower[i] : Math.Min(model.RowUpper[i], least[i]) - 1);
        }

        RowStarts = new int[Rows + 1];
        foreach (var row in model.Indices)
        {
            RowStarts[row + 1]++;
        }

        for (var i = 0; i < Rows; i++)
        {
            RowStarts[i + 1] += RowStarts[i];
        }

        var next = RowStarts[..Rows];
        RowColumns = new int[model.Indices.Length];
        RowValues = new double[model.Indices.Length];
        for (var j = 0; j < Structurals; j++)
        {
            for (var k = model.Starts[j]; k < model.Starts[j + 1]; k++)
            {
                var place = next[model.Indices[k]]++;
                RowColumns[place] = j;
                RowValues[place] = model.Values[k];
            }
        }
    }

    public LinearModel Model { get; }

    public int Structurals { get; }

    public int Rows { get; }

    public double[] Lower { get; }

    public double[] Upper { get; }

    public double[] Cost { get; }

    public int[] RowStarts { get; }

    public int[] RowColumns { get; }

    public double[] RowValues { get; }

    /// <summary>
    /// How low and how high each row can get within the columns' bounds. With that for an infinite side every logical has two finite bounds too,
    /// and any basis can be made dual feasible.
    /// </summary>
    private static (double[] Least, double[] Most) Reach(LinearModel model)
    {
        var (least, most) = (new double[model.Rows], new double[model.Rows]);
        for (var j = 0; j < model.Columns; j++)
        {
            for (var k = model.Starts[j]; k < model.Starts[j + 1]; k++)
            {
                var (a, b) = (model.Values[k] * model.Lower[j], model.Values[k] * model.Upper[j]);
                least[model.Indices[k]] += Math.Min(a, b);
                most[model.Indices[k]] += Math.Max(a, b);
            }
        }

        return (least, most);
    }

    /// <summary>v += factor · column.</summary>
    public void AddColumn(int column, double factor, double[] v)
    {
        if (column >= Structurals)
        {
            v[column - Structurals] += factor;
            return;
        }

        for (var k = Model.Starts[column]; k < Model.Starts[column + 1]; k++)
        {
            v[Model.Indices[k]] += factor * Model.Values[k];
        }
    }

    /// <summary>v · column.</summary>
    public double Dot(int column, double[] v)
    {
        if (column >= Structurals)
        {
            return v[column - Structurals];
        }

        var sum = 0.0;
        for (var k = Model.Starts[column]; k < Model.Starts[column + 1]; k++)
        {
            sum += v[Model.Indices[k]] * Model.Values[k];
        }

        return sum;
    }
}
