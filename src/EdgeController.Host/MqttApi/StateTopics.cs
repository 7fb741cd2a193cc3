using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EdgeController.Core.Control;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;

namespace EdgeController.Host.MqttApi;

/// <summary>What all state topics say, made from the same picture as the page. A value that is not known is null, never zero.</summary>
internal static class StateTopics
{
    public static ImmutableArray<StateValue> Of(SitePicture picture, SiteView view)
    {
        var all = ImmutableArray.CreateBuilder<StateValue>();
        all.Add(StateValue.Of(MqttContract.About, new JsonObject { ["contract"] = MqttContract.Version, ["controller"] = ProductVersion.Text, ["site"] = view.Name }.ToJsonString()));
        all.Add(StateValue.Of("site/mode", view.Mode));
        all.Add(StateValue.Of("site/power_w", Sum(picture, view)));
        all.Add(StateValue.Of("site/limit_binding", Binding(view)));
        foreach (var circuit in view.Circuits)
        {
            Circuit(all, picture, circuit);
        }

        foreach (var station in view.Stations)
        {
            Station(all, picture.Snapshot, station);
        }

        foreach (var meter in view.Meters)
        {
            Meter(all, picture.Snapshot, meter);
        }

        return all.ToImmutable();
    }

    /// <summary>The levels of one EVSE: the station's, and the number from the second on.</summary>
    public static string Evse(string station, int number) => number == 1 ? MqttTopics.Level(station) : FormattableString.Invariant($"{MqttTopics.Level(station)}/{number}");

    /// <summary>A circuit without a meter has only an estimate, which is worth telling; a meter that is not believed has nothing to tell.</summary>
    private static bool IsKnown(CircuitView circuit) => !circuit.Estimated || circuit.Meter is null;

    private static double? Power(SitePicture picture, CircuitView circuit)
    {
        var snapshot = picture.Snapshot;
        var drawn = snapshot.Circuits[snapshot.Index.Find(new CircuitId(circuit.Id))].DrawnPower?.Value;
        return !IsKnown(circuit) ? null
            : !circuit.Estimated && drawn is { } watts ? Math.Round(watts)
            : Math.Round(circuit.Phases.Sum(phase => phase.DrawnAmps) * snapshot.Site.NominalVoltage.Value);
    }

    private static double? Sum(SitePicture picture, SiteView view)
    {
        double sum = 0;
        foreach (var root in view.Circuits.Where(circuit => circuit.Parent is null))
        {
            sum += Power(picture, root) ?? double.NaN;
        }

        return double.IsNaN(sum) ? null : sum;
    }

    private static string Binding(SiteView view)
    {
        var least = view.Circuits.SelectMany(circuit => circuit.Phases.Select(phase => (circuit.Id, phase.Phase, Left: (phase.UsableAmps - phase.DrawnAmps) / Math.Max(1, phase.UsableAmps)))).MinBy(one => one.Left);
        return $"{least.Id} {least.Phase}";
    }

    private static void Circuit(ImmutableArray<StateValue>.Builder all, SitePicture picture, CircuitView circuit)
    {
        var at = $"circuits/{MqttTopics.Level(circuit.Id)}";
        var limits = circuit.Limits.Where(limit => limit.Amps is not null).ToList();
        double Limit(PhaseView phase) => limits.Select(limit => limit.Amps![(int)phase.Phase]).Append(phase.LimitAmps).Min();
        all.Add(StateValue.Of($"{at}/power_w", Power(picture, circuit)));
        all.Add(StateValue.Of($"{at}/limit_a", circuit.Phases.Min(Limit)));
        all.Add(StateValue.Of($"{at}/problem", circuit.Mode is "no-increase" or "blind" || circuit.Phases.Any(phase => phase.DrawnAmps > phase.LimitAmps)));
        foreach (var phase in circuit.Phases)
        {
            var level = $"{at}/l{(int)phase.Phase + 1}";
            all.Add(StateValue.Of($"{level}/current_a", IsKnown(circuit) ? phase.DrawnAmps : null));
            all.Add(StateValue.Of($"{level}/limit_a", Limit(phase)));
            all.Add(StateValue.Of($"{level}/headroom_a", IsKnown(circuit) ? Math.Round(phase.UsableAmps - phase.DrawnAmps, 1) : null));
        }
    }

    private static void Station(ImmutableArray<StateValue>.Builder all, SiteSnapshot snapshot, StationView station)
    {
        var at = $"stations/{MqttTopics.Level(station.Id)}";
        all.Add(StateValue.Of($"{at}/online", station.Online));
        all.Add(StateValue.Of($"{at}/fallback_verified", snapshot.Stations[snapshot.Index.Find(new StationId(station.Id))].HoldsFallback));
        foreach (var evse in station.Evses)
        {
            var level = $"stations/{Evse(station.Id, evse.Number)}";
            all.Add(StateValue.Of($"{level}/state", evse.Status.ToString().ToLowerInvariant()));
            all.Add(StateValue.Of($"{level}/limit_a", evse.SetpointAmps));
            all.Add(StateValue.Of($"{level}/measured_a", station.Online ? evse.MeasuredAmps?.Max() : null));
            all.Add(StateValue.Of($"{level}/session_kwh", evse.SessionKwh));
            all.Add(StateValue.Of($"{level}/reason", evse.Reason.Sentence));
            all.Add(StateValue.Of($"{level}/mode", evse.Mode));
            all.Add(StateValue.Of($"{level}/priority", evse.Priority));
            all.Add(StateValue.Of($"{level}/departure", evse.Departure is { } leaves ? FormattableString.Invariant($"{leaves:yyyy-MM-ddTHH:mm:sszzz}") : "none"));
            all.Add(StateValue.Of($"{level}/needs_kwh", evse.NeedsKwh is { } needs ? FormattableString.Invariant($"{needs:0.##}") : "none"));
        }
    }

    private static void Meter(ImmutableArray<StateValue>.Builder all, SiteSnapshot snapshot, MeterView meter)
    {
        var at = $"meters/{MqttTopics.Level(meter.Id)}";
        var index = snapshot.Index.Find(new MeterId(meter.Id));
        var circuit = snapshot.Index.CircuitOfMeter[index];
        var resource = snapshot.Index.ResourceOfMeter[index];
        Watts? power = circuit >= 0 ? snapshot.Circuits[circuit].DrawnPower : resource >= 0 ? snapshot.Resources[resource].Power : null;
        all.Add(StateValue.Of($"{at}/power_w", meter.State == "blind" || power is null ? null : Math.Round(power.Value.Value)));
        all.Add(StateValue.Of($"{at}/age_ms", meter.AgeSeconds is { } age ? Math.Round(age * 1000) : null));
        all.Add(StateValue.Of($"{at}/quality", meter.State));
    }
}
