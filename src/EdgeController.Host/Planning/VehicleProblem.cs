using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>The vehicles of a problem: sessions in mode plan with a departure and an energy. What others draw is load to plan around.</summary>
internal sealed class VehicleProblem(Site site)
{
    /// <summary>Ready this much before the departure that was told.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(10);

    /// <summary>Nearly full vehicles slow down and tell nobody from when on: this part of the time at full current is kept for it.</summary>
    private const double SlowEnd = 0.25;

    /// <summary>With direct current most of them do, long before they are full: from this part of the energy on they are taken to, evenly down to the least current.</summary>
    internal const double SlowFrom = 0.5;
    private const double NearlyFull = 0.98;

    /// <summary>Who is not planned is taken to draw what it draws for so long.</summary>
    private static readonly TimeSpan OthersDraw = TimeSpan.FromHours(2);

    /// <summary>A wish is met within this.</summary>
    private static readonly WattHours Met = new(20);

    private readonly List<PlanVehicle> _vehicles = [];
    private readonly List<PlannedCharging> _sessions = [];
    private readonly List<PlannedCharging> _served = [];
    private readonly List<UnplannedSession> _unplanned = [];
    private readonly List<int> _others = [];
    private readonly HashSet<int> _planned = [];

    public ImmutableArray<PlanVehicle> Vehicles => [.. _vehicles];

    public ImmutableArray<PlannedCharging> Sessions => [.. _sessions];

    public ImmutableArray<PlannedCharging> Served => [.. _served];

    public ImmutableArray<UnplannedSession> Unplanned => [.. _unplanned];

    /// <summary>Indices of the EVSEs of <see cref="Vehicles"/>.</summary>
    public IReadOnlySet<int> Planned => _planned;

    public void Fill(SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        foreach (var evse in site.Evses)
        {
            var state = snapshot.Evses[evse.Index];
            var station = snapshot.Index.StationOf(evse.Index);
            if (state.Session is not { } session || (session.Wishes.Mode ?? station.Mode) != ChargingMode.Plan)
            {
                _others.Add(evse.Index);
            }
            else if (!V2xProblem.Gives(snapshot, evse.Index) && session.Wishes is { Target: { } target, TargetFrom: not WishSource.Learned } && (target - state.Taken).Value <= Met.Value)
            {
                _served.Add(new PlannedCharging(evse.Id, session.StartedAt, [new PlannedStep(now, Amperes.Zero)]));
            }
            else if (WhyNot(snapshot, evse.Index, state, station, session, now) is { } why)
            {
                _unplanned.Add(new UnplannedSession(evse.Index, why));
                _others.Add(evse.Index);
            }
            else
            {
                Add(snapshot, state, station, session, evse, now, wall);
            }
        }
    }

    /// <summary>Adds what the others draw to the load of their circuits.</summary>
    public ImmutableArray<PlanCircuit> Burden(SiteSnapshot snapshot, ImmutableArray<PlanCircuit> circuits, ImmutableArray<TimeSpan> slots, Instant now)
    {
        var all = circuits.ToBuilder();
        foreach (var evse in _others)
        {
            if (snapshot.Evses[evse].Sample is not { } sample || now - sample.At > EvseSample.TooOld || sample.Highest.Value < 0.5)
            {
                continue;
            }

            var circuit = snapshot.Index.StationOf(evse).Circuit;
            var load = all[circuit].Uncontrolled.ToBuilder();
            var from = TimeSpan.Zero;
            for (var t = 0; t < load.Count && from < OthersDraw; t++)
            {
                load[t] = new(Sum(load[t].L1, sample.Current.L1), Sum(load[t].L2, sample.Current.L2), Sum(load[t].L3, sample.Current.L3));
                from += slots[t];
            }

            all[circuit] = all[circuit] with { Uncontrolled = load.ToImmutable() };
        }

        return all.ToImmutable();
    }

    private Watts Sum(Watts load, Amperes current) => load + new Watts(current.Value * site.NominalVoltage.Value);

    private static string? WhyNot(SiteSnapshot snapshot, int evse, EvseState state, Station station, ChargingSession session, Instant now) =>
        session.Wishes.Departure is not { } departure ? "nobody has said when it leaves"
        : V2xProblem.Need(snapshot, evse) is null ? "nobody has said how much energy it needs"
        : departure <= now ? "it should have left"
        : !V2xProblem.Gives(snapshot, evse) && session.Wishes.Target is { } guessed && (guessed - state.Taken).Value <= Met.Value ? "it has taken what it usually takes: what more it takes is not planned"
        : !snapshot.Stations[station.Index].Online ? "its station is offline"
        : state.Sleeps && !V2xProblem.Gives(snapshot, evse) && state.Demand.PhasesLearned ? "it takes nothing now"
        : null;

