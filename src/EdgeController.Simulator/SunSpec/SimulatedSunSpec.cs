using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.SunSpec;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.SunSpec;

/// <summary>How a SunSpec device misbehaves.</summary>
public enum SunSpecFault
{
    None,

    /// <summary>It answers nothing; what it does goes on.</summary>
    Killed,

    /// <summary>It serves the last registers for ever and takes writes without keeping them; its timers run on.</summary>
    Frozen,

    /// <summary>It keeps what is written and does not do it.</summary>
    IgnoresOrders,

    /// <summary>It confirms writes and keeps nothing.</summary>
    KeepsNothing,

    /// <summary>Orders never end by themselves.</summary>
    NoReversion,

    /// <summary>Its power and percentages have no scale factor.</summary>
    NoScale,
}

/// <summary>Which models a simulated device has.</summary>
public enum SunSpecModelSet
{
    /// <summary>Integers with scale factors: 1, 103, 120 to 123; storage with 124 and 802.</summary>
    Integers,

    /// <summary>Floats: 1, 113, 120 to 123; storage with 124 and 713, 714.</summary>
    Floats,

    /// <summary>The newer models: 1, 701 to 704; storage with 713, 714.</summary>
    Der,
}

/// <summary>A SunSpec device in front of a PV array, a battery or a circuit, as the registers that it would serve and take.</summary>
public sealed class SimulatedSunSpec
{
    private const int IllegalAddress = 2;
    private static readonly string[] Letters = ["A", "B", "C"];

    private readonly SimulatedResource? _resource;
    private readonly SunSpecRegisters _registers;
    private readonly SunSpecTimers _timers;
    private readonly SeededRandom _noise;
    private readonly int _circuit;
    private RegisterImage _served;

    public SimulatedSunSpec(SunSpecUnit unit, SunSpecModelSet models, int circuit, SeededRandom random, SimulatedResource? resource)
    {
        (Unit, _resource, _circuit) = (unit, resource, circuit);
        _noise = random.Fork("sunspec " + (unit.Meter?.Id.Value ?? unit.Resource?.Id));
        _registers = SunSpecBuild.Registers(unit, models, _noise);
        _timers = new SunSpecTimers(_registers);
        _served = _registers.Image;
    }

    public SunSpecUnit Unit { get; }

    public SunSpecFault Fault
    {
        get;
        set
        {
            field = value;
            if (_resource is not null && value == SunSpecFault.NoScale)
            {
                SunSpecBuild.DropScales(_registers);
                _served = _registers.Image;
            }
        }
    }

    /// <summary>What a read would see now; null where nothing answers.</summary>
    public RegisterImage? Image => Fault == SunSpecFault.Killed ? null : _served;

    /// <summary>What its registers order its resource to do.</summary>
    public DeviceCommand Command => Fault == SunSpecFault.IgnoresOrders ? DeviceCommand.None : _timers.Command();

    /// <summary>Takes a write: 0, or an exception code.</summary>
    public int Write(int start, ImmutableArray<ushort> words)
    {
        if (!_timers.Takes(start, words.Length))
        {
            return IllegalAddress;
        }

        if (Fault is not (SunSpecFault.Frozen or SunSpecFault.KeepsNothing) && _registers.TryWrite(start, words))
        {
            _timers.Written(start);
            _served = _registers.Image;
        }

        return 0;
    }

    /// <summary>The next second: timers run, and the registers show what flows.</summary>
    public void Advance(ElectricalTree tree)
    {
        _timers.Advance(Fault != SunSpecFault.NoReversion);
        if (Fault is SunSpecFault.Frozen or SunSpecFault.Killed)
        {
            return;
        }

        var total = 0.0;
        var terminals = (Unit.Meter?.Phases ?? PhaseRotation.L1L2L3).Terminals;
        foreach (var model in SunSpecMeasurement.Models(Unit.Kind).Where(_registers.Has))
        {
            total = 0;
            for (var i = 0; i < terminals.Length; i++)
            {
                var volts = tree.IsDead(_circuit) ? 0 : tree.Volts + _noise.Uniform(-0.4, 0.4);
                var amps = _resource?.Amps(terminals[i]) ?? tree.Amps(_circuit, terminals[i]);
                total += amps * volts;
                _registers.Set(model, $"Aph{Letters[i]}", Math.Abs(amps));
                _registers.Set(model, $"PhVph{Letters[i]}", volts);
                if (Unit.Kind == SunSpecKind.Meter)
                {
                    _registers.Set(model, $"Wph{Letters[i]}", amps * volts);
                }
                else if (model == 701)
                {
                    _registers.Set(model, $"Wph{Letters[i]}", -amps * volts);
                }
            }

            _registers.Set(model, "W", Unit.Kind == SunSpecKind.Meter ? total : -total);
        }

        if (_resource is { Resource.Kind: ResourceKind.Battery } battery)
        {
            _registers.Set(124, "ChaState", battery.StateOfCharge * 100);
            _registers.Set(802, "SoC", battery.StateOfCharge * 100);
            _registers.Set(713, "SoC", battery.StateOfCharge * 100);
            _registers.Set(714, "DCW_Prt", -battery.Watts);
        }

        _served = _registers.Image;
    }
}
