using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Cbc;

/// <summary>The model with one binary column for each choice.</summary>
internal static class MixedModel
{
    /// <summary>
    /// For a minimum: <c>least · y &lt;= x &lt;= upper · y</c>. For a pair: <c>in &lt;= upper · y</c>, <c>out &lt;= upper · (1 - y)</c>. The binaries stand behind
    /// the model's columns, minimums first.
    /// </summary>
    public static (LinearModel Model, IReadOnlySet<int> Integers) Of(LinearModel model, PatternQuestion question)
    {
        var builder = new LinearModelBuilder();
        for (var j = 0; j < model.Columns; j++)
        {
            builder.Column(model.Lower[j], model.Upper[j], model.Cost[j]);
        }

        for (var i = 0; i < model.Rows; i++)
        {
            builder.Row(model.RowLower[i], model.RowUpper[i]);
        }

        for (var j = 0; j < model.Columns; j++)
        {
            for (var k = model.Starts[j]; k < model.Starts[j + 1]; k++)
            {
                builder.Entry(model.Indices[k], j, model.Values[k]);
            }
        }

        var integers = new HashSet<int>();
        foreach (var (column, least) in question.Minimums)
        {
            var on = Binary();
            Bound(column, on, -model.Upper[column], double.NegativeInfinity, 0);
            Bound(column, on, -least, 0, double.PositiveInfinity);
        }

        foreach (var (into, outOf) in question.Pairs)
        {
            var isIn = Binary();
            Bound(into, isIn, -model.Upper[into], double.NegativeInfinity, 0);
            Bound(outOf, isIn, model.Upper[outOf], double.NegativeInfinity, model.Upper[outOf]);
        }

        return (builder.Build(), integers);

        int Binary()
        {
            var column = builder.Column(0, 1, 0);
            integers.Add(column);
            return column;
        }

        void Bound(int column, int binary, double by, double lower, double upper)
        {
            var row = builder.Row(lower, upper);
            builder.Entry(row, column, 1);
            builder.Entry(row, binary, by);
        }
    }
}