    private void Add(SiteSnapshot snapshot, EvseState state, Station station, ChargingSession session, Evse evse, Instant now, DateTimeOffset wall)
    {
        var phases = station.Dc is not null ? Phases.All : state.Demand.PhasesLearned ? state.Demand.Loaded : station.Rotation.Wired;
        var max = Amperes.Min(station.Max, station.Cable ?? station.Max);
        max = Amperes.Min(max, state.VehicleMaximum ?? max);
        max = Amperes.Min(max, state.CsmsLimit?.Amps ?? max);
        max = state.Demand.Takes is { } takes && takes >= station.Min ? Amperes.Min(max, takes) : max;
        max = state.CertainMaximum is { } certain ? Amperes.Min(max, Amperes.Max(certain, station.Min)) : max;
        if (max < station.Min)
        {
            _unplanned.Add(new UnplannedSession(evse.Index, "less than its minimum is allowed"));
            return;
        }

        var departure = session.Wishes.Departure!.Value - now;
        _sessions.Add(new PlannedCharging(evse.Id, session.StartedAt, []));
        _planned.Add(evse.Index);
        var energy = V2xProblem.Need(snapshot, evse.Index)!.Value;
        var fastest = TimeSpan.FromHours(Math.Clamp(energy.Value / (max.Value * Math.Max(1, phases.Count()) * site.NominalVoltage.Value * (station.Dc?.Efficiency ?? 1)), 0, 1000));
        var vehicle = new PlanVehicle
        {
            Id = evse.Id.ToString(),
            Circuit = station.Circuit,
            Phases = phases,
            Max = max,
            Min = station.Min,
            Arrival = wall,
            Departure = wall + ReadyIn(departure, fastest, station.Dc is null ? SlowEnd : 0),
            Energy = energy,
            Efficiency = station.Dc?.Efficiency ?? 1,
            Fallback = Amperes.Min(station.Fallback, max),
            Connector = new PlanConnector(station.Fallback, station.Rotation.Wired),
            Priority = (session.Wishes.Priority ?? station.Priority).Weight,
            Now = state.Sample is { } sample ? new Watts((sample.Current.L1 + sample.Current.L2 + sample.Current.L3).Value * site.NominalVoltage.Value) : null,
        };
        vehicle = V2xProblem.Complete(vehicle, snapshot, evse.Index);
        _vehicles.Add(TakingTheLastBit(station.Dc is not null && vehicle.Store is null ? SlowingDown(vehicle, state.Taken) : vehicle));
    }

    /// <summary>Its battery as far as it matters: what it has taken and lacks. Its maximum is what it was seen to take, so that who slows down already goes on from there.</summary>
    private PlanVehicle SlowingDown(PlanVehicle vehicle, WattHours taken)
    {
        var whole = vehicle.Energy + WattHours.Max(taken, WattHours.Zero);
        if (whole.Value <= 0)
        {
            return vehicle;
        }

        var (charge, perAmp) = (1 - (vehicle.Energy.Value / whole.Value), vehicle.Phases.Count() * site.NominalVoltage.Value);
        return vehicle with
        {
            Store = new VehicleStore(whole, charge, 1) { Taper = [new TaperPoint(Math.Clamp(charge, SlowFrom, NearlyFull), new Watts(vehicle.Max.Value * perAmp)), new TaperPoint(1, new Watts(vehicle.Min.Value * perAmp))] },
        };
    }

    /// <summary>
    /// Its battery, larger by what a short slot at the minimum brings: the last bit is less than that, and the vehicle ends by itself. Without this a plan could put it into a part of a slot
    /// only, and the last slot before a departure that comes nearer is always one.
    /// </summary>
    private PlanVehicle TakingTheLastBit(PlanVehicle vehicle)
    {
        if (vehicle.Store is not { } store)
        {
            return vehicle;
        }

        var larger = store.Capacity + new WattHours(vehicle.Min.Value * vehicle.Phases.Count() * site.NominalVoltage.Value * vehicle.Efficiency * SlotGrid.Fine.TotalHours);
        var part = store.Capacity.Value / larger.Value;
        return vehicle with
        {
            Store = store with
            {
                Capacity = larger,
                Initial = store.Initial * part,
                Target = store.Target * part,
                Taper = [.. store.Taper.Select((point, i) => i == store.Taper.Length - 1 ? point : point with { StateOfCharge = point.StateOfCharge * part })],
            },
            Discharge = vehicle.Discharge is { } discharge ? discharge with { Minimum = discharge.Minimum * part } : null,
        };
    }

    /// <summary>
    /// Where time is short, no more than half of what is left over is kept for a slow end. The last minutes before a departure are nobody's to wait in: who still lacks something
    /// then is to have it as soon as it can.
    /// </summary>
    private static TimeSpan ReadyIn(TimeSpan departure, TimeSpan fastest, double slowEnd)
    {
        var soonest = fastest < departure ? fastest : departure;
        var ready = departure > Early * 2 || departure - Early > soonest ? departure - Early : soonest;
        var spare = ready - fastest;
        var kept = fastest * slowEnd;
        return spare <= TimeSpan.Zero ? ready : ready - (kept < spare / 2 ? kept : spare / 2);
    }
}
