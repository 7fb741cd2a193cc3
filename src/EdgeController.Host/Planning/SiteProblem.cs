using System.Collections.Immutable;
using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// Makes a planning problem of a snapshot. Until forecasts are fed in, uncontrolled load stays what it is now, and what sessions in other modes
/// draw is part of it. A session without a departure stays <see cref="UsualStay"/>, one without a wish for energy wants <see cref="UsualEnergy"/>.
/// </summary>
internal static class SiteProblem
{
    public static readonly TimeSpan UsualStay = TimeSpan.FromHours(8);

    public static readonly WattHours UsualEnergy = new(20_000);

    private static readonly TimeSpan Soonest = TimeSpan.FromMinutes(5);

    /// <summary>Whether a session is charged by plan.</summary>
    public static bool IsPlanned(SiteSnapshot snapshot, int evse) =>
        snapshot.Evses[evse].Session is { } session && (session.Wishes.Mode ?? snapshot.Index.StationOf(evse).Mode) == ChargingMode.Plan;

    /// <summary>The problem as of now; what time and wall clock say belongs together.</summary>
    public static PlanningProblem Of(SiteSnapshot snapshot, Instant now, DateTimeOffset wall, Func<DateTimeOffset, ImmutableArray<TimeSpan>, PlanPrices> prices)
    {
        var start = PlanSlots.StartOf(wall);
        var slots = PlanSlots.From(start);
        return new PlanningProblem
        {
            Revision = snapshot.Revision,
            Start = start,
            Slots = slots,
            Nominal = snapshot.Site.NominalVoltage,
            Circuits = Circuits(snapshot, now, wall, slots.Length),
            Vehicles = [.. snapshot.Site.Evses.Where(evse => IsPlanned(snapshot, evse.Index)).Select(evse => Vehicle(snapshot, evse.Index, now, wall)).OfType<PlanVehicle>()],
            Prices = prices(start, slots),
        };
    }

    private static ImmutableArray<PlanCircuit> Circuits(SiteSnapshot snapshot, Instant now, DateTimeOffset wall, int slots)
    {
        var site = snapshot.Site;
        var own = OwnLoad(snapshot);
        var order = Order(site);
        var places = order.Select((circuit, place) => (circuit.Index, place)).ToDictionary(pair => pair.Index, pair => pair.place);
        return [.. order.Select(circuit => new PlanCircuit
        {
            Id = circuit.Id.Value,
            Parent = circuit.Parent is { } parent ? places[parent] : null,
            Limit = circuit.LimitAmps.Select(site.Margin.Usable),
            LimitPower = circuit.LimitPower is { } power ? site.Margin.Usable(power) : null,
            Unbalance = circuit.Unbalance,
            Uncontrolled = [.. Enumerable.Repeat(own[circuit.Index], slots)],
            Timed = [.. snapshot.Limits.All.Where(limit => limit.Circuit == circuit.Index && limit.Holds(now)).Select(limit => new TimedLimit(
                wall.AddMinutes(-5), limit.Until is { } until ? wall + (until - now) : wall.AddHours(1))
            {
                Current = limit.Amps is { } amps ? Amperes.Min(amps.L1, Amperes.Min(amps.L2, amps.L3)) : null,
                Power = limit.Power,
            })],
        })];
    }

    /// <summary>Load of each circuit that is not its children's and not charged by plan, per phase.</summary>
    private static PerPhase<Watts>[] OwnLoad(SiteSnapshot snapshot)
    {
        var site = snapshot.Site;
        var volts = site.NominalVoltage.Value;
        var total = new PerPhase<double>[site.Circuits.Length];
        var own = new PerPhase<Watts>[site.Circuits.Length];
        foreach (var circuit in Order(site).Reverse())
        {
            var below = site.Circuits.Where(child => child.Parent == circuit.Index).Select(child => total[child.Index]).ToArray();
            var state = snapshot.Circuits[circuit.Index];
            PerPhase<double> sum = default;
            foreach (var phase in PerPhase.Each)
            {
                var children = below.Sum(child => child[phase]);
                var metered = state.Uncontrolled[phase];
                var all = circuit.Meter is not null && metered.IsKnown ? Math.Max(children, metered.Estimate) : circuit.AssumedUncontrolled[phase].Value + children;
                sum = sum.With(phase, all);
                own[circuit.Index] = own[circuit.Index].With(phase, new Watts((all - children) * volts));
            }

            total[circuit.Index] = sum;
        }

        foreach (var evse in site.Evses.Where(evse => !IsPlanned(snapshot, evse.Index)))
        {
            var circuit = snapshot.Index.StationOf(evse.Index).Circuit;
            if (snapshot.Evses[evse.Index].Sample is { } sample)
            {
                own[circuit] = new PerPhase<Watts>(Plus(Phase.L1), Plus(Phase.L2), Plus(Phase.L3));
            }

            Watts Plus(Phase phase) => own[circuit][phase] + new Watts(snapshot.Evses[evse.Index].Sample!.Current[phase].Value * volts);
        }

        return own;
    }

    private static PlanVehicle? Vehicle(SiteSnapshot snapshot, int evse, Instant now, DateTimeOffset wall)
    {
        var state = snapshot.Evses[evse];
        var station = snapshot.Index.StationOf(evse);
        var wishes = state.Session!.Wishes;
        var energy = (wishes.Target ?? UsualEnergy) - state.Taken;
        if (energy.Value <= 0)
        {
            return null;
        }

        // Overdue is as soon as possible.
        var departure = wishes.Departure is { } instant ? wall + (instant - now) : wall + UsualStay - (now - state.Session.StartedAt);
        var most = Amperes.Min(station.Max, Amperes.Min(station.Cable ?? station.Max, state.Demand.Takes is { Value: > 1 } takes ? takes : station.Max));
        return new PlanVehicle
        {
            Id = PlanFollower.NameOf(snapshot, evse),
            Circuit = PlaceOf(snapshot.Site, station.Circuit),
            Phases = station.Dc is null ? (state.Demand.Loaded & station.Rotation.Wired) is var loaded && loaded != Phases.None ? loaded : station.Rotation.Wired : Phases.All,
            Max = Amperes.Max(most, station.Min),
            Min = station.Min,
            Arrival = wall.AddMinutes(-5),
            Departure = departure < wall + Soonest ? wall + Soonest : departure,
            Energy = energy,
            Priority = Math.Max(1, (wishes.Priority ?? station.Priority).Value) / (double)Priority.Normal.Value,
            Efficiency = 1,
            Now = state.Sample is { } sample ? new Watts((sample.Current.L1.Value + sample.Current.L2.Value + sample.Current.L3.Value) * snapshot.Site.NominalVoltage.Value) : null,
        };
    }

    private static int PlaceOf(Site site, int circuit) => Order(site).ToList().FindIndex(other => other.Index == circuit);

    /// <summary>Parents before their children.</summary>
    private static IEnumerable<Circuit> Order(Site site) => site.Circuits.OrderBy(circuit => circuit.PathToRoot.Length).ThenBy(circuit => circuit.Index);
}
