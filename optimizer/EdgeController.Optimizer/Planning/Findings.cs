using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>What binds a plan and what would help, from the duals; without them only what is missing and what is over by itself.</summary>
internal sealed class Findings(PlanModel model, double[] missing, double[] duals)
{
    // Below this a shadow price is a rounding of the solver, in money per A or kW and slot.
    private const double Nothing = 1e-6;

    /// <summary>Binding limits, consecutive slots together, the dearest first.</summary>
    public ImmutableArray<BindingLimit> Binding()
    {
        if (duals.Length == 0)
        {
            return [];
        }

        var found = new List<BindingLimit>();
        foreach (var group in model.Limits.GroupBy(limit => (limit.Circuit, limit.Kind, limit.Phase)))
        {
            var prices = new SortedDictionary<int, double>();
            foreach (var limit in group.Where(limit => Math.Abs(duals[limit.Row]) > Nothing && limit.Overload < 0))
            {
                prices[limit.Slot] = prices.GetValueOrDefault(limit.Slot) + Math.Abs(duals[limit.Row]);
            }

            foreach (var (first, run) in Runs(prices))
            {
                found.Add(new BindingLimit(model.Problem.Circuits[group.Key.Circuit].Id, group.Key.Kind, group.Key.Phase, first, run));
            }
        }

        return [.. found.OrderByDescending(limit => limit.Worth).ThenBy(limit => limit.Circuit, StringComparer.Ordinal).ThenBy(limit => limit.FirstSlot)];
    }

    public IEnumerable<PlanWarning> Warnings(ImmutableArray<BindingLimit> binding)
    {
        for (var i = 0; i < model.Vehicles.Length; i++)
        {
            if (missing[i] >= Prospects.WorthTelling && !model.Vehicles[i].Vehicle.IsExpected)
            {
                yield return Missing(model.Vehicles[i], missing[i], binding);
            }
        }

        for (var c = 0; c < model.Problem.Circuits.Length; c++)
        {
            if (Overload(c) is { } warning)
            {
                yield return warning;
            }
        }
    }

    /// <summary>What one more kilowatt-hour in the vehicle's battery costs.</summary>
    public double? Marginal(VehicleLayout vehicle) => duals.Length > 0 && vehicle.WishRow >= 0 ? Math.Max(0, duals[vehicle.WishRow]) : null;

    private PlanWarning Missing(VehicleLayout vehicle, double lacks, ImmutableArray<BindingLimit> binding)
    {
        var name = vehicle.Vehicle.Id;
        var sentence = $"Vehicle {name} will miss {Clock(vehicle.Vehicle.Departure)} by {lacks:0.#} kWh";
        var byItself = vehicle.Unavoidable;
        if (byItself >= lacks - Prospects.WorthTelling)
        {
            sentence += "; even at its highest power it has too little time.";
            return new PlanWarning(PlanWarningKind.Shortage, name, sentence) { Missing = new WattHours(lacks * 1000), Help = Later(vehicle, lacks) };
        }

        var path = new HashSet<string>(StringComparer.Ordinal);
        Members.Up(model.Problem, vehicle.Vehicle.Circuit, circuit => path.Add(model.Problem.Circuits[circuit].Id));
        var own = binding.Where(limit => path.Contains(limit.Circuit) && limit.FirstSlot <= vehicle.Last && limit.FirstSlot + limit.ShadowPrices.Length > vehicle.First
            && (limit.Kind != BindingKind.Current || limit.Phase is not { } phase || vehicle.Vehicle.Phases.Has(phase))).ToArray();
        if (own.Length == 0)
        {
            return new PlanWarning(PlanWarningKind.Shortage, name, sentence + ".") { Missing = new WattHours(lacks * 1000), Help = Later(vehicle, lacks) };
        }

        var limit = own[0];
        sentence += $"; {Named(limit)} binds from {Clock(At(Math.Max(limit.FirstSlot, vehicle.First)))}.";
        var help = $"One more {(limit.Unit == "A" ? "ampere" : "kilowatt")} there is worth {limit.Worth:0.00}";
        var price = model.Problem.Goals.ShortagePerKwh * vehicle.Vehicle.Priority;
        help += price > 0 ? $", about {limit.Worth / price:0.0} kWh." : ".";
        return new PlanWarning(PlanWarningKind.Shortage, name, sentence) { Missing = new WattHours(lacks * 1000), Help = $"{help} {Later(vehicle, lacks)}".TrimEnd() };
    }

