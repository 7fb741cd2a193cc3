namespace EdgeController.Optimizer.Linear;

/// <summary>
/// Proof that an answer is what it says, from the model's own numbers alone: x keeps all rows and bounds, the duals are feasible, and the two
/// goals meet. By weak duality the dual goal is below every feasible x, whoever computed it.
/// </summary>
/// <param name="PrimalViolation">Largest breach of a row or bound, relative to the size of that row's or bound's number.</param>
/// <param name="DualViolation">Largest reduced cost or dual that points to an infinite bound.</param>
/// <param name="Primal">Cost of x.</param>
/// <param name="Dual">The dual goal.</param>
public sealed record Certificate(double PrimalViolation, double DualViolation, double Primal, double Dual)
{
    /// <summary>What is accepted.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>Distance of the two goals, relative to their size (at least 1).</summary>
    public double Gap => Math.Abs(Primal - Dual) / Math.Max(1, Math.Abs(Primal));

    public bool Holds => PrimalViolation <= Tolerance && DualViolation <= Tolerance && Gap <= Tolerance;

    /// <summary>Checks an answer; null where it has not the shape of the model or holds numbers that are none.</summary>
    public static Certificate? Of(LinearModel model, LinearAnswer answer)
    {
        var (x, y) = (answer.X, answer.RowDuals);
        if (x.Length != model.Columns || y.Length != model.Rows || !Array.TrueForAll(x, double.IsFinite) || !Array.TrueForAll(y, double.IsFinite))
        {
            return null;
        }

        var activity = model.Activity(x);
        var (primal, dual, goal) = (0.0, 0.0, 0.0);
        for (var i = 0; i < model.Rows; i++)
        {
            primal = Math.Max(primal, Breach(activity[i], model.RowLower[i], model.RowUpper[i]));
            goal += Part(y[i], model.RowLower[i], model.RowUpper[i], ref dual);
        }

        for (var j = 0; j < model.Columns; j++)
        {
            var reduced = model.Cost[j];
            for (var k = model.Starts[j]; k < model.Starts[j + 1]; k++)
            {
                reduced -= model.Values[k] * y[model.Indices[k]];
            }

            primal = Math.Max(primal, Breach(x[j], model.Lower[j], model.Upper[j]));
            goal += Part(reduced, model.Lower[j], model.Upper[j], ref dual);
        }

        return new Certificate(primal, dual, model.Objective(x), goal);
    }

    private static double Breach(double value, double lower, double upper)
    {
        var below = double.IsFinite(lower) ? (lower - value) / Math.Max(1, Math.Abs(lower)) : 0;
        var above = double.IsFinite(upper) ? (value - upper) / Math.Max(1, Math.Abs(upper)) : 0;
        return Math.Max(0, Math.Max(below, above));
    }

    private static double Part(double dual, double lower, double upper, ref double violation)
    {
        if (dual == 0)
        {
            return 0;
        }

        var bound = dual > 0 ? lower : upper;
        if (double.IsFinite(bound))
        {
            return dual * bound;
        }

        violation = Math.Max(violation, Math.Abs(dual));
        return 0;
    }
}
