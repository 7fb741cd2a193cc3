using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Cbc;

/// <summary>
/// COIN-OR CBC as a child process: solves linear programs (cold each time), and finds the exact pattern of minimums and directions with one
/// binary column for each choice.
/// </summary>
/// <param name="command">The program.</param>
/// <param name="gap">How far above the best a pattern may be, as a part of the goal.</param>
public sealed class CbcSolver(string command = "cbc", double gap = 1e-4) : ILinearSolver, IPatternSolver
{
    private readonly CbcCommand _command = new(command);

    public string Name => "cbc";

    /// <summary>Null where the command is there, else what to install.</summary>
    public static string? Problem() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "cbc")))
            ? null
            : "Planning with CBC needs the command cbc: install the package coinor-cbc.";

    public LinearAnswer Solve(LinearModel model, Basis? start, SolveLimits limits)
    {
        var (lines, problem) = _command.Run(model, new HashSet<int>(), limits.Time);
        if (lines is null || !CbcSolution.IsOptimal(lines))
        {
            return LinearAnswer.Fail(lines is null ? SolveStatus.Failed : SolveStatus.Stopped, lines is null ? problem : $"CBC says: {lines.FirstOrDefault()}");
        }

        return CbcSolution.Read(model, lines, model.Columns) is var (x, duals)
            ? new LinearAnswer(SolveStatus.Optimal) { X = x, RowDuals = duals }
            : LinearAnswer.Fail(SolveStatus.Failed, "CBC's solution cannot be read.");
    }

    public Pattern? Solve(LinearModel model, PatternQuestion question, SolveLimits limits)
    {
        var (mixed, integers) = MixedModel.Of(model, question);
        var (lines, _) = _command.Run(mixed, integers, limits.Time, "-ratioGap", gap.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        if (lines is null || !CbcSolution.HasSolution(lines) || CbcSolution.Read(mixed, lines, mixed.Columns) is not var (x, _))
        {
            return null;
        }

        var first = model.Columns;
        var on = question.Minimums.Where((_, k) => x[first + k] > 0.5).Select(minimum => minimum.Column).ToHashSet();
        var firstIsZero = question.Pairs.Where((_, k) => x[first + question.Minimums.Count + k] < 0.5).Select(pair => pair.In).ToHashSet();
        return new Pattern(on, firstIsZero);
    }

    public void Dispose()
    {
    }
}
