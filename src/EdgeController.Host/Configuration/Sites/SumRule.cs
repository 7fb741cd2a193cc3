using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>
/// With the controller gone, the fallbacks of all stations below a circuit plus the assumed uncontrolled load must fit its usable limit,
/// per phase, in kW and in kVA.
/// </summary>
internal static class SumRule
{
    // Far below any setting of a station, far above rounding.
    private const double Tolerance = 1e-6;

    internal static void Check(SiteDraft draft, DiagnosticList diagnostics)
    {
        var loads = CircuitLoad.Of(draft.Site);
        foreach (var circuit in draft.Site.Circuits)
        {
            CheckAmps(draft, circuit, loads[circuit.Index], diagnostics);
            CheckTotal(draft, circuit, loads[circuit.Index], circuit.LimitPower?.Value, "kW", Codes.SumOfFallbackPower, diagnostics);
            CheckTotal(draft, circuit, loads[circuit.Index], circuit.LimitApparent?.Value, "kVA", Codes.SumOfFallbackApparent, diagnostics);
        }
    }

    private static void CheckAmps(SiteDraft draft, Circuit circuit, CircuitLoad load, DiagnosticList diagnostics)
    {
        double Excess(Phase phase) => load.WorstCase[phase].Value - draft.Site.Margin.Usable(circuit.LimitAmps[phase]).Value;
        var worst = PerPhase.Each.MaxBy(Excess);
        if (!(Excess(worst) > Tolerance))
        {
            return;
        }

        var count = load.Evses[worst];
        var usable = draft.Site.Margin.Usable(circuit.LimitAmps[worst]).Value;
        var fits = count == 0 ? -1 : (usable - load.Assumed[worst].Value) / count;
        var below = Below(draft, circuit, station => station.Rotation.Wired.Has(worst));
        diagnostics.Error(
            below.Position,
            Codes.SumOfFallbacks,
            FormattableString.Invariant($"{circuit.Id} {worst}: without the controller, {below.Text} {load.Fallback[worst].Value:0.##}A + assumed {load.Assumed[worst].Value:0.##}A = {load.WorstCase[worst].Value:0.##}A, more than the usable {usable:0.##}A ({circuit.LimitAmps[worst].Value:0.##}A less the margin)"),
            below.Advice(fits, Excess(worst)));
    }

    /// <summary>Power or apparent power over all phases: at unity power factor, as vehicles charge, both are the same number.</summary>
    private static void CheckTotal(SiteDraft draft, Circuit circuit, CircuitLoad load, double? limited, string unit, string code, DiagnosticList diagnostics)
    {
        if (limited is not { } limit)
        {
            return;
        }

        var volts = draft.Site.NominalVoltage;
        var usable = draft.Site.Margin.Usable(new Watts(limit)).Value;
        var sum = load.WorstCasePower(volts).Value;
        if (!(sum - usable > Tolerance))
        {
            return;
        }

        var assumed = (load.Assumed.L1 + load.Assumed.L2 + load.Assumed.L3).Value * volts.Value;
        var terminals = load.Evses.L1 + load.Evses.L2 + load.Evses.L3;
        var fits = terminals == 0 ? -1 : (usable - assumed) / (terminals * volts.Value);
        var below = Below(draft, circuit, _ => true);
        diagnostics.Error(
            below.Position,
            code,
            FormattableString.Invariant($"{circuit.Id}: without the controller, {below.Text} {(sum - assumed) / 1000:0.##}{unit} + assumed {assumed / 1000:0.##}{unit} = {sum / 1000:0.##}{unit} at {volts.Value:0.#}V, more than the usable {usable / 1000:0.##}{unit} ({limit / 1000:0.##}{unit} less the margin)"),
            below.Advice(fits, (sum - usable) / volts.Value / below.TerminalsEach));
    }

    /// <summary>Whether the charging of batteries is in the sum beside what the file assumes.</summary>
    private static bool Batteries(Site site, Circuit circuit) =>
        site.Resources.Any(resource => resource is { Kind: ResourceKind.Battery, ChargingIsAssumed: false } && site.Circuits[resource.Circuit].PathToRoot.Contains(circuit.Index));

    private static FallbacksBelow Below(SiteDraft draft, Circuit circuit, Func<Station, bool> counts)
    {
        var stations = draft.Site.Stations
            .Where(station => draft.Site.Circuits[station.Circuit].PathToRoot.Contains(circuit.Index) && counts(station))
            .ToList();
        var entries = stations.Select(station => draft.Stations[station.Index].Fallback).OfType<Entry>().ToList();
        var heaviest = stations.OrderByDescending(station => station.Fallback.Value * station.Evses.Length).FirstOrDefault();
        var place = heaviest is null ? null : draft.Stations[heaviest.Index].Fallback;
        var assumed = draft.Circuits[circuit.Index].Find("uncontrolled")?.Find("assumed");
        return new FallbacksBelow(
            place?.Position ?? assumed?.Position ?? draft.Circuits[circuit.Index].KeyPosition,
            stations,
            entries.Select(entry => entry.Path).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : $"the fallbacks below {circuit.Id}",
            $"circuits.{circuit.Id}.uncontrolled.assumed{(Batteries(draft.Site, circuit) ? ", or the batteries' max" : "")}");
    }
}
