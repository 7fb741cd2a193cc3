using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>
/// Hardware maxima plus the assumed uncontrolled load must stay within 2.55 times each breaker: beyond, it may trip within a minute
/// (IEC 60898-1), before software has acted. A station whose drop test has passed is never without its fallback, so that counts instead.
/// </summary>
internal static class HardwareRule
{
    internal const double Ratio = 2.55;

    internal static void Check(SiteDraft draft, DiagnosticList diagnostics)
    {
        var loads = CircuitLoad.Of(draft.Site);
        foreach (var circuit in draft.Site.Circuits)
        {
            var load = loads[circuit.Index];
            double Hardware(Phase phase) => load.Hardware[phase].Value - NeverReached(draft, circuit, phase);
            double Sum(Phase phase) => Hardware(phase) + load.Assumed[phase].Value;
            var worst = PerPhase.Each.MaxBy(phase => Sum(phase) / circuit.LimitAmps[phase].Value);
            var limit = circuit.LimitAmps[worst].Value;
            if (Sum(worst) <= (limit * Ratio) + 1e-6)
            {
                continue;
            }

            var each = load.Evses[worst] == 0 ? 0 : Math.Max(0, Math.Floor(((limit * Ratio) - load.Assumed[worst].Value) / load.Evses[worst]));
            diagnostics.Error(
                draft.Circuits[circuit.Index].Find("limit")?.Find("amps")?.Position ?? draft.Circuits[circuit.Index].KeyPosition,
                Codes.HardwareOverBreaker,
                FormattableString.Invariant($"{circuit.Id} {worst}: hardware maxima {Hardware(worst):0.##}A + assumed {load.Assumed[worst].Value:0.##}A = {Sum(worst):0.##}A are {Math.Ceiling(Sum(worst) / limit * 100) / 100:0.00} times the limit {limit:0.##}A, more than {Ratio}"),
                FormattableString.Invariant($"The breaker could trip before software acts: set the stations' hardware to {each:0}A or less each and write that as 'max', hang fewer stations on this circuit, or write 'drop_test: passed' where it has."));
        }
    }

    /// <summary>What the stations with a passed drop test could draw above their fallback.</summary>
    private static double NeverReached(SiteDraft draft, Circuit circuit, Phase phase) => draft.Site.Stations
        .Where(station => draft.Stations[station.Index].DropTested && draft.Site.Circuits[station.Circuit].PathToRoot.Contains(circuit.Index) && station.Rotation.Terminals.Contains(phase))
        .Sum(station => Math.Max(0, (station.Max - station.Fallback).Value) * station.Evses.Length);
}
