using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Says in plain text what a site file means: the installer compares it with what is built.</summary>
public static class SiteSummary
{
    public static void Write(Site site, TextWriter output)
    {
        output.WriteLine($"{site.Name}: {site.Circuits.Length} circuits, {site.Meters.Length} meters, {site.Stations.Length} stations, {site.Evses.Length} connectors; {site.TimeZone}");
        output.WriteLine();
        WriteCircuits(site, output);
        TimedLimitSummary.WriteDimming(site, output);
        output.WriteLine();
        WriteStations(site, output);
        WriteIdentities(site, output);
        output.WriteLine();
        WriteResources(site, output);
        PolicySummary.Write(site, output);
        MqttSummary.Write(site, output);
        WriteWorstCase(site, output);
        output.WriteLine();
    }

    private static void WriteCircuits(Site site, TextWriter output)
    {
        output.WriteLine("Circuits");
        foreach (var circuit in site.Circuits)
        {
            var depth = new string(' ', 2 * circuit.PathToRoot.Length);
            var power = circuit.LimitPower is { } limit ? FormattableString.Invariant($", {limit.Value / 1000:0.##}kW") : "";
            power += circuit.LimitApparent is { } apparent ? FormattableString.Invariant($", {apparent.Value / 1000:0.##}kVA") : "";
            power += circuit.Bus is { } bus ? $", busbar {Phases(bus)}" : "";
            power += circuit.Unbalance is { } unbalance ? FormattableString.Invariant($", unbalance {unbalance.Value:0.##}A") : "";
            var meter = circuit.Meter is { } index ? Describe(site.Meters[index]) : "no meter: the assumption always counts";
            meter += circuit.SecondMeter is { } second ? $", and {Describe(site.Meters[second])}" : "";
            output.WriteLine($"{depth}{circuit.Id}: {Phases(circuit.LimitAmps)}{power}, assumed {Phases(circuit.AssumedUncontrolled)}; {meter}");
            TimedLimitSummary.Write(circuit, depth + "  ", output);
        }
    }

    private static string Describe(Meter meter) =>
        meter.Mqtt is { } mqtt ? FormattableString.Invariant($"meter {meter.Id} (over MQTT, told every {meter.Poll.TotalSeconds}s, too old after {mqtt.Ttl.TotalSeconds}s, terminals {meter.Phases})") :
        FormattableString.Invariant($"meter {meter.Id} ({meter.Template} at {meter.Bus}, unit {meter.Unit}, every {meter.Poll.TotalSeconds}s, terminals {meter.Phases})");

    private static void WriteStations(Site site, TextWriter output)
    {
        output.WriteLine("Stations");
        var width = site.Stations.Select(station => station.Id.Value.Length).DefaultIfEmpty(0).Max();
        foreach (var station in site.Stations)
        {
            var connectors = station.Evses.Length == 1 ? "" : $", {station.Evses.Length} connectors";
            output.WriteLine(FormattableString.Invariant($"  {station.Id.Value.PadRight(width)}  {station.Rotation,-6}  {site.Circuits[station.Circuit].Id}: {Range(station)}{Gives(station)}{connectors}{Storage(station)}; back end {station.Csms ?? "none"}"));
        }
    }

    private static void WriteIdentities(Site site, TextWriter output)
    {
        foreach (var backEnd in site.BackEnds)
        {
            if (backEnd.Identity is { } identity)
            {
                output.WriteLine($"  back end {backEnd.Name} knows the controller as {identity.Id} (OCPP {identity.Version}) and may limit its {site.Stations.Count(station => station.Csms == backEnd.Name)} stations together");
            }
        }
    }

    private static string Range(Station station) => station.Dc is { } dc
        ? FormattableString.Invariant($"dc {dc.Min.Value / 1000:0.##}kW to {dc.Max.Value / 1000:0.##}kW, fallback {dc.Fallback.Value / 1000:0.##}kW, {dc.Efficiency * 100:0.##}% and {dc.Standby.Value:0}W standby ({station.Max.Value:0.##}A per phase at most)")
        : FormattableString.Invariant($"{station.Min.Value:0.##}A to {station.Max.Value:0.##}A, fallback {station.Fallback.Value:0.##}A")
            + (station.Cable is { } cable ? FormattableString.Invariant($", cable {cable.Value:0.##}A") : "")
            + (station.SwitchesPhases ? ", switches phases" : "");

