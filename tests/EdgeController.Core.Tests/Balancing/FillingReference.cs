namespace EdgeController.Core.Tests.Balancing;

/// <summary>
/// Weighted max-min shares from their definition, without anything kept in between: the level rises from one point where somebody starts or
/// ends to the next; between two of them each row's load is a straight line, and the first row to reach its capacity stops all that use it.
/// </summary>
internal static class FillingReference
{
    public static double[] Solve(FairShareProblem problem)
    {
        var share = (double[])problem.Minimum.Clone();
        var frozen = new bool[share.Length];
        for (var level = 0.0; Array.Exists(frozen, done => !done);)
        {
            var next = double.PositiveInfinity;
            for (var i = 0; i < share.Length; i++)
            {
                if (!frozen[i])
                {
                    next = Math.Min(next, Next(problem, i, level));
                }
            }

            var (full, at) = FirstFull(problem, share, frozen, level, next);
            level = at;
            for (var i = 0; i < share.Length; i++)
            {
                var stops = full >= 0 ? Uses(problem, i, full) : level >= problem.Maximum[i] / problem.Weight[i];
                if (!frozen[i] && stops)
                {
                    (share[i], frozen[i]) = (At(problem, i, level), true);
                }
            }
        }

        return share;
    }

    /// <summary>The next level at which the participant's line bends.</summary>
    private static double Next(FairShareProblem problem, int i, double level)
    {
        var (start, end) = (problem.Minimum[i] / problem.Weight[i], problem.Maximum[i] / problem.Weight[i]);
        return start > level ? start : end;
    }

    /// <summary>The first row that is full on the way to that level, and where; -1 where none is.</summary>
    private static (int Row, double Level) FirstFull(FairShareProblem problem, double[] share, bool[] frozen, double level, double next)
    {
        var (low, high, used) = (new double[problem.Capacity.Length], new double[problem.Capacity.Length], new bool[problem.Capacity.Length]);
        for (var i = 0; i < share.Length; i++)
        {
            foreach (var (row, factor) in problem.Uses[i])
            {
                low[row] += factor * (frozen[i] ? share[i] : At(problem, i, level));
                high[row] += factor * (frozen[i] ? share[i] : At(problem, i, next));
                used[row] |= !frozen[i];
            }
        }

        var (full, at) = (-1, next);
        for (var row = 0; row < low.Length; row++)
        {
            if (used[row] && high[row] > problem.Capacity[row] + FairShareProblem.Tolerance(row))
            {
                var crossing = low[row] >= problem.Capacity[row] ? level : level + ((next - level) * (problem.Capacity[row] - low[row]) / (high[row] - low[row]));
                (full, at) = full < 0 || crossing < at ? (row, crossing) : (full, at);
            }
        }

        return (full, at);
    }

    private static bool Uses(FairShareProblem problem, int i, int row) => Array.Exists(problem.Uses[i], use => use.Row == row);

    private static double At(FairShareProblem problem, int i, double level) => Math.Clamp(level * problem.Weight[i], problem.Minimum[i], problem.Maximum[i]);
}
