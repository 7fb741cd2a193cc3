using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>Makes the planner's problem from a snapshot: pure, the same snapshot, inputs and history give the same problem.</summary>
internal sealed class ProblemBuilder(Site site, GuardOptions guard, PriceBook prices, SiteForecast forecast, ArrivalBook arrivals, TimeZoneInfo zone)
{
    /// <summary>What a kilowatt-hour out of a battery wears it, in the tariff's money: it is not to be moved for a few cents.</summary>
    private const double Wear = 0.02;

    /// <summary>What a change of a kilowatt costs within the hour that is acted on: each is a write into a station, whose day has only so many.</summary>
    private const double Switch = 0.005;

    /// <summary>What flows stays some three per cent below what a plan gives (what is on the way up, not worth a write, not taken), and who comes unexpected is not in it.</summary>
    private const double Later = 0.92;

    private readonly CircuitProblem _circuits = new(site, guard, forecast, zone);

    /// <param name="snapshot">The site as it stands.</param>
    /// <param name="now">The instant.</param>
    /// <param name="wall">What the clock shows at that instant.</param>
    public PlanRequest Build(SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        var start = wall.ToUniversalTime();
        var vehicles = new VehicleProblem(site);
        vehicles.Fill(snapshot, now, start);
        var latest = vehicles.Vehicles.Select(vehicle => vehicle.Departure).DefaultIfEmpty(start).Max();
        var slots = SlotGrid.Until(start, latest);
        var circuits = new FallbackRoom(site, guard).Leave(snapshot, vehicles.Planned, _circuits.Of(snapshot, now, start, slots));
        var (money, perKwPeak) = (prices.For(start, slots), prices.Tariff?.DemandPerKw);
        var problem = new PlanningProblem
        {
            Revision = snapshot.Revision,
            Start = start,
            Zone = zone,
            Slots = slots,
            Nominal = site.NominalVoltage,
            Circuits = vehicles.Burden(snapshot, circuits, slots, now),
            Vehicles = [.. vehicles.Vehicles, .. Expected(start, slots)],
            Pv = [.. Suns(snapshot, start, slots)],
            Batteries = [.. Batteries(snapshot)],
            Prices = money,
            Goals = Goals(money, perKwPeak),
            Demand = perKwPeak is { } perKw ? DemandSoFar.Of(snapshot, perKw, start) : null,
        };
        return new PlanRequest(problem, now, vehicles.Sessions, vehicles.Served, vehicles.Unplanned);
    }

    /// <summary>No saving leaves a vehicle short: a missing kilowatt-hour counts more than the dearest energy and the peak of the quarter of an hour that would bring it.</summary>
    internal static PlanGoals Goals(PlanPrices prices, double? perKwPeak)
    {
        var usual = new PlanGoals();
        var dearest = prices.ImportPerKwh.IsDefaultOrEmpty ? 0 : prices.ImportPerKwh.Max();
        return usual with { SwitchPerKw = Switch, LaterShare = Later, ShortagePerKwh = Math.Max(usual.ShortagePerKwh, 2 * (dearest + (4 * (perKwPeak ?? 0)))) };
    }

    private IEnumerable<PlanVehicle> Expected(DateTimeOffset start, ImmutableArray<TimeSpan> slots) =>
        site.Planning.Learns ? arrivals.Expected(start, slots.Aggregate(start, (end, slot) => end + slot)) : [];

    /// <summary>Whether the plan says what it does.</summary>
    public static bool GoesByPlan(EnergyResource resource) => resource is { Kind: ResourceKind.Battery, Mode: ResourceMode.Plan, Control: not null };

    /// <summary>Batteries that go by plans and tell how full they are and what they hold.</summary>
    private IEnumerable<PlanBattery> Batteries(SiteSnapshot snapshot)
    {
        foreach (var battery in site.Resources)
        {
            if (GoesByPlan(battery) && snapshot.Resources[battery.Index] is { StateOfCharge: { } charge, Capacity: { } capacity } state)
            {
                yield return new PlanBattery
                {
                    Id = battery.Id,
                    Circuit = battery.Circuit,
                    Phases = battery.Wired,
                    Capacity = capacity,
                    Initial = charge,
                    Minimum = battery.SocMin,
                    Maximum = battery.SocMax,
                    MaxCharge = state.ChargeAtMost is { } most ? Watts.Min(most, battery.Max) : battery.Max,
                    MaxDischarge = state.DischargeAtMost is { } least ? Watts.Min(least, battery.Max) : battery.Max,
                    CycleCostPerKwh = Wear,
                };
            }
        }
    }

    /// <summary>Arrays with a meter of their own: what the others give is in the load that is left.</summary>
    private IEnumerable<PlanPv> Suns(SiteSnapshot snapshot, DateTimeOffset start, ImmutableArray<TimeSpan> slots)
    {
        foreach (var pv in site.Resources)
        {
            if (pv.Kind == ResourceKind.Pv && snapshot.Resources[pv.Index].Current is not null)
            {
                var (power, margin) = forecast.Sun(snapshot, pv, start, slots);
                yield return new PlanPv { Id = pv.Id, Circuit = pv.Circuit, Phases = pv.Wired, Forecast = power, Margin = margin, Curtailable = pv.Control is not null };
            }
        }
    }
}
