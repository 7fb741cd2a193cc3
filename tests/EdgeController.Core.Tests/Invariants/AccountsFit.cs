using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>
/// I1: where a tick raises or renews something, what may be drawn afterwards fits every limit above it, or is not more than before. The
/// accounts are computed anew here, from the state alone.
/// </summary>
internal sealed class AccountsFit : IRule
{
    public string? Look(WildWorld world, ReadOnlySpan<Setpoint> sent)
    {
        var bench = world.Bench;
        var raised = new HashSet<int>();
        foreach (var setpoint in sent)
        {
            if (setpoint.Change is SetpointChange.Increase or SetpointChange.Renewal)
            {
                raised.Add(bench.Snapshot.Index.Find(setpoint.Evse));
            }
        }

        if (raised.Count == 0)
        {
            return null;
        }

        foreach (var circuit in bench.Site.Circuits)
        {
            var under = bench.Snapshot.Index.EvsesUnder[circuit.Index];
            if (under.Any(raised.Contains) && Look(world, circuit, under) is { } wrong)
            {
                return $"{circuit.Id}: {wrong}";
            }
        }

        return Dimmed(world, raised);
    }

    private static string? Look(WildWorld world, Circuit circuit, int[] under)
    {
        var (bench, margin) = (world.Bench, world.Bench.Site.Margin);
        var decision = bench.Decision.Circuits[circuit.Index];
        var (before, after) = (Sum(bench.BeforeTick, under, world.Now), Sum(bench.Snapshot, under, world.Now));
        var timed = bench.BeforeTick.Limits.All.Where(limit => limit.Circuit == circuit.Index && limit.Holds(world.Now)).ToArray();
        foreach (var phase in PerPhase.Each)
        {
            var usable = timed.Where(limit => limit.Amps is not null).Select(limit => margin.Usable(limit.Amps!.Value[phase]).Value).Append(margin.Usable(circuit.LimitAmps[phase]).Value).Min();
            var reserve = (1.13 * circuit.LimitAmps[phase].Value) - bench.Snapshot.Index.AssumedBelow[circuit.Index][phase].Value;
            var free = Math.Min(usable - decision.Uncontrolled[phase].Value, reserve);
            if (after[phase] > Math.Max(before[phase], free) + 0.01)
            {
                return $"{phase}: accounts rise from {before[phase]:0.00} to {after[phase]:0.00} A, free are {free:0.00} A";
            }
        }

        var (wattsBefore, watts) = (Watts(bench.BeforeTick, under, world.Now), Watts(bench.Snapshot, under, world.Now));
        var power = timed.Where(limit => limit.Power is not null)
            .Select(limit => limit.Source.Kind == LimitKind.Demand ? limit.Power!.Value.Value : margin.Usable(limit.Power!.Value).Value)
            .Append(circuit.LimitPower is { } contract ? margin.Usable(contract).Value : double.PositiveInfinity).Min() - decision.UncontrolledPower.Value;
        if (watts > Math.Max(wattsBefore, power) + 7)
        {
            return $"accounts rise from {wattsBefore:0} to {watts:0} W, free are {power:0} W";
        }

        if (circuit is { LimitApparent: { } apparent, Meter: not null } && decision.Mode == ControlMode.Normal)
        {
            var carried = margin.Usable(apparent).Value - bench.BeforeTick.Circuits[circuit.Index].UncontrolledApparent.Estimate;
            return watts > Math.Max(wattsBefore, carried) + 7 ? $"accounts rise from {wattsBefore:0} to {watts:0} VA, free are {carried:0} VA" : null;
        }

        return null;
    }

    private static string? Dimmed(WildWorld world, HashSet<int> raised)
    {
        var bench = world.Bench;
        if (bench.Site.Dimming is not { } rule || bench.BeforeTick.Dimming.Limit(rule, world.Now) is not { } limit)
        {
            return null;
        }

        int[] dimmed = [.. Enumerable.Range(0, bench.Site.Evses.Length).Where(evse => rule.Circuit is not { } scope || bench.Snapshot.Index.EvsesUnder[scope].Contains(evse))];
        var (before, after) = (Watts(bench.BeforeTick, dimmed, world.Now), Watts(bench.Snapshot, dimmed, world.Now));
        return dimmed.Any(raised.Contains) && after > Math.Max(before, limit.Value) + 7 ? $"dimmed charging rises from {before:0} to {after:0} W, allowed are {limit.Value:0} W" : null;
    }

    private static double Watts(SiteSnapshot snapshot, int[] evses, Instant now)
    {
        var sum = 0.0;
        foreach (var phase in PerPhase.Each)
        {
            sum += evses.Sum(evse => Account(snapshot, evse, phase, now));
        }

        return sum * 230;
    }

    private static PerPhase<double> Sum(SiteSnapshot snapshot, int[] evses, Instant now) =>
        new(Sum(snapshot, evses, Phase.L1, now), Sum(snapshot, evses, Phase.L2, now), Sum(snapshot, evses, Phase.L3, now));

    /// <summary>A station that holds its power draws the more, the lower the voltage is.</summary>
    private static double Sum(SiteSnapshot snapshot, int[] evses, Phase phase, Instant now) =>
        evses.Sum(evse => Account(snapshot, evse, phase, now) * Supply.Stretch(snapshot, snapshot.Index.StationOf(evse), now));

    private static double Account(SiteSnapshot snapshot, int evse, Phase phase, Instant now)
    {
        var state = snapshot.Evses[evse];
        var measured = state.Sample is { } sample && now - sample.At < EvseSample.TooOld ? sample.Current : PerPhase.All(Amperes.Zero);
        var absent = snapshot.Stations[snapshot.Site.Evses[evse].Station].Online && !state.MayHaveVehicle;
        var loads = state.Wiring.IsWrong || state.Demand.Loaded.Has(phase);
        return absent || !loads ? measured[phase].Value : Math.Max(measured[phase].Value, snapshot.Cap(evse, now).Value);
    }
}
