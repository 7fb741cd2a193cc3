using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Modelling;

/// <summary>What each circuit keeps in each slot for connectors that no vehicle of the plan is at: their fallbacks, and room for those who plug in.</summary>
internal sealed class FreeConnectors
{
    private readonly PlanningProblem _problem;

    // [circuit][slot * 3 + phase] in A.
    private readonly double[]?[] _taken;
    private readonly SiteFlows _site;

    public FreeConnectors(PlanningProblem problem, VehicleLayout[] vehicles, SiteFlows site)
    {
        (_problem, _site) = (problem, site);
        _taken = [.. problem.Circuits.Select(circuit => circuit.Connectors == default ? null : new double[problem.Slots.Length * 3])];
        foreach (var vehicle in vehicles)
        {
            if (vehicle.Vehicle.Connector is { } connector)
            {
                Members.Up(problem, vehicle.Vehicle.Circuit, circuit => Take(_taken[circuit], vehicle, connector));
            }
        }
    }

    /// <summary>Amperes that free connectors would give whoever comes, if nobody controlled them.</summary>
    public double Kept(int circuit, int slot, int phase) =>
        _taken[circuit] is { } taken ? Math.Max(0, _problem.Circuits[circuit].Connectors[(Phase)phase].Value - taken[(slot * 3) + phase]) : 0;

    /// <summary>Amperes that stay free of the limits for who plugs in now.</summary>
    public double Newcomers(int circuit, int slot, int phase) => Math.Min(_problem.Circuits[circuit].Newcomers.Value, Kept(circuit, slot, phase));

    /// <summary>What vehicles may draw together, A; infinite for any.</summary>
    public double VehicleCurrent(int circuit, int slot, int phase) =>
        _problem.Circuits[circuit].VehicleCurrent is { } current ? Math.Max(0, (_site.Share(slot) * current[(Phase)phase].Value) - Kept(circuit, slot, phase)) : double.PositiveInfinity;

    /// <summary>The same over all phases, kW.</summary>
    public double VehiclePower(int circuit, int slot) => _problem.Circuits[circuit].VehiclePower is { } power
        ? Math.Max(0, ((_site.Share(slot) * power.Value) - (_problem.Nominal.Value * (Kept(circuit, slot, 0) + Kept(circuit, slot, 1) + Kept(circuit, slot, 2)))) / 1000)
        : double.PositiveInfinity;

    /// <summary>Who can take nothing more has no row of its own (<see cref="FallbackRows"/>): its connector counts as a free one.</summary>
    private static void Take(double[]? taken, VehicleLayout vehicle, PlanConnector connector)
    {
        for (var k = 0; taken is not null && k < taken.Length; k++)
        {
            taken[k] += vehicle.Charge[k / 3] >= 0 && connector.Phases.Has((Phase)(k % 3)) ? connector.Fallback.Value : 0;
        }
    }
}
