using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;

namespace EdgeController.Scenarios.Faults;

/// <summary>A meter's circuit and all that hangs below it.</summary>
internal sealed class Branch
{
    private readonly Site _site;
    private readonly Circuit _circuit;

    public Branch(Site site, string meter)
    {
        _site = site;
        var index = site.Meters.Single(candidate => candidate.Id.Value == meter).Index;
        _circuit = site.Circuits.Single(circuit => circuit.Meter == index);
        Evses = [.. site.Evses.Where(evse => site.Circuits[site.Stations[evse.Station].Circuit].PathToRoot.Contains(_circuit.Index))];
    }

    public IReadOnlyList<Evse> Evses { get; }

    public double Fallback(Evse evse) => _site.Stations[evse.Station].Fallback.Value;

    public bool Has(Setpoint setpoint) => Evses.Any(evse => evse.Id == setpoint.Evse);

    public double Told(SimulatedRun run, Evse evse) => run.Decision!.Setpoints[evse.Index].Limit.Value;

    public ControlMode Mode(SimulatedRun run) => run.Decision!.Circuits[_circuit.Index].Mode;

    /// <summary>Whether what the vehicles there may draw, with the assumed load of the branch, is over its usable limit.</summary>
    public bool TooMuchIfAssumed(SimulatedRun run)
    {
        var below = _site.Circuits.Where(circuit => circuit.PathToRoot.Contains(_circuit.Index)).ToArray();
        var (watts, over) = (0.0, false);
        foreach (var phase in PerPhase.Each)
        {
            var amps = below.Sum(circuit => circuit.AssumedUncontrolled[phase].Value) + Evses.Sum(evse => Drawable(run, evse, phase));
            watts += amps * _site.NominalVoltage.Value;
            over |= amps > _site.Margin.Usable(_circuit.LimitAmps[phase]).Value;
        }

        return over || (_circuit.LimitPower is { } power && watts > _site.Margin.Usable(power).Value);
    }

    /// <summary>What flows there now where the vehicle is connected; that much the controller must count at least.</summary>
    private double Drawable(SimulatedRun run, Evse evse, Phase phase)
    {
        var station = _site.Stations[evse.Station];
        var vehicle = run.World.VehicleAt(evse.Index);
        var used = vehicle is null ? 0 : Math.Min(vehicle.Traits.Phases, station.Rotation.Terminals.Length);
        for (var terminal = 0; terminal < used; terminal++)
        {
            if (station.Rotation.Terminals[terminal] == phase)
            {
                return vehicle!.DrawnAmps;
            }
        }

        return 0;
    }
}
