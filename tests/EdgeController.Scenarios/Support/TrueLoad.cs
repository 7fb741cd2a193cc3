using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Support;

/// <summary>What really flows, as a ratio to the breaker or the contract.</summary>
internal static class TrueLoad
{
    /// <summary>Highest ratio of all circuits, phases and power limits at this moment.</summary>
    public static double WorstRatio(SimulatedSite world) => world.Site.Circuits.Max(circuit => Ratio(world, circuit));

    /// <summary>Highest ratio of one circuit's phases and its power limit.</summary>
    public static double Ratio(SimulatedSite world, Circuit circuit)
    {
        var worst = PerPhase.Each.Max(phase => Math.Abs(world.Tree.Amps(circuit.Index, phase)) / circuit.LimitAmps[phase].Value);
        worst = circuit.LimitApparent is { } apparent ? Math.Max(worst, world.Tree.VoltAmperes(circuit.Index) / apparent.Value) : worst;
        return circuit.LimitPower is { } power ? Math.Max(worst, world.Tree.Watts(circuit.Index) / power.Value) : worst;
    }

    public static double ChargingAmps(SimulatedSite world, int evse) => world.VehicleAt(evse)?.DrawnAmps ?? 0;

    /// <summary>Every circuit's uncontrolled load steps to what the site file assumes at most, or back.</summary>
    public static void ToAssumed(SimulatedSite world, bool on)
    {
        foreach (var load in world.Loads)
        {
            load.AtMaximum = on;
        }
    }
}
