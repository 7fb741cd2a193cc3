using System.Collections.Immutable;
using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Api;

/// <summary>Makes the API's picture of the newest plan; any thread may call it.</summary>
internal sealed class PlanViewBuilder(PlanBook book, SiteClock clock)
{
    public PlanView Build(SiteSnapshot snapshot)
    {
        var (state, picture, sentence) = Stand(snapshot);
        var view = new PlanView(state, sentence) { TimeZone = snapshot.Site.TimeZone };
        return picture is null ? view : Filled(view, picture, snapshot);
    }

    /// <summary>The state and its sentence without the plan's words, and the plan to show; null for none.</summary>
    public (string State, PlanPicture? Picture, string Sentence) Stand(SiteSnapshot snapshot)
    {
        var newest = book.Newest;
        var holds = newest is not null && clock.Now - newest.Request.Taken < PlanRequest.Holds;
        return !PlanCourse.IsWanted(snapshot) ? ("off", null, "no plan is needed: no session and no battery goes by plans now")
            : newest is null ? ("waiting", null, book.Problem ?? "the first plan is being made")
            : holds ? ("fresh", newest, book.Problem ?? "charging goes by this plan")
            : ("stale", newest, book.Problem ?? "this plan is too old: sessions charge as if there were none");
    }

    private PlanView Filled(PlanView view, PlanPicture picture, SiteSnapshot snapshot)
    {
        var taken = picture.Request.Taken;
        var (problem, plan) = (picture.Request.Problem, picture.Plan);
        var slots = Enumerable.Range(0, plan.Slots.Length);
        var reasons = new PlanReasons(problem, plan, picture.Currency);
        return view with
        {
            Start = plan.Start,
            AgeSeconds = Math.Round((clock.Now - taken).TotalSeconds, 1),
            HoldsUntil = clock.WallAt(taken + PlanRequest.Holds),
            Minutes = [.. plan.Slots.Select(slot => Math.Round(slot.TotalMinutes, 2))],
            Status = plan.Status,
            Solver = plan.Solver,
            Revision = plan.Revision,
            Gap = plan.Gap is { } gap ? Math.Round(gap, 6) : null,
            Currency = picture.Currency,
            Cost = Math.Round(plan.Cost.Total, 2),
            ImportPrice = [.. slots.Select(t => Price(problem.Prices.ImportPerKwh, t))],
            ExportPrice = [.. slots.Select(t => Price(problem.Prices.ExportPerKwh, t))],
            LoadKw = [.. slots.Select(t => Kw(problem.Circuits.Sum(circuit => Load(circuit, t))))],
            LoadHighKw = [.. slots.Select(t => Kw(problem.Circuits.Sum(circuit => Load(circuit, t) * (1 + circuit.Margin))))],
            PvKw = [.. slots.Select(t => Kw(problem.Pv.Sum(pv => pv.Forecast[t].Value)))],
            GridKw = [.. plan.Grid.Select(watts => Kw(watts.Value))],
            LimitKw = [.. Limits(problem, plan)],
            Vehicles = [.. plan.Vehicles.Select(vehicle => Vehicle(problem.Vehicles.First(one => one.Id == vehicle.Id), vehicle, reasons, picture.Request, snapshot))],
            Batteries = [.. plan.Batteries.Select(Battery)],
            Unplanned = [.. picture.Request.Unplanned.Select(session => new UnplannedView(snapshot.Site.Evses[session.Evse].Id.ToString(), session.Why))],
            Binding = [.. plan.Binding.Select(binding => new BindingView(binding.Circuit, binding.Kind, binding.Phase, binding.FirstSlot, binding.ShadowPrices.Length, Math.Round(binding.Worth, 3), binding.Unit))],
            Warnings = [.. plan.Warnings.Select(warning => new PlanWarningView(warning.Kind, warning.Subject, warning.Sentence, warning.Help, Kw(warning.Missing.Value)))],
        };
    }

    private static double Load(PlanCircuit circuit, int slot) =>
        circuit.Uncontrolled.IsEmpty ? 0 : circuit.Uncontrolled[slot].L1.Value + circuit.Uncontrolled[slot].L2.Value + circuit.Uncontrolled[slot].L3.Value;

    private static IEnumerable<double> Limits(PlanningProblem problem, ChargingPlan plan)
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

    private static PlannedVehicleView Vehicle(PlanVehicle wanted, VehiclePlan planned, PlanReasons reasons, PlanRequest request, SiteSnapshot snapshot) => new(
        planned.Id,
        wanted.Departure,
        Kw(wanted.Energy.Value),
        Kw(planned.Shortage.Value),
        planned.MarginalPerKwh is { } marginal ? Math.Round(marginal, 4) : null,
        [.. planned.Charge.Select((watts, t) => Kw(watts.Value - (planned.Discharge.IsDefaultOrEmpty ? 0 : planned.Discharge[t].Value)))],
        [.. planned.Current.Select(amps => Math.Round(amps.Value, 1))])
    {
        Why = reasons.Of(wanted, planned),
        DepartureFrom = WishesOf(planned, request, snapshot) is { } wishes ? WishOrigins.OfDeparture(wishes) : null,
        NeedsFrom = WishesOf(planned, request, snapshot) is { } wished ? WishOrigins.OfEnergy(wished) : null,
    };

    private static SessionWishes? WishesOf(VehiclePlan planned, PlanRequest request, SiteSnapshot snapshot) =>
        request.Planned.FirstOrDefault(one => one.Evse.ToString() == planned.Id) is { } session && snapshot.Index.Find(session.Evse) is >= 0 and var evse
            && snapshot.Evses[evse].Session is { } now && now.StartedAt == session.Session ? now.Wishes : null;

    private static PlannedBatteryView Battery(BatteryPlan battery) => new(
        battery.Id,
        [.. battery.Charge.Select((watts, t) => Kw(watts.Value - battery.Discharge[t].Value))],
        [.. battery.StateOfCharge.Select(charge => Math.Round(charge * 100, 1))]);

    private static double Price(ImmutableArray<double> prices, int slot) => prices.IsEmpty ? 0 : Math.Round(prices[slot], 5);

    private static double Kw(double watts) => Math.Round(watts / 1000, 3);
}
