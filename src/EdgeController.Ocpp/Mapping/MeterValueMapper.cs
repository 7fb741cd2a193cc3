using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Mapping;

/// <summary>Turns what a station sampled, in any OCPP version, into what its EVSE draws per <em>site</em> phase.</summary>
public static class MeterValueMapper
{
    /// <summary>Null where nothing usable was sent.</summary>
    /// <param name="at">When it arrived.</param>
    /// <param name="evse">The EVSE that it is about.</param>
    /// <param name="station">Its station, for the wiring.</param>
    /// <param name="nominal">Voltage where none was measured.</param>
    /// <param name="samples">The samples in the order in which they were taken.</param>
    /// <param name="phasesUsed">How many phases the vehicle uses, where the station says so (2.x): values without a phase are on these only.</param>
    public static EvseMetered? Map(Instant at, EvseId evse, Station station, Volts nominal, ReadOnlySpan<Reading> samples, int? phasesUsed = null)
    {
        var energy = Register(samples) is { } wattHours ? new WattHours(wattHours) : (WattHours?)null;
        if (station.V2x is not null && GivenBack.Map(at, evse, station, nominal, samples, energy) is { } given)
        {
            return given;
        }

        if (station.Dc is { } dc)
        {
            var output = DirectCurrent.Output(samples, dc);
            return output is null && energy is null
                ? null
                : new EvseMetered(at, evse, output is { } drawn ? DirectCurrent.Input(drawn, dc, nominal) : null, output, energy);
        }

        var power = PhaseReadings.Of(samples, "Power.Active.Import", "W");
        var total = power.Total ?? (power.Has(station.Rotation) ? power.Sum(station.Rotation) : null);
        var used = Math.Clamp(phasesUsed is > 0 and var told ? told : int.MaxValue, 1, station.Rotation.Terminals.Length);
        var current = Current(samples, station.Rotation, power, total, nominal, used);
        return current is null && total is null && energy is null
            ? null
            : new EvseMetered(at, evse, current, total is { } watts ? new Watts(watts) : null, energy);
    }

    /// <summary>The last reading of the whole EVSE's register, at the outlet where there is one.</summary>
    private static double? Register(ReadOnlySpan<Reading> samples)
    {
        var last = -1;
        for (var i = 0; i < samples.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            if (sample.Measurand == Reading.DefaultMeasurand && sample.Phase is null && (last < 0 || sample.AtOutlet || !samples[last].AtOutlet))
            {
                last = i;
            }
        }

        return last < 0 ? null : Quantity.In("Wh", samples[last]);
    }

    /// <summary>By phase currents, else by power per phase, else by a current without phase, else by the total power.</summary>
    private static PerPhase<Amperes>? Current(
        ReadOnlySpan<Reading> samples, PhaseRotation rotation, PhaseReadings power, double? total, Volts nominal, int used)
    {
        var current = PhaseReadings.Of(samples, "Current.Import", "A");
        var volts = PhaseReadings.Of(samples, "Voltage", "V");
        PerPhase<double>? terminals = null;
        if (current.Any && !current.Spoilt)
        {
            terminals = Completed(current, rotation, total, volts, nominal);
        }
        else if (power.Has(rotation))
        {
            terminals = Each(rotation, (power, volts, nominal), static (given, terminal) => given.power[terminal]!.Value / Voltage(given.volts, given.nominal, terminal));
        }
        else if (current.Total is { } everywhere)
        {
            terminals = Each(rotation, (everywhere, used), static (given, terminal) => terminal < given.used ? given.everywhere : 0);
        }
        else if (total is { } watts)
        {
            terminals = Each(
                rotation, (watts, used, volts, nominal), static (given, terminal) => terminal < given.used ? given.watts / given.used / Voltage(given.volts, given.nominal, terminal) : 0);
        }

        return terminals is { } found
            ? rotation.ToSite(found.Select(static amps => new Amperes(Math.Max(0, amps))), Amperes.Zero)
            : null;
    }

    /// <summary>What was measured, where it can be one.</summary>
    private static double Voltage(in PhaseReadings volts, Volts nominal, int terminal) =>
        (volts[terminal] ?? volts.Total) is { } measured && measured > nominal.Value / 2 ? measured : nominal.Value;

    /// <summary>
    /// Phases that were left out draw nothing if the total power says so (a single-phase vehicle); else they count like the highest one.
    /// </summary>
    private static PerPhase<double> Completed(in PhaseReadings current, PhaseRotation rotation, double? total, in PhaseReadings volts, Volts nominal)
    {
        var sent = 0.0;
        var highest = 0.0;
        for (var terminal = 0; terminal < rotation.Terminals.Length; terminal++)
        {
            sent += (current[terminal] ?? 0) * Voltage(volts, nominal, terminal);
            highest = Math.Max(highest, current[terminal] ?? 0);
        }

        var complete = total is { } watts && sent >= 0.9 * watts;
        return Each(rotation, (current, complete, highest), static (given, terminal) => given.current[terminal] ?? (given.complete ? 0 : given.highest));
    }

    private static PerPhase<double> Each<TGiven>(PhaseRotation rotation, TGiven given, Func<TGiven, int, double> value)
    {
        var result = PerPhase.All(0.0);
        for (var terminal = 0; terminal < rotation.Terminals.Length; terminal++)
        {
            result = result.With((Phase)terminal, value(given, terminal));
        }

        return result;
    }
}
