using System.Globalization;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Host.Api;

namespace EdgeController.Host.Planning;

/// <summary>Says for each vehicle and slot of a plan why it gets what it gets: from its currents, the prices, and the limits that bind on its way to the grid.</summary>
internal sealed class PlanReasons
{
    /// <summary>Currents below this are a pause, and differences below it none.</summary>
    private const double Some = 0.05;

    /// <summary>A price is lower from here on, in money per kWh.</summary>
    private const double Cheaper = 0.0005;

    private readonly PlanningProblem _problem;
    private readonly ChargingPlan _plan;
    private readonly string _currency;
    private readonly DateTimeOffset[] _at;

    public PlanReasons(PlanningProblem problem, ChargingPlan plan, string currency)
    {
        (_problem, _plan, _currency) = (problem, plan, currency);
        _at = new DateTimeOffset[plan.Slots.Length + 1];
        _at[0] = plan.Start;
        for (var t = 0; t < plan.Slots.Length; t++)
        {
            _at[t + 1] = _at[t] + plan.Slots[t];
        }
    }

    /// <summary>All slots of the plan; neighbours with the same sentence together.</summary>
    public IReadOnlyList<PlanReasonView> Of(PlanVehicle vehicle, VehiclePlan plan)
    {
        var path = Path(vehicle.Circuit);
        var runs = new List<PlanReasonView>();
        for (var t = 0; t < _plan.Slots.Length; t++)
        {
            var sentence = Sentence(vehicle, plan, path, t);
            if (runs.Count > 0 && runs[^1].Sentence == sentence)
            {
                runs[^1] = runs[^1] with { Slots = runs[^1].Slots + 1 };
            }
            else
            {
                runs.Add(new PlanReasonView(t, 1, sentence));
            }
        }

        return runs;
    }

    private string Sentence(PlanVehicle vehicle, VehiclePlan plan, HashSet<string> path, int t)
    {
        if (_at[t + 1] <= vehicle.Arrival)
        {
            return $"comes at {Clock(vehicle.Arrival)}";
        }

        if (_at[t] >= vehicle.Departure)
        {
            return $"is to be ready by {Clock(vehicle.Departure)}";
        }

        if (!plan.Discharge.IsDefaultOrEmpty && plan.Discharge[t].Value > 1)
        {
            return $"gives back what is worth more now: {Price(t)}";
        }

        return plan.Current[t].Value > Some ? Charging(vehicle, plan, path, t) : Waiting(vehicle, plan, path, t);
    }

    private string Charging(PlanVehicle vehicle, VehiclePlan plan, HashSet<string> path, int t)
    {
        var amps = plan.Current[t].Value;
        if (amps >= vehicle.Max.Value - Some)
        {
            return plan.Shortage.Value >= 50 ? $"charges all it can, {Figure(amps)} A: its time is short" : $"charges all it can, {Figure(amps)} A, {Bought(t)}";
        }

        return Bound(vehicle, path, t) is { } limit ? $"{limit}: {Figure(amps)} of {Figure(vehicle.Max.Value)} A"
            : BySun(t) ? $"charges with what the sun gives, {Figure(amps)} A"
            : amps <= vehicle.Min.Value + Some ? $"charges with its minimum, {Figure(amps)} A, {Bought(t)}"
            : $"charges {Figure(amps)} A, enough to be ready by {Clock(vehicle.Departure)}";
    }

    private string Waiting(PlanVehicle vehicle, VehiclePlan plan, HashSet<string> path, int t)
    {
        var next = t + 1;
        while (next < _plan.Slots.Length && plan.Current[next].Value <= Some)
        {
            next++;
        }

        var limit = Bound(vehicle, path, t);
        if (next >= _plan.Slots.Length || _at[next] >= vehicle.Departure)
        {
            return plan.Shortage.Value < 50 ? "has its energy by then" : limit is null ? "nothing is left for it" : $"{limit}, and nothing is left for it";
        }

        return BySun(next) && !BySun(t) ? $"waits for the sun from {Clock(_at[next])}"
            : PriceAt(next) < PriceAt(t) - Cheaper ? $"waits for the cheap hours from {Clock(_at[next])}: {Number(PriceAt(next))} instead of {Price(t)}"
            : limit is not null ? $"{limit}: goes on at {Clock(_at[next])}"
            : $"has time: goes on at {Clock(_at[next])}";
    }

    private string Bought(int t) => BySun(t) ? "from the sun" : $"at {Price(t)}";

    /// <summary>Nothing is drawn from the grid while the sun shines.</summary>
    private bool BySun(int t) => t < _plan.Grid.Length && _plan.Grid[t].Value <= 50 && _problem.Pv.Any(pv => pv.Forecast[t].Value > 100);

    /// <summary>The dearest limit on the vehicle's way to the grid that binds in that slot.</summary>
    private string? Bound(PlanVehicle vehicle, HashSet<string> path, int t)
    {
        BindingLimit? found = null;
        foreach (var limit in _plan.Binding)
        {
            if (t >= limit.FirstSlot && t < limit.FirstSlot + limit.ShadowPrices.Length && path.Contains(limit.Circuit)
                && (limit.Phase is not { } phase || vehicle.Phases.Has(phase))
                && (found is null || limit.ShadowPrices[t - limit.FirstSlot] > found.ShadowPrices[t - found.FirstSlot]))
            {
                found = limit;
            }
        }

        return found?.Kind switch
        {
            null => null,
            BindingKind.Current => $"{found.Circuit} {found.Phase}".TrimEnd() + " binds",
            BindingKind.Power => $"the power of {found.Circuit} binds",
            BindingKind.Charging => $"the limit on all charging at {found.Circuit} binds",
            BindingKind.Unbalance => $"the unbalance of {found.Circuit} binds",
            _ => $"the export limit of {found.Circuit} binds",
        };
    }

    private HashSet<string> Path(int circuit)
    {
        var path = new HashSet<string>(StringComparer.Ordinal);
        for (int? at = circuit; at is { } index; at = _problem.Circuits[index].Parent)
        {
            path.Add(_problem.Circuits[index].Id);
        }

        return path;
    }

    private double PriceAt(int slot) => slot < _problem.Prices.ImportPerKwh.Length ? _problem.Prices.ImportPerKwh[slot] : 0;

    private string Price(int slot) => $"{Number(PriceAt(slot))} {_currency}/kWh";

    private static string Number(double price) => price.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Figure(double amps) => amps.ToString("0.#", CultureInfo.InvariantCulture);

    private string Clock(DateTimeOffset instant) => _problem.ClockAt(instant);
}
