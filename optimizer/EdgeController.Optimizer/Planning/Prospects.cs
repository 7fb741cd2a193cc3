using EdgeController.Core.Planning;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>
/// What vehicles will miss, as it is told. A plan that leaves a part of later limits (<see cref="PlanGoals.LaterShare"/>) leaves more missing than will be: that part is there when the time comes.
/// So the same problem is solved with all of the limits, and what the plan leaves missing beyond what time alone forbids is told in proportion.
/// </summary>
internal static class Prospects
{
    /// <summary>Less is told to nobody, kWh.</summary>
    public const double WorthTelling = 0.05;

    /// <summary>The problem with all that limits leave; null where the plan has it already or nothing is missing.</summary>
    public static PlanningProblem? WithoutReserve(PlanModel model, Reckoning reckoning)
    {
        var goals = model.Problem.Goals;
        return goals.LaterShare < 1 && model.Vehicles.Index().Any(one => !one.Item.Vehicle.IsExpected && reckoning.Shortage[one.Index] - one.Item.Unavoidable >= WorthTelling)
            ? model.Problem with { Goals = goals with { LaterShare = 1 } }
            : null;
    }

    /// <summary>What each vehicle will miss, kWh, by a solution with all that limits leave.</summary>
    public static double[] Of(PlanModel model, Reckoning reckoning, PlanModel whole, double[] x)
    {
        var (planned, best) = (0.0, 0.0);
        for (var i = 0; i < model.Vehicles.Length; i++)
        {
            if (!model.Vehicles[i].Vehicle.IsExpected)
            {
                planned += Math.Max(0, reckoning.Shortage[i] - model.Vehicles[i].Unavoidable);
                best += whole.Vehicles[i].Shortage >= 0 ? Math.Max(0, x[whole.Vehicles[i].Shortage] - whole.Vehicles[i].Unavoidable) : 0;
            }
        }

        var part = planned > 0 ? Math.Clamp(best / planned, 0, 1) : 1;
        return [.. model.Vehicles.Select((vehicle, i) => Math.Min(reckoning.Shortage[i], vehicle.Unavoidable + (Math.Max(0, reckoning.Shortage[i] - vehicle.Unavoidable) * part)))];
    }
}
