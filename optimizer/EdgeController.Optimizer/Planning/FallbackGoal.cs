using EdgeController.Core.Units;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>The goal that <see cref="FallbackRows"/> puts into the linear program, from a plan's powers.</summary>
internal static class FallbackGoal
{
    /// <summary>What a plan pays for its powers where they and the fallbacks beside them are more than the guard leaves.</summary>
    public static double Of(PlanModel model, PlanPowers powers)
    {
        var (goal, kiloVolts) = (0.0, model.Problem.Nominal.Value / 1000);
        if (model.Vehicles.All(vehicle => vehicle.Vehicle.Fallback.Value <= 0))
        {
            return goal;
        }

        var under = model.Problem.Circuits.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < model.Vehicles.Length; i++)
        {
            Members.Up(model.Problem, model.Vehicles[i].Vehicle.Circuit, circuit => under[circuit].Add(i));
        }

        for (var c = 0; c < under.Length; c++)
        {
            for (var t = 0; t < model.Slots; t++)
            {
                var there = under[c].Where(i => model.Vehicles[i].Charge[t] >= 0).ToArray();
                goal += Over(there, t, model.Free.VehiclePower(c, t), 1, static _ => 1);
                for (var phase = 0; phase < 3; phase++)
                {
                    goal += Over([.. there.Where(i => model.Vehicles[i].Vehicle.Phases.Has((Phase)phase))], t, model.Free.VehicleCurrent(c, t, phase), kiloVolts, static vehicle => 1 / vehicle.KiloWattsPerAmp);
                }
            }
        }

        return goal;

        double Over(int[] there, int slot, double room, double perUnit, Func<VehicleLayout, double> weigh)
        {
            var (most, held) = (0.0, 0.0);
            foreach (var i in there)
            {
                var vehicle = model.Vehicles[i];
                most += weigh(vehicle) * Math.Max(FallbackRows.Fallback(vehicle), powers.Charge[i][slot] / vehicle.Presence[slot]);
                held += weigh(vehicle) * FallbackRows.Fallback(vehicle);
            }

            return held <= 0 || most <= Math.Max(room, held) ? 0
                : (most - Math.Max(room, held)) * FallbackRows.Price(model.Problem, there.Select(i => model.Vehicles[i]), perUnit) * model.Hours[slot];
        }
    }
}
