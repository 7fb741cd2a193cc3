using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>The circuits of a problem, with the limits that the guard works with: usable values, its reserve, its room for newcomers, and all that comes and goes.</summary>
internal sealed class CircuitProblem(Site site, GuardOptions guard, SiteForecast forecast, TimeZoneInfo zone)
{
    public ImmutableArray<PlanCircuit> Of(SiteSnapshot snapshot, Instant now, DateTimeOffset wall, ImmutableArray<TimeSpan> slots)
    {
        var end = wall + slots.Aggregate(TimeSpan.Zero, (sum, slot) => sum + slot);
        return [.. site.Circuits.Select(circuit => One(snapshot, circuit, now, wall, end, slots))];
    }

    private PlanCircuit One(SiteSnapshot snapshot, Circuit circuit, Instant now, DateTimeOffset wall, DateTimeOffset end, ImmutableArray<TimeSpan> slots)
    {
        var (load, margin) = forecast.Load(snapshot, circuit.Index, wall, slots);
        // The guard's reserve: all that may come without anybody's help stays within 1.13 x the breaker and the contract, whatever flows now.
        var assumed = snapshot.Index.AssumedBelow[circuit.Index];
        var reserve = PerPhase.Each.Aggregate(default(PerPhase<Amperes>), (all, phase) =>
            all.With(phase, Amperes.Max(Amperes.Zero, (circuit.LimitAmps[phase] * guard.ReserveRatio) - assumed[phase])));
        var assumedWatts = (assumed.L1 + assumed.L2 + assumed.L3).Value * site.NominalVoltage.Value;
        var demand = circuit.Demand is { } agreed ? snapshot.Demands[circuit.Index].Target is { Value: > 0 } target ? target : agreed.Power : (Watts?)null;
        var power = Least(circuit.LimitPower is { } kw ? site.Margin.Usable(kw) : null, demand is { } mean ? site.Margin.Usable(mean) : null);
        return new PlanCircuit
        {
            Id = circuit.Id.Value,
            Parent = circuit.Parent,
            Limit = circuit.LimitAmps.Select(site.Margin.Usable),
            VehicleCurrent = reserve,
            VehiclePower = circuit.LimitPower is { } contract ? new Watts(Math.Max(0, (contract.Value * guard.ReserveRatio) - assumedWatts)) : null,
            LimitPower = Least(power, circuit.LimitApparent is { } kva ? new Watts(site.Margin.Usable(kva).Value) : null),
            ExportPower = circuit.ExportLimit,
            Unbalance = circuit.Unbalance,
            Uncontrolled = load,
            Margin = margin,
            Reserve = guard.Headroom,
            Timed = [.. Standing(snapshot, circuit.Index, now, wall, end), .. Windows(circuit, wall, end), .. Dimmed(snapshot, circuit, now, wall)],
        };
    }

    /// <summary>Limits of energy managers, until they end or for as long as the plan looks.</summary>
    private IEnumerable<TimedLimit> Standing(SiteSnapshot snapshot, int circuit, Instant now, DateTimeOffset wall, DateTimeOffset end) =>
        from limit in snapshot.Limits.All
        where limit.Circuit == circuit && limit.Source.Kind == LimitKind.External && limit.Holds(now)
        select new TimedLimit(wall, limit.Until is { } until ? wall + (until - now) : end)
        {
            Current = limit.Amps is { } amps ? site.Margin.Usable(Amperes.Min(amps.L1, Amperes.Min(amps.L2, amps.L3))) : null,
            Power = limit.Power is { } power ? site.Margin.Usable(power) : null,
        };

    private IEnumerable<TimedLimit> Windows(Circuit circuit, DateTimeOffset wall, DateTimeOffset end)
    {
        foreach (var limit in circuit.Calendar)
        {
            var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(wall, zone).DateTime).AddDays(-1);
            for (var day = first; day <= first.AddDays(4); day = day.AddDays(1))
            {
                var (from, to) = LimitCalendar.WindowOn(limit, zone, day);
                if (limit.BeginsOn(day) && to > wall && from < end)
                {
                    yield return new TimedLimit(from, to)
                    {
                        Current = limit.Amps is { } amps ? site.Margin.Usable(Amperes.Min(amps.L1, Amperes.Min(amps.L2, amps.L3))) : null,
                        Power = limit.Power is { } power ? site.Margin.Usable(power) : null,
                    };
                }
            }
        }
    }

    /// <summary>Nobody says how long the grid operator dims: for the next hour.</summary>
    private IEnumerable<TimedLimit> Dimmed(SiteSnapshot snapshot, Circuit circuit, Instant now, DateTimeOffset wall)
    {
        if (site.Dimming is { } rule && snapshot.Dimming.Limit(rule, now) is { } limit && (rule.Circuit is { } only ? only == circuit.Index : circuit.Parent is null))
        {
            yield return new TimedLimit(wall, wall + TimeSpan.FromHours(1)) { Charging = limit };
        }
    }

    private static Watts? Least(Watts? a, Watts? b) => a is { } one && b is { } other ? Watts.Min(one, other) : a ?? b;
}
