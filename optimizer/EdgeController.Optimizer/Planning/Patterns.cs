using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>What of a plan is a choice between two: minimums that are kept or not, and directions.</summary>
internal static class Patterns
{
    public static PatternQuestion Of(PlanModel model) => new(
        [.. model.Minimums.Select(minimum => (minimum.Column, minimum.Least))],
        [.. model.Exclusive.Select(pair => (pair.In, pair.Out))]);
}
