using EdgeController.Core.Units;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>A breaker protects its busbar: a rating below the breaker's means that one of both is wrong.</summary>
internal static class BusRule
{
    internal static void Check(SiteDraft draft, DiagnosticList diagnostics)
    {
        foreach (var circuit in draft.Site.Circuits)
        {
            if (circuit.Bus is not { } bus)
            {
                continue;
            }

            foreach (var phase in PerPhase.Each)
            {
                if (double.IsFinite(circuit.LimitAmps[phase].Value) && bus[phase] < circuit.LimitAmps[phase])
                {
                    diagnostics.Error(
                        draft.Circuits[circuit.Index].Find("bus")!.Position,
                        Codes.BusBelowBreaker,
                        FormattableString.Invariant($"{circuit.Id} {phase}: the busbar carries {bus[phase].Value:0.##}A, less than its breaker's {circuit.LimitAmps[phase].Value:0.##}A"),
                        "Write what the busbar is rated for, or the smaller breaker under 'limit'.");
                    break;
                }
            }
        }
    }
}
