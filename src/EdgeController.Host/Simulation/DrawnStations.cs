using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>Gives each station of a site a habit by chance, and no more of those that nothing holds than the site can stand.</summary>
internal sealed class DrawnStations
{
    private readonly Site _site;
    private readonly HashSet<int> _free = [];

    public DrawnStations(Site site, SeededRandom random)
    {
        _site = site;
        Habits = QuirkDraw.For(site.Stations.Length, random, MayRun);
    }

    /// <summary>In the order of the site's stations.</summary>
    public IReadOnlyList<DrawnQuirk> Habits { get; }

    public IReadOnlyDictionary<string, StationQuirks> Quirks => _site.Stations.ToDictionary(station => station.Id.Value, station => Habits[station.Index].Quirks, StringComparer.Ordinal);

    private bool MayRun(int station)
    {
        if (!_free.Add(station))
        {
            return true;
        }

        if (_site.Circuits.All(Fits))
        {
            return true;
        }

        _free.Remove(station);
        return false;
    }

    /// <summary>All fallbacks, the free stations' maximums and the assumed load stay within what is printed on the breaker and the contract.</summary>
    private bool Fits(Circuit circuit)
    {
        var watts = 0.0;
        foreach (var phase in PerPhase.Each)
        {
            var amps = _site.Circuits.Where(below => below.PathToRoot.Contains(circuit.Index)).Sum(below => _site.AssumedOn(below)[phase].Value + below.Standby[phase].Value);
            foreach (var station in _site.Stations.Where(station => _site.Circuits[station.Circuit].PathToRoot.Contains(circuit.Index) && station.Rotation.Terminals.Contains(phase)))
            {
                amps += (_free.Contains(station.Index) ? station.Max : station.Fallback).Value * station.Evses.Length;
            }

            if (amps > circuit.LimitAmps[phase].Value)
            {
                return false;
            }

            watts += amps * _site.NominalVoltage.Value;
        }

        return !(watts > circuit.LimitPower?.Value) && !(watts > circuit.LimitApparent?.Value);
    }
}
