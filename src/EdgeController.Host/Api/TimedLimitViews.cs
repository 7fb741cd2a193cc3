using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>A limit that comes and goes: current per phase or power, who set it, and when it ends.</summary>
public sealed record LimitView(string Circuit, string Kind, string Source, IReadOnlyList<double>? Amps, double? Kw, double? SecondsLeft, string? Ends);

/// <summary>Where a contract demand stands: the contract and what may be used of it in this period, import so far, what is left for the rest of it, and the month's peak.</summary>
public sealed record DemandView(double ContractKw, double TargetKw, double ImportKwh, double BudgetKw, double? SecondsLeft, double? LastMeanKw, double? MonthPeakKw);

/// <summary>The grid operator's dimming: whether it holds, what charging keeps, and whether the signal is lost.</summary>
public sealed record DimmingView(bool Dimmed, double MinimumKw, double? LimitKw, double ChargingKw, bool SignalLost, double? SignalAgeSeconds);

/// <summary>Makes the API's view of limits that come and go.</summary>
internal static class TimedLimitViews
{
    public static IReadOnlyList<LimitView> Limits(SiteSnapshot snapshot, Circuit circuit, Instant now) =>
    [
        .. snapshot.Limits.All.Where(limit => limit.Circuit == circuit.Index && limit.Holds(now))
            .Select(limit => Of(circuit.Id.Value, limit.Source, limit.Amps, limit.Power, limit.Until, limit.Ends, now)),
    ];

    public static LimitView Of(string circuit, LimitSource source, PerPhase<Amperes>? amps, Watts? power, Instant? until, string? ends, Instant now) => new(
        circuit,
        source.Kind switch
        {
            LimitKind.Calendar => "calendar",
            LimitKind.External => "external",
            _ => "demand",
        },
        source.Name,
        amps is { } current ? [current.L1.Value, current.L2.Value, current.L3.Value] : null,
        power is { } watts ? Math.Round(watts.Value / 1000, 3) : null,
        until is { } end ? Math.Round((end - now).TotalSeconds, 1) : null,
        ends);

    /// <summary>What may be used of a phase now: the breaker's usable value, or a lower limit's.</summary>
    public static Amperes Usable(SiteSnapshot snapshot, Circuit circuit, Phase phase, Instant now) => snapshot.Limits.All
        .Where(limit => limit.Circuit == circuit.Index && limit.Holds(now)).Select(limit => limit.Amps?[phase]).OfType<Amperes>().Append(circuit.LimitAmps[phase])
        .Select(snapshot.Site.Margin.Usable).Min();

    /// <summary>The circuit's power where it is limited now, by contract or by a limit that comes and goes.</summary>
    public static PowerView? Power(SiteSnapshot snapshot, Circuit circuit, double drawnWatts, Instant now)
    {
        var margin = snapshot.Site.Margin;
        var limits = snapshot.Limits.All.Where(limit => limit.Circuit == circuit.Index && limit.Power is not null && limit.Holds(now))
            .Select(limit => (Limit: limit.Power!.Value, Usable: limit.Source.Kind == LimitKind.Demand ? limit.Power.Value : margin.Usable(limit.Power.Value))).ToList();
        if (circuit.LimitPower is { } contract)
        {
            limits.Add((contract, margin.Usable(contract)));
        }

        return limits.Count == 0 ? null : new PowerView(Kilowatts(new Watts(drawnWatts)), Kilowatts(circuit.LimitPower ?? limits.Min(limit => limit.Limit)), Kilowatts(limits.Min(limit => limit.Usable)));
    }

    public static DemandView? Demand(SiteSnapshot snapshot, Circuit circuit, Instant now)
    {
        if (circuit.Demand is not { } contract)
        {
            return null;
        }

        var state = snapshot.Demands[circuit.Index];
        return new DemandView(
            contract.Power.Value / 1000,
            Kilowatts(state.Target),
            Math.Round(state.Energy.Value / 1000, 2),
            Kilowatts(state.Budget),
            state.Period is null ? null : Math.Round((state.Ends - now).TotalSeconds),
            state.LastMean is { } mean ? Kilowatts(mean) : null,
            state.MonthPeak is { } peak ? Kilowatts(peak) : null);
    }

    public static DimmingView? Dimming(SiteSnapshot snapshot, Instant now)
    {
        if (snapshot.Site.Dimming is not { } rule)
        {
            return null;
        }

        var state = snapshot.Dimming;
        var limit = state.Limit(rule, now);
        return new DimmingView(
            limit is not null,
            Kilowatts(rule.Minimum),
            limit is { } dimmed ? Kilowatts(dimmed) : null,
            Kilowatts(DimmingReducer.ChargingPower(snapshot, rule, now)),
            state.IsLost(rule, now),
            state.SignalAt is { } at ? Math.Round((now - at).TotalSeconds, 1) : null);
    }

    /// <summary>Whether the grid operator dims what hangs on the circuit.</summary>
    public static bool IsDimmed(SiteSnapshot snapshot, Circuit circuit, Instant now) =>
        snapshot.Site.Dimming is { } rule && (rule.Circuit is not { } scope || circuit.PathToRoot.Contains(scope)) && snapshot.Dimming.Limit(rule, now) is not null;

    private static double Kilowatts(Watts power) => Math.Round(power.Value / 1000, 2);
}
