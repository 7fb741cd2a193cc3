using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>Turns the registers of a poll into a <see cref="MeterSample"/>; NaN, infinities and "no value" patterns end here.</summary>
public static class MeterDecoder
{
    private const double DeadVolts = 20;
    private const double DeadAmps = 0.5;

    /// <param name="template">The meter's register map.</param>
    /// <param name="image">What the poll brought.</param>
    /// <param name="terminals">How many of the meter's terminals are wired, 1 to 3; only these must have values.</param>
    public static MeterSample Decode(MeterTemplate template, RegisterImage image, int terminals = 3)
    {
        var voltage = Each(template.Voltage, value => Read(template, image, value));
        var current = Each(template.Current, value => Read(template, image, value));
        var power = Each(template.Power, value => Read(template, image, value));
        return new MeterSample
        {
            Voltage = voltage.Select<Volts?>(volts => volts is { } v ? new Volts(v) : null),
            Current = Map(phase => current[phase] is { } amps && power[phase] is { } watts ? new Amperes(watts < 0 ? -Math.Abs(amps) : Math.Abs(amps)) : (Amperes?)null),
            ActiveCurrent = Map(phase => voltage[phase] is { } volts && template.Probe.Voltage.Holds(volts) && power[phase] is { } watts ? new Amperes(watts / volts) : (Amperes?)null),
            Power = power.Select<Watts?>(watts => watts is { } w ? new Watts(w) : null),
            TotalPower = Total(template, image) is { } total ? new Watts(total) : null,
            FrequencyHertz = Read(template, image, template.Frequency),
            EnergyImport = Read(template, image, template.EnergyImport) is { } imported ? new WattHours(imported) : null,
            EnergyExport = Read(template, image, template.EnergyExport) is { } exported ? new WattHours(exported) : null,
            IsDead = IsDead(terminals, voltage, current),
            Missing = WhyMissing(template, image, terminals, voltage, current, power),
        };
    }

    private static string? WhyMissing(
        MeterTemplate template, RegisterImage image, int terminals, PerPhase<double?> voltage, PerPhase<double?> current, PerPhase<double?> power)
    {
        if (template is not { Voltage: { } voltageAt, Current: { } currentAt, Power: { } powerAt })
        {
            return "this model tells no voltage, current and power for each phase";
        }

        for (var phase = Phase.L1; (int)phase < terminals; phase++)
        {
            var why = NoValue("voltage", phase, voltage[phase], At(voltageAt, phase))
                ?? OffMains(template, image, phase, voltage[phase]!.Value, At(voltageAt, phase))
                ?? NoValue("power", phase, power[phase], At(powerAt, phase))
                ?? NoValue("current", phase, current[phase], At(currentAt, phase));
            if (why is not null)
            {
                return why;
            }
        }

        return null;
    }

    /// <summary>Values on all terminals, all of them next to nothing: no value is no proof.</summary>
    private static bool IsDead(int terminals, PerPhase<double?> voltage, PerPhase<double?> current)
    {
        for (var phase = Phase.L1; (int)phase < terminals; phase++)
        {
            if (!(Math.Abs(voltage[phase] ?? double.NaN) < DeadVolts && Math.Abs(current[phase] ?? double.NaN) < DeadAmps))
            {
                return false;
            }
        }

        return true;
    }

    private static string? NoValue(string quantity, Phase phase, double? value, RegisterValue at) =>
        value is null ? $"the meter has no {quantity} on its {phase} (register {at.Address})" : null;

    private static string? OffMains(MeterTemplate template, RegisterImage image, Phase phase, double volts, RegisterValue at)
    {
        var range = template.Probe.Voltage;
        return range.Holds(volts)
            ? null
            : $"the voltage on the meter's {phase} is {volts:G4} V (register {at.Address}), outside {range} V{OtherOrder.Hint(template, image, at, range, "V")}";
    }

    private static double? Total(MeterTemplate template, RegisterImage image) =>
        template.TotalExport is null ? Read(template, image, template.TotalPower)
        : Read(template, image, template.TotalPower) - Read(template, image, template.TotalExport);

    private static double? Read(MeterTemplate template, RegisterImage image, RegisterValue? value) =>
        value is not null && RegisterCodec.Bits(template, image, value, template.WordOrder) is { } bits ? RegisterCodec.FromBits(value, bits) : null;

    private static RegisterValue At(PhaseValues values, Phase phase) => phase switch
    {
        Phase.L1 => values.L1,
        Phase.L2 => values.L2,
        _ => values.L3,
    };

    private static PerPhase<double?> Each(PhaseValues? values, Func<RegisterValue, double?> read) => values is null ? default : new(read(values.L1), read(values.L2), read(values.L3));

    private static PerPhase<T> Map<T>(Func<Phase, T> of) => new(of(Phase.L1), of(Phase.L2), of(Phase.L3));
}
