using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>A plan in its barest form: mean kilowatts per slot of everything that is steered.</summary>
internal sealed class PlanPowers
{
    public PlanPowers(PlanModel model)
    {
        Charge = Empty(model.Vehicles.Length, model.Slots);
        Discharge = Empty(model.Vehicles.Length, model.Slots);
        BatteryCharge = Empty(model.Stores.Length, model.Slots);
        BatteryDischarge = Empty(model.Stores.Length, model.Slots);
        Pv = [.. model.Pv.Select(pv => pv.Pv.Forecast.Select(power => power.Value / 1000).ToArray())];
    }

    public double[][] Charge { get; }

    public double[][] Discharge { get; }

    public double[][] BatteryCharge { get; }

    public double[][] BatteryDischarge { get; }

    public double[][] Pv { get; }

    /// <summary>Nothing draws, and PV that can be held back gives nothing: that keeps every limit that can be kept.</summary>
    public static PlanPowers None(PlanModel model)
    {
        var powers = new PlanPowers(model);
        for (var p = 0; p < model.Pv.Length; p++)
        {
            for (var t = 0; t < model.Slots; t++)
            {
                powers.Pv[p][t] = model.Pv[p].Power[t] >= 0 ? 0 : powers.Pv[p][t];
            }
        }

        return powers;
    }

    /// <summary>Takes the powers out of a solution; what is below a milliwatt is nothing.</summary>
    public static PlanPowers From(PlanModel model, double[] x)
    {
        var powers = new PlanPowers(model);
        for (var t = 0; t < model.Slots; t++)
        {
            for (var i = 0; i < model.Vehicles.Length; i++)
            {
                powers.Charge[i][t] = At(x, model.Vehicles[i].Charge[t]);
                powers.Discharge[i][t] = At(x, model.Vehicles[i].Discharge[t]);
            }

            for (var b = 0; b < model.Stores.Length; b++)
            {
                powers.BatteryCharge[b][t] = At(x, model.Stores[b].Charge[t]);
                powers.BatteryDischarge[b][t] = At(x, model.Stores[b].Discharge[t]);
            }

            for (var p = 0; p < model.Pv.Length; p++)
            {
                powers.Pv[p][t] = model.Pv[p].Power[t] >= 0 ? At(x, model.Pv[p].Power[t]) : powers.Pv[p][t];
            }
        }

        return powers;
    }

    private static double At(double[] x, int column) => column >= 0 && x[column] > 1e-6 ? x[column] : 0;

    private static double[][] Empty(int count, int slots) => [.. Enumerable.Range(0, count).Select(_ => new double[slots])];
}
