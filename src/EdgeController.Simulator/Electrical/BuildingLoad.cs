using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Electrical;

/// <summary>
/// What a circuit carries besides charging: a slow daily base, noise, and steps of up to 40 kW that come within one second during busy
/// hours; never above the circuit's assumed uncontrolled load.
/// </summary>
public sealed class BuildingLoad
{
    // 40 kW over three phases of 230 V.
    private const double LargestStepAmps = 58;

    private readonly double[] _assumed;
    private readonly double[] _amps = new double[3];
    private readonly SeededRandom _random;
    private readonly List<Step> _steps = [];
    private double _noise;
    private int _day = -1;

    /// <summary>The load of that circuit; the same generator and label give the same load, second by second.</summary>
    public BuildingLoad(Circuit circuit, SeededRandom random)
    {
        // The standby of stations is among what is assumed, but it is the stations' own.
        _assumed = [.. PerPhase.Each.Select(phase => (circuit.AssumedUncontrolled[phase] - circuit.Standby[phase]).Value)];
        _random = random.Fork("building " + circuit.Id.Value);
    }

    /// <summary>Fault: the load stands at its assumed maximum.</summary>
    public bool AtMaximum { get; set; }

    /// <summary>Fault: the load stands at this current on each phase, whatever is assumed; null where it does not.</summary>
    public double? Exactly { get; set; }

    /// <summary>Whether one of the large steps is on.</summary>
    public bool InStep { get; private set; }

    public double this[Phase phase] => _amps[(int)phase];

    /// <summary>The next second, at that time since the first local midnight.</summary>
    public void Advance(TimeSpan sinceMidnight)
    {
        var day = sinceMidnight.Days;
        if (day != _day)
        {
            _day = day;
            PlanDay();
        }

        var second = sinceMidnight.TotalSeconds - (day * 86_400.0);
        _noise = Math.Clamp(_noise + _random.Uniform(-0.002, 0.002) - (_noise * 0.001), -0.03, 0.03);
        var share = Base(second / 3600) + _noise;
        InStep = false;
        var step = default(Step);
        foreach (var candidate in _steps)
        {
            if (second >= candidate.From && second < candidate.To)
            {
                step = candidate;
                InStep = true;
                break;
            }
        }

        for (var phase = 0; phase < 3; phase++)
        {
            var amps = AtMaximum ? _assumed[phase] : (share * _assumed[phase]) + Math.Min(LargestStepAmps, step.Share * _assumed[phase]);
            _amps[phase] = Exactly ?? Math.Clamp(amps, 0, _assumed[phase]);
        }
    }

    // Share of the assumed load: 6 % at night, 20 % by day, with slow flanks.
    private static double Base(double hour) => 0.06 + (0.14 * (Flank(hour, 5, 8) - Flank(hour, 17, 21)));

    private static double Flank(double hour, double from, double to)
    {
        var x = Math.Clamp((hour - from) / (to - from), 0, 1);
        return x * x * (3 - (2 * x));
    }

    private void PlanDay()
    {
        const double firstHour = 6.75, lastHour = 19.5;
        _steps.Clear();
        var random = _random.Fork("day " + _day);
        var count = 7 + random.Below(5);
        var slot = (lastHour - firstHour) * 3600 / count;
        for (var i = 0; i < count; i++)
        {
            var length = Math.Min(slot * 0.9, random.Uniform(300, 2400));
            var from = Math.Floor((firstHour * 3600) + (i * slot) + random.Uniform(0, slot - length));
            _steps.Add(new Step(from, from + length, random.Uniform(0.45, 0.73)));
        }
    }

    private readonly record struct Step(double From, double To, double Share);
}
