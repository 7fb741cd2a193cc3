namespace EdgeController.Optimizer.Linear;

/// <summary>
/// Solves linear programs. It may remember the last model so as to load only what changed; one caller at a time. Failures are answers, not
/// exceptions, and whoever asks checks the answer with a <see cref="Certificate"/> before use.
/// </summary>
public interface ILinearSolver : IDisposable
{
    /// <summary>As it is named in plans and on the command line.</summary>
    string Name { get; }

    /// <summary>Solves the model, from the given basis where there is one.</summary>
    LinearAnswer Solve(LinearModel model, Basis? start, SolveLimits limits);
}

/// <summary>When to give up.</summary>
/// <param name="Iterations">Simplex iterations.</param>
/// <param name="Time">Wall time; null for any.</param>
public sealed record SolveLimits(int Iterations, TimeSpan? Time);

/// <summary>How a solve ended.</summary>
public enum SolveStatus
{
    Optimal,

    /// <summary>The limit of iterations or time was reached.</summary>
    Stopped,

    /// <summary>The solver says that no x keeps all rows and bounds, or that the goal has no end.</summary>
    Infeasible,

    /// <summary>It crashed, hung, is missing or gave back what cannot be read.</summary>
    Failed,
}

/// <summary>Where a basis has each column and row: CLP's numbers, so that they pass through unchanged.</summary>
public enum BasisStatus : byte
{
    Free = 0,
    Basic = 1,
    AtUpper = 2,
    AtLower = 3,
    Superbasic = 4,
    Fixed = 5,
}

/// <summary>A basis of the simplex method: the status of every column and row.</summary>
public sealed record Basis(BasisStatus[] Columns, BasisStatus[] Rows);

/// <summary>What a solver answers.</summary>
public sealed record LinearAnswer(SolveStatus Status)
{
    /// <summary>x; empty unless optimal.</summary>
    public double[] X { get; init; } = [];

    /// <summary>Duals of the rows: how the goal grows with a row's bound. Empty unless optimal.</summary>
    public double[] RowDuals { get; init; } = [];

    /// <summary>Where the next solve may start; null where the solver has none.</summary>
    public Basis? Basis { get; init; }

    public int Iterations { get; init; }

    /// <summary>One sentence, where it is not optimal.</summary>
    public string Problem { get; init; } = string.Empty;

    public static LinearAnswer Fail(SolveStatus status, string problem) => new(status) { Problem = problem };
}
