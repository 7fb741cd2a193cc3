namespace EdgeController.Optimizer.Linear;

/// <summary>Finds the best choice between the two values of each either-or, exactly: a mixed-integer solver.</summary>
public interface IPatternSolver
{
    /// <summary>The best pattern within the limits; null where none was found, with nothing lost but time.</summary>
    Pattern? Solve(LinearModel model, PatternQuestion question, SolveLimits limits);
}

/// <summary>The choices to be made in a model.</summary>
/// <param name="Minimums">Columns that are 0 or at least so much.</param>
/// <param name="Pairs">Pairs of columns of which one must be 0.</param>
public sealed record PatternQuestion(IReadOnlyList<(int Column, double Least)> Minimums, IReadOnlyList<(int In, int Out)> Pairs);

/// <summary>The choices made.</summary>
/// <param name="On">Columns of minimums that are kept.</param>
/// <param name="FirstIsZero">First columns of the pairs in which the first is 0; in the others it is the second.</param>
public sealed record Pattern(IReadOnlySet<int> On, IReadOnlySet<int> FirstIsZero);
