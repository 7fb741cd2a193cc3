using System.Globalization;

namespace EdgeController.Optimizer.Linear;

/// <summary>Writes a model in free MPS form, rows R0.., columns C0.., for other solvers; numbers read back bit for bit.</summary>
public static class MpsWriter
{
    /// <summary>Writes the model; columns in <paramref name="integers"/> are marked as integer.</summary>
    public static void Write(LinearModel model, TextWriter to, IReadOnlySet<int>? integers = null)
    {
        to.Write("NAME plan FREE\nROWS\n N COST\n");
        for (var i = 0; i < model.Rows; i++)
        {
            to.Write($" {Kind(model.RowLower[i], model.RowUpper[i])} R{i}\n");
        }

        to.Write("COLUMNS\n");
        var marks = 0;
        for (var j = 0; j < model.Columns; j++)
        {
            var isInteger = integers?.Contains(j) == true;
            if (isInteger)
            {
                to.Write($" M{marks++} 'MARKER' 'INTORG'\n");
            }

            to.Write($" C{j} COST {Text(model.Cost[j])}\n");
            for (var k = model.Starts[j]; k < model.Starts[j + 1]; k++)
            {
                to.Write($" C{j} R{model.Indices[k]} {Text(model.Values[k])}\n");
            }

            if (isInteger)
            {
                to.Write($" M{marks++} 'MARKER' 'INTEND'\n");
            }
        }

        Rows(model, to);
        Bounds(model, to);
        to.Write("ENDATA\n");
    }

    private static void Rows(LinearModel model, TextWriter to)
    {
        to.Write("RHS\n");
        for (var i = 0; i < model.Rows; i++)
        {
            var side = Kind(model.RowLower[i], model.RowUpper[i]) == 'G' ? model.RowLower[i] : model.RowUpper[i];
            if (side != 0 && double.IsFinite(side))
            {
                to.Write($" RHS R{i} {Text(side)}\n");
            }
        }

        to.Write("RANGES\n");
        for (var i = 0; i < model.Rows; i++)
        {
            var (lower, upper) = (model.RowLower[i], model.RowUpper[i]);
            if (lower != upper && double.IsFinite(lower) && double.IsFinite(upper))
            {
                to.Write($" RNG R{i} {Text(upper - lower)}\n");
            }
        }
    }

    private static void Bounds(LinearModel model, TextWriter to)
    {
        to.Write("BOUNDS\n");
        for (var j = 0; j < model.Columns; j++)
        {
            var (lower, upper) = (model.Lower[j], model.Upper[j]);
            if (lower == upper)
            {
                to.Write($" FX BND C{j} {Text(lower)}\n");
                continue;
            }

            to.Write(double.IsFinite(lower) ? $" LO BND C{j} {Text(lower)}\n" : $" MI BND C{j}\n");
            if (double.IsFinite(upper))
            {
                to.Write($" UP BND C{j} {Text(upper)}\n");
            }
        }
    }

    private static char Kind(double lower, double upper) =>
        lower == upper ? 'E' : double.IsFinite(upper) ? 'L' : double.IsFinite(lower) ? 'G' : 'N';

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
