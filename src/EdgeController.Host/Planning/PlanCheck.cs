using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>Whether a plan fits its problem: a wish can do no harm, but what cannot be meant is not shown or gone by either.</summary>
internal static class PlanCheck
{
    /// <summary>A planner's rounding, in A and in W.</summary>
    private const double Rounding = 0.5;

    /// <summary>What is wrong with it, as a part of a sentence; null where nothing is.</summary>
    public static string? Problem(PlanningProblem problem, ChargingPlan plan)
    {
        var slots = problem.Slots.Length;
        if (plan.Start != problem.Start || !plan.Slots.AsSpan().SequenceEqual(problem.Slots.AsSpan()) || plan.Grid.Length != slots)
        {
            return "its slots are not those of the problem";
        }

        foreach (var planned in plan.Vehicles)
        {
            if (problem.Vehicles.FirstOrDefault(vehicle => vehicle.Id == planned.Id) is not { } wanted)
            {
                return $"it is about {planned.Id}, which is not in the problem";
            }

            if (planned.Current.Length != slots || planned.Charge.Length != slots || !planned.Current.All(amps => amps.Value >= -Rounding && amps.Value <= wanted.Max.Value + Rounding)
                || !Sane(planned.Charge) || !double.IsFinite(planned.Shortage.Value))
            {
                return $"the current of {planned.Id} cannot be";
            }
        }

        foreach (var battery in plan.Batteries)
        {
            if (problem.Batteries.FirstOrDefault(one => one.Id == battery.Id) is not { } wanted)
            {
                return $"it is about {battery.Id}, which is not in the problem";
            }

            if (battery.Charge.Length != slots || battery.Discharge.Length != slots || battery.StateOfCharge.Length != slots || !battery.StateOfCharge.All(double.IsFinite)
                || !Sane(battery.Charge, wanted.MaxCharge) || !Sane(battery.Discharge, wanted.MaxDischarge))
            {
                return $"the power of {battery.Id} cannot be";
            }
        }

        return double.IsFinite(plan.Cost.Total) && plan.Grid.All(watts => double.IsFinite(watts.Value)) ? null : "its sums are no numbers";
    }

    private static bool Sane(ImmutableArray<Watts> powers, Watts? most = null) =>
        powers.All(power => double.IsFinite(power.Value) && power.Value >= -Rounding && (most is not { } max || power.Value <= max.Value + Rounding));
}