    private static string Gives(Station station) => station.V2x is { } v2x
        ? FormattableString.Invariant($", gives back up to {v2x.Discharge.Value / 1000:0.##}kW by plan, down to {v2x.SocMin * 100:0.##}%")
        : "";

    private static string Storage(Station station) => station.Storage switch
    {
        StorageClass.Flash => $", flash: {station.Storage.DailyWrites()} writes a day",
        StorageClass.Ram => ", ram: any number of writes",
        _ => "",
    };

    private static void WriteResources(Site site, TextWriter output)
    {
        var resources = site.Resources.Where(resource => resource.Kind != ResourceKind.Vehicle).ToList();
        if (resources.Count == 0)
        {
            return;
        }

        output.WriteLine("Energy resources");
        foreach (var resource in resources)
        {
            var most = resource.MaxCurrent(site.NominalVoltage);
            var counted = resource.Kind == ResourceKind.Pv ? "" : resource.ChargingIsAssumed ? "; charging is in the assumed load" : "; charging adds to the assumed load";
            var meter = resource.Meter is { } index ? $"meter {site.Meters[index].Id}" : "no meter: its maximum counts";
            output.WriteLine(FormattableString.Invariant(
                $"  {resource.Id}: {(resource.Kind == ResourceKind.Pv ? "pv" : "battery")} on {site.Circuits[resource.Circuit].Id}, {resource.Max.Value / 1000:0.##}kW = {Phases(most)}; {meter}{counted}; {Steering(resource)}"));
        }

        output.WriteLine();
    }

    private static string Steering(EnergyResource resource) => resource.Control is not { } control ? "runs by itself"
        : FormattableString.Invariant($"{(resource.Kind == ResourceKind.Pv ? "curtailed" : Word(resource.Mode))} by {control.Template} at {control.Host}:{control.Port}, unit {control.Unit}, reverts after {control.Reverts.TotalSeconds:0}s");

    private static string Word(ResourceMode mode) => mode switch
    {
        ResourceMode.SelfConsumption => "covers the site's own load, steered",
        ResourceMode.PeakShaving => "shaves the peak, steered",
        ResourceMode.Plan => "goes by the plan, steered",
        _ => "runs by itself, read",
    };

    private static void WriteWorstCase(Site site, TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"Without the controller (fallbacks + assumed load), of what is usable (limit less {site.Margin.Percent:0.##}% and {site.Margin.Amps.Value:0.##}A)"));
        var loads = CircuitLoad.Of(site);
        foreach (var circuit in site.Circuits)
        {
            var load = loads[circuit.Index];
            var phases = PerPhase.Each.Select(phase => FormattableString.Invariant(
                $"{phase} {load.Fallback[phase].Value:0.##} + {load.Assumed[phase].Value:0.##} = {load.WorstCase[phase].Value:0.##}A of {site.Margin.Usable(circuit.LimitAmps[phase]).Value:0.##}A"));
            var power = circuit.LimitPower is { } limit
                ? FormattableString.Invariant($"; {load.WorstCasePower(site.NominalVoltage).Value / 1000:0.##}kW of {site.Margin.Usable(limit).Value / 1000:0.##}kW")
                : "";
            power += circuit.LimitApparent is { } apparent
                ? FormattableString.Invariant($"; {load.WorstCasePower(site.NominalVoltage).Value / 1000:0.##}kVA of {site.Margin.Usable(apparent).Value / 1000:0.##}kVA")
                : "";
            output.WriteLine($"  {circuit.Id}: {string.Join(", ", phases)}{power}");
        }
    }

    internal static string Phases(PerPhase<Amperes> amps) => amps.L1 == amps.L2 && amps.L2 == amps.L3
        ? FormattableString.Invariant($"{amps.L1.Value:0.##}A")
        : FormattableString.Invariant($"{amps.L1.Value:0.##}/{amps.L2.Value:0.##}/{amps.L3.Value:0.##}A");
}
