using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>What is guaranteed must be possible: all guaranteed currents below a circuit plus the assumed uncontrolled load fit its usable limit, per phase and in kW.</summary>
internal static class GuaranteeRule
{
    private const double Tolerance = 1e-6;

    internal static void Check(SiteDraft draft, DiagnosticList diagnostics)
    {
        var site = draft.Site;
        var loads = CircuitLoad.Of(site);
        foreach (var circuit in site.Circuits)
        {
            var stations = site.Stations.Where(station => station.Guaranteed > Amperes.Zero && site.Circuits[station.Circuit].PathToRoot.Contains(circuit.Index)).ToList();
            if (stations.Count == 0)
            {
                continue;
            }

            var assumed = loads[circuit.Index].Assumed;
            double On(Phase phase) => stations.Where(station => station.Rotation.Wired.Has(phase)).Sum(station => station.Guaranteed.Value * station.Evses.Length);
            double Excess(Phase phase) => On(phase) + assumed[phase].Value - site.Margin.Usable(circuit.LimitAmps[phase]).Value;
            var place = PlaceOf(draft, stations);
            var worst = PerPhase.Each.MaxBy(Excess);
            if (Excess(worst) > Tolerance)
            {
                diagnostics.Error(
                    place,
                    Codes.SumOfGuarantees,
                    FormattableString.Invariant($"{circuit.Id} {worst}: guaranteed {On(worst):0.##}A + assumed {assumed[worst].Value:0.##}A = {On(worst) + assumed[worst].Value:0.##}A, more than the usable {site.Margin.Usable(circuit.LimitAmps[worst]).Value:0.##}A"),
                    FormattableString.Invariant($"Guarantee {Excess(worst):0.##}A less below {circuit.Id}."));
            }

            if (circuit.LimitPower is not { } limit)
            {
                continue;
            }

            var sum = PerPhase.Each.Sum(phase => On(phase) + assumed[phase].Value) * site.NominalVoltage.Value / 1000;
            var usable = site.Margin.Usable(limit).Value / 1000;
            if (sum - usable > Tolerance)
            {
                diagnostics.Error(
                    place,
                    Codes.SumOfGuarantees,
                    FormattableString.Invariant($"{circuit.Id}: guaranteed currents + assumed load = {sum:0.##}kW, more than the usable {usable:0.##}kW"),
                    FormattableString.Invariant($"Guarantee {sum - usable:0.##}kW less below {circuit.Id}."));
            }
        }
    }

    private static TextPosition PlaceOf(SiteDraft draft, List<Station> stations)
    {
        var most = stations.MaxBy(station => station.Guaranteed.Value * station.Evses.Length)!;
        var source = draft.Stations[most.Index];
        return source.Element.Find("guaranteed")?.Position ?? source.Defaults?.Find("guaranteed")?.Position ?? source.Element.Position;
    }
}
