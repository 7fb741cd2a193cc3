using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Modelling;

/// <summary>A stationary battery's columns and rows.</summary>
internal sealed class BatteryLayout
{
    public BatteryLayout(PlanBattery battery, Draft draft, PlanModel model)
    {
        Battery = battery;
        PhaseCount = battery.Phases.Count();
        Initial = battery.Initial * Capacity;
        FinalValue = ValueAtEnd(battery, draft.Problem);
        var number = draft.Numbers.Of('b', battery.Id);
        var (lowest, highest) = (Math.Min(Initial, battery.Minimum * Capacity), Math.Max(Initial, battery.Maximum * Capacity));
        Charge = new int[draft.Slots];
        Discharge = new int[draft.Slots];
        Store = new int[draft.Slots];
        for (var t = 0; t < draft.Slots; t++)
        {
            var hours = draft.Hours[t];
            var wear = battery.CycleCostPerKwh / battery.DischargeEfficiency * hours;
            Charge[t] = draft.Column(Part.BatteryCharge, number, t, 0, battery.MaxCharge.Value / 1000, 0);
            Discharge[t] = draft.Column(Part.BatteryDischarge, number, t, 0, battery.MaxDischarge.Value / 1000, wear);
            Store[t] = draft.Column(Part.BatteryStore, number, t, lowest, highest, t == draft.Slots - 1 ? -FinalValue : 0);
            var row = draft.Row(Part.BatteryStep, number, t, t == 0 ? Initial : 0, t == 0 ? Initial : 0);
            draft.Linear.Entry(row, Store[t], 1);
            draft.Linear.Entry(row, Charge[t], -battery.ChargeEfficiency * hours);
            draft.Linear.Entry(row, Discharge[t], hours / battery.DischargeEfficiency);
            if (t > 0)
            {
                draft.Linear.Entry(row, Store[t - 1], -1);
            }

            model.Exclusive.Add(new Exclusive(Charge[t], Discharge[t], battery.ChargeEfficiency * battery.DischargeEfficiency, ModelKey.Of(Part.BatteryStore, number, 0, 0)));
        }

        // What is stored now is worth as much: the goal counts the change.
        model.ConstantCost += FinalValue * Initial;
    }

    public PlanBattery Battery { get; }

    public int PhaseCount { get; }

    public double Capacity => Battery.Capacity.Value / 1000;

    public double Initial { get; }

    /// <summary>Money for a kilowatt-hour stored at the end.</summary>
    public double FinalValue { get; }

    public int[] Charge { get; }

    public int[] Discharge { get; }

    public int[] Store { get; }

    public static double ValueAtEnd(PlanBattery battery, PlanningProblem problem)
    {
        if (battery.FinalValuePerKwh is { } given)
        {
            return given;
        }

        var mean = problem.Prices.ImportPerKwh.IsEmpty ? 0 : problem.Prices.ImportPerKwh.Select((price, t) => price * problem.Slots[t].TotalHours).Sum() / problem.Slots.Sum(slot => slot.TotalHours);
        return Math.Max(0, (mean * battery.DischargeEfficiency) - battery.CycleCostPerKwh);
    }
}

/// <summary>A PV array's columns, where it can be held back; else its forecast is a number in the rows.</summary>
internal sealed class PvLayout
{
    /// <summary>Money per kWh for not holding PV back where nothing else tells.</summary>
    public const double Preference = 1e-5;

    public PvLayout(PlanPv pv, Draft draft)
    {
        Pv = pv;
        PhaseCount = pv.Phases.Count();
        Power = new int[draft.Slots];
        for (var t = 0; t < draft.Slots; t++)
        {
            var forecast = pv.Forecast[t].Value / 1000;
            Power[t] = pv.Curtailable && forecast > 0 ? draft.Column(Part.PvPower, draft.Numbers.Of('p', pv.Id), t, 0, forecast, -Preference * draft.Hours[t]) : -1;
        }
    }

    public PlanPv Pv { get; }

    public int PhaseCount { get; }

    public int[] Power { get; }
}
