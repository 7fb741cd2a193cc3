using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Modelling;

/// <summary>A column that is a power through a circuit.</summary>
/// <param name="Column">Its place.</param>
/// <param name="Sign">1 where it draws, -1 where it feeds in.</param>
/// <param name="Phases">Phases over which it spreads evenly.</param>
/// <param name="PhaseCount">How many.</param>
/// <param name="Most">Its upper bound while it is there, kW.</param>
/// <param name="PerPresence">From the mean over the slot to the power while it is there.</param>
internal readonly record struct Flow(int Column, int Sign, Phases Phases, int PhaseCount, double Most, double PerPresence)
{
    public bool IsVehicle { get; init; }

    /// <summary>Of a vehicle that nobody knows to come: it needs room and is no help, neither against export nor against unevenness.</summary>
    public bool IsExpected { get; init; }

    /// <summary>What counts of it as help against import: less than planned where a forecast may fail.</summary>
    public double AsHelp { get; init; } = 1;

    /// <summary>What counts of it as export: more than planned where a forecast may fail.</summary>
    public double AsExport { get; init; } = 1;
}

/// <summary>What hangs under a circuit, its children included.</summary>
internal sealed class Members
{
    private readonly List<VehicleLayout> _vehicles = [];
    private readonly List<BatteryLayout> _stores = [];
    private readonly List<PvLayout> _pv = [];

    public static Members[] Of(PlanningProblem problem, PlanModel model)
    {
        var members = problem.Circuits.Select(_ => new Members()).ToArray();
        foreach (var vehicle in model.Vehicles.Where(vehicle => vehicle.First >= 0))
        {
            Up(problem, vehicle.Vehicle.Circuit, circuit => members[circuit]._vehicles.Add(vehicle));
        }

        foreach (var store in model.Stores)
        {
            Up(problem, store.Battery.Circuit, circuit => members[circuit]._stores.Add(store));
        }

        foreach (var pv in model.Pv)
        {
            Up(problem, pv.Pv.Circuit, circuit => members[circuit]._pv.Add(pv));
        }

        return members;
    }

    /// <summary>From a circuit to its root.</summary>
    public static void Up(PlanningProblem problem, int circuit, Action<int> visit)
    {
        for (int? at = circuit; at is { } here; at = problem.Circuits[here].Parent)
        {
            visit(here);
        }
    }

    /// <summary>The powers under the circuit in one slot.</summary>
    public void Flows(PlanModel model, int slot, List<Flow> into)
    {
        into.Clear();
        foreach (var vehicle in _vehicles)
        {
            if (vehicle.Charge[slot] < 0)
            {
                continue;
            }

            var perPresence = 1 / vehicle.Presence[slot];
            into.Add(new Flow(vehicle.Charge[slot], 1, vehicle.Vehicle.Phases, vehicle.PhaseCount, vehicle.MaxPower, perPresence) { IsVehicle = true, IsExpected = vehicle.Vehicle.IsExpected });
            if (vehicle.Discharge[slot] >= 0)
            {
                into.Add(new Flow(vehicle.Discharge[slot], -1, vehicle.Vehicle.Phases, vehicle.PhaseCount, vehicle.Vehicle.Discharge!.Max.Value / 1000, perPresence) { IsVehicle = true });
            }
        }

        foreach (var store in _stores)
        {
            into.Add(new Flow(store.Charge[slot], 1, store.Battery.Phases, store.PhaseCount, store.Battery.MaxCharge.Value / 1000, 1));
            into.Add(new Flow(store.Discharge[slot], -1, store.Battery.Phases, store.PhaseCount, store.Battery.MaxDischarge.Value / 1000, 1));
        }

        foreach (var pv in _pv)
        {
            if (pv.Power[slot] >= 0)
            {
                into.Add(new Flow(pv.Power[slot], -1, pv.Pv.Phases, pv.PhaseCount, pv.Pv.Forecast[slot].Value / 1000, 1) { AsHelp = 1 - pv.Pv.Margin, AsExport = 1 + pv.Pv.Margin });
            }
        }
    }
}