    /// <summary>What half an hour more would bring: the vehicle's column in the slots behind its departure, priced with the duals.</summary>
    private string Later(VehicleLayout vehicle, double lacks)
    {
        const double Extra = 0.5;
        if (duals.Length == 0 || vehicle.WishRow < 0)
        {
            return string.Empty;
        }

        var (left, brought) = (Extra, 0.0);
        for (var t = Math.Max(0, vehicle.Last + (vehicle.Last >= 0 && vehicle.Presence[vehicle.Last] < 1 ? 0 : 1)); t < model.Slots && left > 1e-9; t++)
        {
            var hours = Math.Min(left, model.Hours[t]);
            left -= hours;
            var worth = (duals[vehicle.WishRow] * vehicle.Vehicle.Efficiency) - (Price(vehicle, t) / model.Hours[t]);
            brought += worth > 1e-6 ? vehicle.MaxPower * vehicle.Vehicle.Efficiency * hours : 0;
        }

        return brought > 0.05 ? $"A departure {Extra * 60:0} minutes later would bring up to {Math.Min(brought, lacks):0.#} kWh." : string.Empty;
    }

    /// <summary>What a kilowatt of this vehicle in that slot would cost: energy and every limit on its way.</summary>
    private double Price(VehicleLayout vehicle, int slot)
    {
        var price = GridRows.ImportPrice(model.Problem.Prices, slot) * model.Hours[slot];
        var path = new HashSet<int>();
        Members.Up(model.Problem, vehicle.Vehicle.Circuit, circuit => path.Add(circuit));
        foreach (var limit in model.Limits.Where(limit => limit.Slot == slot && path.Contains(limit.Circuit) && limit.Kind is BindingKind.Current or BindingKind.Power or BindingKind.Charging))
        {
            var loads = limit.Phase is not { } phase || vehicle.Vehicle.Phases.Has(phase);
            price += loads ? Math.Abs(duals[limit.Row]) / (limit.Kind == BindingKind.Current ? vehicle.KiloWattsPerAmp : 1) : 0;
        }

        return price;
    }

    private PlanWarning? Overload(int circuit)
    {
        var site = model.Site;
        var kiloVolts = model.Problem.Nominal.Value / 1000;
        for (var t = 0; t < model.Slots; t++)
        {
            for (var phase = 0; phase < 3; phase++)
            {
                var over = (site.High(circuit, t, phase) / kiloVolts) + model.Problem.Circuits[circuit].Reserve.Value - site.CurrentLimit(circuit, t, phase);
                if (over > 1e-6)
                {
                    var id = model.Problem.Circuits[circuit].Id;
                    return new PlanWarning(
                        PlanWarningKind.Overload, id, $"The load of {id} that nobody controls is over its limit on {(Phase)phase} by {over:0.#} A from {Clock(At(t))}; nothing charges there.");
                }
            }
        }

        return null;
    }

    private DateTimeOffset At(int slot) => model.Problem.Start.AddHours(model.From[slot]);

    private string Clock(DateTimeOffset instant) => model.Problem.ClockAt(instant);

    private static string Named(BindingLimit limit) => limit.Kind switch
    {
        BindingKind.Current => $"circuit {limit.Circuit} {limit.Phase}".TrimEnd(),
        BindingKind.Power => $"the power limit of circuit {limit.Circuit}",
        BindingKind.Charging => $"the limit on all charging at circuit {limit.Circuit}",
        BindingKind.Unbalance => $"the unbalance limit of circuit {limit.Circuit}",
        _ => $"the export limit of circuit {limit.Circuit}",
    };

    private static IEnumerable<(int First, ImmutableArray<double> Prices)> Runs(SortedDictionary<int, double> prices)
    {
        var run = ImmutableArray.CreateBuilder<double>();
        var first = 0;
        foreach (var (slot, price) in prices)
        {
            if (run.Count > 0 && slot != first + run.Count)
            {
                yield return (first, run.ToImmutable());
                run.Clear();
            }

            first = run.Count == 0 ? slot : first;
            run.Add(price);
        }

        if (run.Count > 0)
        {
            yield return (first, run.ToImmutable());
        }
    }
}
