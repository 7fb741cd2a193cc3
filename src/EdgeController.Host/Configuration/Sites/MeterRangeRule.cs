using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>A meter whose registers end below what its circuit can carry is blind just when it matters (fault A13).</summary>
internal static class MeterRangeRule
{
    private const double Share = 0.8;

    internal static void Check(SiteDraft draft, IReadOnlyDictionary<string, MeterTemplate> templates, DiagnosticList diagnostics)
    {
        foreach (var circuit in draft.Site.Circuits)
        {
            foreach (var index in new[] { circuit.Meter, circuit.SecondMeter })
            {
                if (index is { } meter && templates.GetValueOrDefault(draft.Site.Meters[meter].Template) is { HasPhases: true } template)
                {
                    Check(draft, circuit, draft.Site.Meters[meter], template, diagnostics);
                }
            }
        }
    }

    private static void Check(SiteDraft draft, Circuit circuit, Meter meter, MeterTemplate template, DiagnosticList diagnostics)
    {
        var amps = Math.Max(circuit.LimitAmps.L1.Value, Math.Max(circuit.LimitAmps.L2.Value, circuit.LimitAmps.L3.Value));
        var watts = amps * draft.Site.NominalVoltage.Value;
        var (most, mostWatts) = (Most(template.Current!.L1), Most(template.Power!.L1));
        if (double.IsFinite(amps) && (amps > most * Share || watts > mostWatts * Share))
        {
            diagnostics.Warning(
                draft.Circuits[circuit.Index].Find("meter")!.Position,
                Codes.MeterRange,
                FormattableString.Invariant($"{circuit.Id}: the registers of meter '{meter.Id.Value}' end at {Math.Min(most, mostWatts / draft.Site.NominalVoltage.Value):0}A per phase, its breaker is {amps:0.##}A: near the end it counts as blind"),
                "Take a meter with wider registers for a connection of this size.");
        }
    }

    private static double Most(RegisterValue value) => Math.Abs(value.Scale) * value.Type switch
    {
        RegisterType.Int16 => short.MaxValue,
        RegisterType.UInt16 => ushort.MaxValue,
        RegisterType.Int32 => int.MaxValue,
        RegisterType.UInt32 => uint.MaxValue,
        _ => double.PositiveInfinity,
    };
}
