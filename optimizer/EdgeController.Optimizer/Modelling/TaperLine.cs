using EdgeController.Core.Planning;

namespace EdgeController.Optimizer.Modelling;

/// <summary>One straight piece of a falling power limit: power &lt;= <paramref name="AtEmpty"/> - <paramref name="Slope"/> * energy, in kW and kWh.</summary>
internal readonly record struct TaperLine(double AtEmpty, double Slope)
{
    /// <summary>The pieces of a battery's taper.</summary>
    public static TaperLine[] Of(VehicleStore store)
    {
        var capacity = store.Capacity.Value / 1000;
        var lines = new List<TaperLine>();
        for (var k = 1; k < store.Taper.Length; k++)
        {
            var (from, to) = (store.Taper[k - 1], store.Taper[k]);
            var slope = (from.Power.Value - to.Power.Value) / 1000 / ((to.StateOfCharge - from.StateOfCharge) * capacity);
            lines.Add(new TaperLine((from.Power.Value / 1000) + (slope * from.StateOfCharge * capacity), slope));
        }

        return [.. lines];
    }

    /// <summary>
    /// The energy that a vehicle takes when it charges at its limit throughout. In a slot the limit is taken at the mean of the energies at
    /// its ends, as in the model, so more cannot be planned.
    /// </summary>
    public static double Reach(VehicleLayout layout, double[] hours)
    {
        var vehicle = layout.Vehicle;
        var lines = vehicle.Store is { } store ? Of(store) : [];
        var room = vehicle.Store is { } own ? Math.Max(0, (own.Capacity.Value / 1000) - layout.Initial) : double.PositiveInfinity;
        var taken = 0.0;
        for (var t = 0; t < hours.Length; t++)
        {
            var power = layout.MaxPower;
            var gain = vehicle.Efficiency * hours[t] * layout.Presence[t];
            foreach (var line in lines)
            {
                power = Math.Min(power, (line.AtEmpty - (line.Slope * (layout.Initial + taken))) / (1 + (line.Slope * gain / 2)));
            }

            taken = Math.Min(room, taken + (gain * Math.Max(0, power)));
        }

        return taken;
    }
}
