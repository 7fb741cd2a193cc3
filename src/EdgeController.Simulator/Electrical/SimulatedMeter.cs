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

    /// <summary>Without power: drops its connections and takes none.</summary>
    Gone,

    /// <summary>Answers every request with an exception.</summary>
    Exception,

    /// <summary>Tells "no value" in its currents.</summary>
    NotANumber,

    /// <summary>Serves the last values for ever.</summary>
    Frozen,

    /// <summary>Import is shown as export (all clamps turned, or a setting).</summary>
    SignFlipped,

    /// <summary>The clamp on the first phase is turned.</summary>
    ClampReversed,

    /// <summary>The first phase's fuse is blown: no voltage, no current.</summary>
    PhaseLost,

    /// <summary>Current and power a tenth of the truth (a transformer ratio).</summary>
    ScaledDown,

    /// <summary>Current and power ten times the truth.</summary>
    ScaledUp,

    /// <summary>Power in kilowatts where watts are due.</summary>
    PowerInKilowatts,

    /// <summary>The words of each number change places (a gateway's setting).</summary>
    WordsSwapped,

    /// <summary>Every number is the pattern that means "not available".</summary>
    Sentinel,

    /// <summary>Currents stand at the top of what the registers can hold.</summary>
    Saturated,

    /// <summary>New values only every ten seconds.</summary>
    Slow,

    /// <summary>Its gateway answers with answers to earlier polls: <see cref="SimulatedGateway"/>.</summary>
    AnswersLate,

    /// <summary>Its gateway answers for it with another meter's answers, and the other way round: <see cref="SimulatedGateway"/>.</summary>
    UnitsSwapped,
}

/// <summary>A meter in front of one circuit, or at one PV array or battery, as the registers that it would serve.</summary>
public sealed class SimulatedMeter(Meter meter, MeterTemplate template, int circuit, SeededRandom random, SimulatedResource? resource = null)
{
    private static readonly TimeSpan SlowRefresh = TimeSpan.FromSeconds(10);

    private readonly SeededRandom _noise = random.Fork("meter " + meter.Id.Value);
    private RegisterImage? _last;
    private int _polls;

    public Meter Meter => meter;

    public MeterTemplate Template => template;

    /// <summary>Index of the circuit that it measures.</summary>
    public int Circuit => circuit;

    public MeterFault Fault { get; set; }

    /// <summary>Time from a request to its answer; a poll waits for the answer of the one before.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How many polls old an answer becomes at most with <see cref="MeterFault.AnswersLate"/>; it takes twice as many polls to get there.</summary>
    public int LateBy { get; set; } = 60;

    /// <summary>Connections that the controller has made to it.</summary>
    public int Connections { get; set; }

    /// <summary>Polls for which the values stay as they are, by the meter's own refresh or the fault.</summary>
    private int PollsPerRefresh => Math.Max(1, (int)Math.Round((Fault == MeterFault.Slow ? SlowRefresh : meter.Refresh) / meter.Poll));

    private MeterTemplate Swapped => template with
    {
        WordOrder = template.WordOrder == WordOrder.MostSignificantFirst ? WordOrder.LeastSignificantFirst : WordOrder.MostSignificantFirst,
    };

    /// <summary>What a poll at this moment would read; null where the meter stays silent.</summary>
    public RegisterImage? Read(ElectricalTree tree)
    {
        if (Fault is MeterFault.Unplugged or MeterFault.Gone or MeterFault.Exception)
        {
            return null;
        }

        var keeps = Fault == MeterFault.Frozen || _polls++ % PollsPerRefresh != 0;
        if (!keeps || _last is null)
        {
            _last = MeterEncoder.Encode(Fault == MeterFault.WordsSwapped ? Swapped : template, Sample(tree));
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
            var volts = tree.IsDead(circuit) ? 0 : tree.Volts + _noise.Uniform(-0.4, 0.4);
            var (seenVolts, amps, watts) = Distort(terminal, volts, resource?.Amps(terminals[i]) ?? tree.Amps(circuit, terminals[i]));
            voltage = voltage.With(terminal, seenVolts is { } v ? new Volts(v) : null);
            current = current.With(terminal, amps is { } a ? new Amperes(Math.Abs(a)) : null);
            power = power.With(terminal, watts is { } w ? new Watts(w) : null);
            total += watts ?? double.NaN;
        }

        return new MeterSample
        {
            Voltage = voltage,
            Current = current,
            Power = power,
            TotalPower = double.IsNaN(total) ? null : new Watts(total),
            FrequencyHertz = 50,
            EnergyImport = WattHours.Zero,
            EnergyExport = WattHours.Zero,
        };
    }

    /// <summary>What the meter makes of one phase's true voltage and current; null is "no value".</summary>
    private (double? Volts, double? Amps, double? Watts) Distort(Phase terminal, double volts, double amps) => Fault switch
    {
        MeterFault.NotANumber => (volts, null, amps * volts),
        MeterFault.Sentinel => (null, null, null),
        MeterFault.SignFlipped => (volts, -amps, -amps * volts),
        MeterFault.ClampReversed when terminal == Phase.L1 => (volts, -amps, -amps * volts),
        MeterFault.PhaseLost when terminal == Phase.L1 => (0, 0, 0),
        MeterFault.ScaledDown => (volts, amps / 10, amps * volts / 10),
        MeterFault.ScaledUp => (volts, amps * 10, amps * volts * 10),
        MeterFault.PowerInKilowatts => (volts, amps, amps * volts / 1000),
        MeterFault.Saturated => (volts, 1e12, amps * volts),
        _ => (volts, amps, amps * volts),
    };
}
