using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Api;

/// <summary>A charging plan as <c>/api/v1/plan</c> tells it; lists run by slot. Powers in kW, currents in A, prices per kWh.</summary>
public sealed record PlanView(
    DateTimeOffset Start, IReadOnlyList<double> Minutes, PlanStatus Status, string Solver, long Revision, double? Gap, string Currency, double Cost, IReadOnlyList<double> ImportPrice,
    IReadOnlyList<double> ExportPrice, IReadOnlyList<double> LoadKw, IReadOnlyList<double> PvKw, IReadOnlyList<double> GridKw, IReadOnlyList<double?> LimitKw, IReadOnlyList<PlannedVehicleView> Vehicles,
    IReadOnlyList<UnplannedView> Unplanned, IReadOnlyList<BindingView> Binding, IReadOnlyList<PlanWarningView> Warnings)
{
    internal static PlanView Of(PlanPicture picture, SiteSnapshot snapshot)
    {
        var (problem, plan) = (picture.Request.Problem, picture.Plan);
        var slots = Enumerable.Range(0, plan.Slots.Length);
        return new PlanView(
            plan.Start,
            [.. plan.Slots.Select(slot => Math.Round(slot.TotalMinutes, 2))],
            plan.Status,
            plan.Solver,
            plan.Revision,
            plan.Gap is { } gap ? Math.Round(gap, 6) : null,
            picture.Currency,
            Math.Round(plan.Cost.Total, 2),
            [.. slots.Select(t => Price(problem.Prices.ImportPerKwh, t))],
            [.. slots.Select(t => Price(problem.Prices.ExportPerKwh, t))],
            [.. slots.Select(t => Kw(problem.Circuits.Sum(circuit => circuit.Uncontrolled.IsEmpty ? 0 : circuit.Uncontrolled[t].L1.Value + circuit.Uncontrolled[t].L2.Value + circuit.Uncontrolled[t].L3.Value)))],
            [.. slots.Select(t => Kw(problem.Pv.Sum(pv => pv.Forecast[t].Value)))],
            [.. plan.Grid.Select(watts => Kw(watts.Value))],
            [.. Limits(problem, plan)],
            [.. plan.Vehicles.Select((vehicle, i) => Vehicle(problem.Vehicles[i], vehicle, picture.Request.Planned[i], snapshot))],
            [.. picture.Request.Unplanned.Select(session => new UnplannedView(snapshot.Site.Evses[session.Evse].Id.ToString(), session.Why))],
            [.. plan.Binding.Select(binding => new BindingView(binding.Circuit, binding.Kind, binding.Phase, binding.FirstSlot, binding.ShadowPrices.Length, Math.Round(binding.Worth, 3), binding.Unit))],
            [.. plan.Warnings.Select(warning => new PlanWarningView(warning.Kind, warning.Subject, warning.Sentence, warning.Help, Kw(warning.Missing.Value)))]);
    }

    /// <summary>What all roots together may draw.</summary>
    private static IEnumerable<double?> Limits(PlanningProblem problem, ChargingPlan plan)
    {
        var at = plan.Start;
        foreach (var slot in plan.Slots)
        {
            var (sum, middle) = (0.0, at + (slot / 2));
            foreach (var root in problem.Circuits.Where(circuit => circuit.Parent is null))
            {
                var amps = (root.Limit.L1 + root.Limit.L2 + root.Limit.L3).Value;
                var watts = Math.Min(amps * problem.Nominal.Value, root.LimitPower?.Value ?? double.MaxValue);
                foreach (var limit in root.Timed.Where(limit => limit.From <= middle && middle < limit.To))
                {
                    watts = Math.Min(watts, Math.Min(limit.Power?.Value ?? double.MaxValue, limit.Current?.Value * 3 * problem.Nominal.Value ?? double.MaxValue));
                }

                sum += watts;
            }

            yield return Kw(sum);
            at += slot;
        }
    }

    private static PlannedVehicleView Vehicle(PlanVehicle wanted, VehiclePlan planned, PlannedCharging session, SiteSnapshot snapshot) => new(
        planned.Id,
        wanted.Departure,
        Kw(wanted.Energy.Value),
        Kw(planned.Shortage.Value),
        planned.MarginalPerKwh is { } marginal ? Math.Round(marginal, 4) : null,
        [.. planned.Charge.Select(watts => Kw(watts.Value))],
        [.. planned.Current.Select(amps => Math.Round(amps.Value, 1))])
    {
        DepartureFrom = WishesOf(session, snapshot) is { } wishes ? WishOrigins.OfDeparture(wishes) : null,
        NeedsFrom = WishesOf(session, snapshot) is { } wished ? WishOrigins.OfEnergy(wished) : null,
    };

    private static SessionWishes? WishesOf(PlannedCharging planned, SiteSnapshot snapshot) =>
        snapshot.Index.Find(planned.Evse) is >= 0 and var evse && snapshot.Evses[evse].Session is { } session && session.StartedAt == planned.Session ? session.Wishes : null;

    private static double Price(System.Collections.Immutable.ImmutableArray<double> prices, int slot) => prices.IsEmpty ? 0 : Math.Round(prices[slot], 5);

    private static double Kw(double watts) => Math.Round(watts / 1000, 3);
}

/// <summary>One vehicle of the plan; energies in kWh.</summary>
public sealed record PlannedVehicleView(
    string Evse, DateTimeOffset ReadyBy, double NeedsKwh, double ShortageKwh, double? MarginalPerKwh, IReadOnlyList<double> Kw, IReadOnlyList<double> Amps)
{
    /// <summary>Who said the departure, and how it is known.</summary>
    public WishOriginView? DepartureFrom { get; init; }

    /// <summary>Who said the energy, and how it is known.</summary>
    public WishOriginView? NeedsFrom { get; init; }
}

/// <summary>A session in mode plan that has no plan, and why.</summary>
public sealed record UnplannedView(string Evse, string Why);

/// <summary>A limit that makes the plan dearer, over so many slots; what one more ampere or kilowatt would save.</summary>
public sealed record BindingView(string Circuit, BindingKind Kind, Phase? Phase, int FirstSlot, int Slots, double Worth, string Unit);

/// <summary>An early warning, with what would help.</summary>
public sealed record PlanWarningView(PlanWarningKind Kind, string Subject, string Sentence, string Help, double MissingKwh);

/// <summary>JSON of the plan, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlanView))]
internal sealed partial class PlanViewJson : JsonSerializerContext;
