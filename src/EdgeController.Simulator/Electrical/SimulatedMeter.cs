using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Electrical;

/// <summary>How a meter misbehaves.</summary>
public enum MeterFault
{
    None,

    /// <summary>Answers nothing.</summary>
    Unplugged,

    /// <summary>Tells "no value" in its currents.</summary>
    NotANumber,

    /// <summary>Serves the last values for ever.</summary>
    Frozen,
}

/// <summary>A meter in front of one circuit, as the registers that it would serve.</summary>
public sealed class SimulatedMeter(Meter meter, MeterTemplate template, int circuit, double nominalVolts, SeededRandom random)
{
    private readonly SeededRandom _noise = random.Fork("meter " + meter.Id.Value);
    private RegisterImage? _last;

    public Meter Meter => meter;

    public MeterTemplate Template => template;

    /// <summary>Index of the circuit that it measures.</summary>
    public int Circuit => circuit;

    public MeterFault Fault { get; set; }

    /// <summary>What a poll at this moment would read; null where the meter stays silent.</summary>
    public RegisterImage? Read(ElectricalTree tree)
    {
        if (Fault == MeterFault.Unplugged)
        {
            return null;
        }

        if (Fault != MeterFault.Frozen || _last is null)
        {
            _last = MeterEncoder.Encode(template, Sample(tree));
        }

        return _last;
    }

    private MeterSample Sample(ElectricalTree tree)
    {
        var terminals = meter.Phases.Terminals;
        PerPhase<Volts?> voltage = default;
        PerPhase<Amperes?> current = default;
        PerPhase<Watts?> power = default;
        var total = 0.0;
        for (var i = 0; i < terminals.Length; i++)
        {
            var terminal = (Phase)i;
            var amps = tree.Amps(circuit, terminals[i]);
            var volts = nominalVolts + _noise.Uniform(-0.4, 0.4);
            voltage = voltage.With(terminal, new Volts(volts));
            current = current.With(terminal, Fault == MeterFault.NotANumber ? null : new Amperes(Math.Abs(amps)));
            power = power.With(terminal, new Watts(amps * volts));
            total += amps * volts;
        }

        return new MeterSample
        {
            Voltage = voltage,
            Current = current,
            Power = power,
            TotalPower = new Watts(total),
            FrequencyHertz = 50,
            EnergyImport = WattHours.Zero,
            EnergyExport = WattHours.Zero,
        };
    }
}
