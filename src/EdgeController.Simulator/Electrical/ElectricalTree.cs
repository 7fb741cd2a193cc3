using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Simulator.Electrical;

/// <summary>The true currents of a site: per circuit and phase the sum of its vehicles, its building load and its children, less PV.</summary>
public sealed class ElectricalTree
{
    private readonly Site _site;
    private readonly double[] _amps;
    private readonly ThermalBreaker[] _breakers;
    private readonly bool[] _dead;
    private readonly int[] _trips;

    public ElectricalTree(Site site)
    {
        _site = site;
        Volts = site.NominalVoltage.Value;
        _amps = new double[site.Circuits.Length * 3];
        _trips = new int[_amps.Length];
        _dead = new bool[site.Circuits.Length];
        _breakers = [.. site.Circuits.SelectMany(circuit => PerPhase.Each.Select(phase => new ThermalBreaker(circuit.LimitAmps[phase].Value)))];
    }

    /// <summary>Voltage between each phase and neutral: nominal unless something changes it.</summary>
    public double Volts { get; set; }

    /// <summary>Breaker trips so far, all circuits.</summary>
    public int Trips { get; private set; }

    public double Amps(int circuit, Phase phase) => _amps[(circuit * 3) + (int)phase];

    /// <summary>Active power.</summary>
    public double Watts(int circuit) => (_amps[circuit * 3] + _amps[(circuit * 3) + 1] + _amps[(circuit * 3) + 2]) * Volts;

    /// <summary>Apparent power at nominal voltage: the magnitudes of the phases' currents count, whichever way they flow.</summary>
    public double VoltAmperes(int circuit) =>
        (Math.Abs(_amps[circuit * 3]) + Math.Abs(_amps[(circuit * 3) + 1]) + Math.Abs(_amps[(circuit * 3) + 2])) * _site.NominalVoltage.Value;

    public int TripsOf(int circuit, Phase phase) => _trips[(circuit * 3) + (int)phase];

    /// <summary>Whether the circuit or one above it has tripped.</summary>
    public bool IsDead(int circuit) => _dead[circuit];

    public ThermalBreaker Breaker(int circuit, Phase phase) => _breakers[(circuit * 3) + (int)phase];

    /// <summary>Starts a new second with nothing flowing.</summary>
    public void Clear() => Array.Clear(_amps);

    public void Add(int circuit, Phase phase, double amps)
    {
        if (!_dead[circuit])
        {
            _amps[(circuit * 3) + (int)phase] += amps;
        }
    }

    /// <summary>Sums the children into their parents and lets the breakers carry it. Returns whether one tripped.</summary>
    public bool Settle(double seconds)
    {
        var tripped = false;
        for (var c = _site.Circuits.Length - 1; c >= 0; c--)
        {
            for (var phase = 0; phase < 3; phase++)
            {
                var at = (c * 3) + phase;
                if (_breakers[at].Carry(_amps[at], seconds))
                {
                    tripped = true;
                    _trips[at]++;
                    Trips++;
                }

                if (_site.Circuits[c].Parent is { } parent)
                {
                    _amps[(parent * 3) + phase] += _amps[at];
                }
            }
        }

        if (tripped)
        {
            MarkDead();
        }

        return tripped;
    }

    /// <summary>Opens all poles of a circuit's breaker, which does not count as a trip by overload.</summary>
    public void OpenBreaker(int circuit)
    {
        foreach (var phase in PerPhase.Each)
        {
            Breaker(circuit, phase).Open();
        }

        MarkDead();
    }

    /// <summary>All breakers closed again by hand.</summary>
    public void ResetBreakers()
    {
        foreach (var breaker in _breakers)
        {
            breaker.Reset();
        }

        MarkDead();
    }

    private void MarkDead()
    {
        for (var c = 0; c < _dead.Length; c++)
        {
            _dead[c] = (_site.Circuits[c].Parent is { } parent && _dead[parent])
                || _breakers[c * 3].HasTripped || _breakers[(c * 3) + 1].HasTripped || _breakers[(c * 3) + 2].HasTripped;
        }
    }
}
