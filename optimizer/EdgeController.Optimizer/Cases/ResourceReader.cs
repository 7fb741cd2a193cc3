using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Cases;

/// <summary>Reads one battery or PV array of a problem file.</summary>
internal static class ResourceReader
{
    public static PlanBattery Battery(JsonSection section, CircuitReader circuits)
    {
        var battery = new PlanBattery
        {
            Id = section.Text("id"),
            Circuit = circuits.Place(section, "circuit"),
            Phases = CircuitReader.PhasesOf(section),
            Capacity = new WattHours(section.Number("capacityKwh", 0, 1e6) * 1000),
            Initial = section.Number("soc", 0, 1),
            Minimum = section.Number("minSoc", 0, 1, 0),
            Maximum = section.Number("maxSoc", 0, 1, 1),
            MaxCharge = new Watts(section.Number("chargeKw", 0, 1e6) * 1000),
            MaxDischarge = new Watts(section.Number("dischargeKw", 0, 1e6) * 1000),
            ChargeEfficiency = section.Number("chargeEfficiency", 0.05, 1, 0.95),
            DischargeEfficiency = section.Number("dischargeEfficiency", 0.05, 1, 0.95),
            CycleCostPerKwh = section.Number("cycleCostPerKwh", 0, 1e4, 0),
            FinalValuePerKwh = section.Optional("finalValuePerKwh", 0, 1e4),
        };
        if (battery.Maximum < battery.Minimum)
        {
            section.Add("maxSoc", "must not be below minSoc");
        }

        section.End();
        return battery;
    }

    public static PlanPv Pv(JsonSection section, CircuitReader circuits, SeriesReader series)
    {
        var pv = new PlanPv
        {
            Id = section.Text("id"),
            Circuit = circuits.Place(section, "circuit"),
            Phases = CircuitReader.PhasesOf(section),
            Forecast = [.. series.Read(section, "kw", 0, 1e6, null).Select(power => new Watts(power * 1000))],
            Margin = section.Number("margin", 0, 1, 0),
            Curtailable = section.Flag("curtailable"),
        };
        section.End();
        return pv;
    }
}
