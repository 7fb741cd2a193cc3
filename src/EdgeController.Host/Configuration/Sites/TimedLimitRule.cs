using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>
/// Limits that come and go hold as long as the controller runs. Where the stations' fallbacks alone are above one, or it is above the
/// breaker, the installer should know.
/// </summary>
internal static class TimedLimitRule
{
    private const double Tolerance = 1e-6;

    internal static void Check(SiteDraft draft, DiagnosticList diagnostics)
    {
        var loads = CircuitLoad.Of(draft.Site);
        foreach (var circuit in draft.Site.Circuits)
        {
            var entry = draft.Circuits[circuit.Index];
            foreach (var (limit, place) in circuit.Calendar.Zip(entry.Find("limits")?.Children ?? []))
            {
                CheckHeight(circuit, limit, place, diagnostics);
                CheckFallbacks(draft, circuit, loads[circuit.Index], limit.Amps, limit.Power, place, $"limit '{limit.Name}'", diagnostics);
            }

            if (circuit.Demand is { } demand)
            {
                CheckFallbacks(draft, circuit, loads[circuit.Index], null, demand.Power, entry.Find("demand")!, "contract demand", diagnostics);
            }
        }

        CheckDimming(draft, diagnostics);
    }

    private static void CheckHeight(Circuit circuit, CalendarLimit limit, Entry place, DiagnosticList diagnostics)
    {
        var amps = limit.Amps is not { } current || PerPhase.Each.All(phase => current[phase] >= circuit.LimitAmps[phase]);
        var power = limit.Power is not { } watts || watts >= (circuit.LimitPower ?? new Watts(double.PositiveInfinity));
        if (amps && power && (limit.Amps is not null || limit.Power is not null))
        {
            diagnostics.Warning(place.Position, Codes.LimitWithoutEffect, $"{place.Path}: limit '{limit.Name}' is not below the circuit's own limit and changes nothing", $"A limit by time of day can only lower what '{circuit.Id}' may carry.");
        }
    }

    private static void CheckFallbacks(
        SiteDraft draft, Circuit circuit, CircuitLoad load, PerPhase<Amperes>? amps, Watts? power, Entry place, string name, DiagnosticList diagnostics)
    {
        var sum = load.WorstCasePower(draft.Site.NominalVoltage);
        var worst = PerPhase.Each.MaxBy(phase => load.WorstCase[phase].Value - (amps?[phase].Value ?? double.PositiveInfinity));
        var problem = power is { } watts && sum.Value > watts.Value + Tolerance
            ? FormattableString.Invariant($"{sum.Value / 1000:0.##}kW, more than {watts.Value / 1000:0.##}kW")
            : amps is { } current && load.WorstCase[worst].Value > current[worst].Value + Tolerance
            ? FormattableString.Invariant($"{load.WorstCase[worst].Value:0.##}A on {worst}, more than {current[worst].Value:0.##}A")
            : null;
        if (problem is not null)
        {
            diagnostics.Warning(place.Position, Codes.FallbacksAboveLimit, $"{place.Path}: without the controller, fallbacks + assumed load under {circuit.Id} are {problem}: {name} holds only while the controller runs", "Lower the fallbacks if it has to hold without the controller too.");
        }
    }

    private static void CheckDimming(SiteDraft draft, DiagnosticList diagnostics)
    {
        if (draft.Site.Dimming is not { } rule || draft.Dimming is not { } place)
        {
            return;
        }

        var amps = draft.Site.Stations
            .Where(station => rule.Circuit is not { } scope || draft.Site.Circuits[station.Circuit].PathToRoot.Contains(scope))
            .Sum(station => station.Fallback.Value * station.Rotation.Terminals.Length * station.Evses.Length);
        var sum = amps * draft.Site.NominalVoltage.Value;
        if (sum > rule.Minimum.Value + Tolerance)
        {
            diagnostics.Warning(
                place.KeyPosition,
                Codes.FallbacksAboveLimit,
                FormattableString.Invariant($"{place.Path}: without the controller, the fallbacks draw {sum / 1000:0.##}kW, more than P_min {rule.Minimum.Value / 1000:0.##}kW: dimming holds only while the controller runs"),
                "Lower the fallbacks if it has to hold without the controller too.");
        }
    }
}
