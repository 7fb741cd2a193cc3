using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>The last step from registers to an event of the site, without I/O: the driver and the simulation both go through it.</summary>
public static class MeterReadingDecoder
{
    /// <summary>
    /// A <see cref="MeterReading"/> with currents on site phases (magnitude of the current, sign of the phase's power), or a
    /// <see cref="MeterReadFailed"/> that names what is missing. A site phase that no terminal is wired to reads zero: there is no conductor.
    /// </summary>
    public static SiteEvent ToEvent(Meter meter, MeterTemplate template, RegisterImage image, Instant at)
    {
        var sample = MeterDecoder.Decode(template, image, meter.Phases.Terminals.Length);
        if (sample.Missing is { } reason)
        {
            return new MeterReadFailed(at, meter.Id, reason) { IsDead = sample.IsDead };
        }

        var current = meter.Phases.ToSite(sample.Current.Select(amps => amps ?? Amperes.Zero), Amperes.Zero);
        return new MeterReading(at, meter.Id, current, sample.TotalPower ?? Sum(sample.Power, meter.Phases.Terminals.Length))
        {
            Voltage = meter.Phases.ToSite(sample.Voltage.Select(volts => volts ?? Volts.Zero), Volts.Zero),
            EnergyImported = sample.EnergyImport,
            PhasePower = meter.Phases.ToSite(sample.Power.Select(watts => watts ?? Watts.Zero), Watts.Zero),
        };
    }

    private static Watts? Sum(PerPhase<Watts?> power, int terminals)
    {
        double sum = 0;
        for (var phase = Phase.L1; (int)phase < terminals; phase++)
        {
            sum += power[phase]?.Value ?? double.NaN;
        }

        return double.IsFinite(sum) ? new Watts(sum) : null;
    }
}
