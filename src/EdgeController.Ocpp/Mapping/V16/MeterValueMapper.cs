using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Mapping.V16;

/// <summary>Turns a station's MeterValues into what its EVSE draws per <em>site</em> phase (1.6 section 7.43 has the defaults).</summary>
public static class MeterValueMapper
{
    private const string DefaultMeasurand = "Energy.Active.Import.Register";

    /// <summary>Null where nothing usable was sent.</summary>
    public static EvseMetered? Map(Instant at, EvseId evse, Station station, Volts nominal, IReadOnlyList<MeterValue>? values)
    {
        var samples = (values ?? [])
            .Where(value => value?.SampledValue is not null)
            .SelectMany(value => value.SampledValue!)
            .Where(sample => sample is not null && sample.Format is null or "Raw" && sample.Location is null or "Outlet" or "Inlet" or "Cable")
            .OrderBy(sample => sample.Location is null or "Outlet" ? 1 : 0)
            .ToArray();
        var power = PhaseReadings.Of(samples, "Power.Active.Import", "W");
        var total = power.Total ?? (power.Has(station.Rotation) ? power.Sum(station.Rotation) : null);
        var energy = samples.LastOrDefault(sample => (sample.Measurand ?? DefaultMeasurand) == DefaultMeasurand && sample.Phase is null);
        var current = Current(samples, station.Rotation, power, total, nominal);
        var register = energy is null ? null : Quantity.Read(energy, "Wh");
        return current is null && total is null && register is null
            ? null
            : new EvseMetered(
                at, evse, current, total is { } watts ? new Watts(watts) : null, register is { } wattHours ? new WattHours(wattHours) : null);
    }

    /// <summary>By phase currents, else by power per phase, else by a current without phase, else by the total power.</summary>
    private static PerPhase<Amperes>? Current(
        SampledValue[] samples, PhaseRotation rotation, PhaseReadings power, double? total, Volts nominal)
    {
        var current = PhaseReadings.Of(samples, "Current.Import", "A");
        var volts = PhaseReadings.Of(samples, "Voltage", "V");
        double Voltage(int terminal) => (volts[terminal] ?? volts.Total) is { } measured && measured > nominal.Value / 2 ? measured : nominal.Value;

        PerPhase<double>? terminals = null;
        if (current.Any && !current.Spoilt)
        {
            terminals = Completed(current, rotation, total, Voltage);
        }
        else if (power.Has(rotation))
        {
            terminals = Each(rotation, terminal => power[terminal]!.Value / Voltage(terminal));
        }
        else if (current.Total is { } everywhere)
        {
            terminals = PerPhase.All(everywhere);
        }
        else if (total is { } watts)
        {
            terminals = Each(rotation, terminal => watts / rotation.Terminals.Length / Voltage(terminal));
        }

        return terminals is { } found
            ? rotation.ToSite(found.Select(amps => new Amperes(Math.Max(0, amps))), Amperes.Zero)
            : null;
    }

    /// <summary>
    /// Phases that were left out draw nothing if the total power says so (a single-phase vehicle); else they count like the highest one.
    /// </summary>
    private static PerPhase<double> Completed(PhaseReadings current, PhaseRotation rotation, double? total, Func<int, double> voltage)
    {
        var sent = 0.0;
        var highest = 0.0;
        for (var terminal = 0; terminal < rotation.Terminals.Length; terminal++)
        {
            sent += (current[terminal] ?? 0) * voltage(terminal);
            highest = Math.Max(highest, current[terminal] ?? 0);
        }

        var complete = total is { } watts && sent >= 0.9 * watts;
        return Each(rotation, terminal => current[terminal] ?? (complete ? 0 : highest));
    }

    private static PerPhase<double> Each(PhaseRotation rotation, Func<int, double> value)
    {
        var result = PerPhase.All(0.0);
        for (var terminal = 0; terminal < rotation.Terminals.Length; terminal++)
        {
            result = result.With((Phase)terminal, value(terminal));
        }

        return result;
    }
}
