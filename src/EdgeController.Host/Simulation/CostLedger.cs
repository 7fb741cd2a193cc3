using EdgeController.Core.Units;
using EdgeController.Host.Planning;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>What the energy through the grid connections costs, second by second by the site's prices.</summary>
internal sealed class CostLedger(SimulatedSite world, PriceBook prices)
{
    private const double PerSecond = 1.0 / 3_600_000;
    private const int Priced = 60;

    private double _importPrice;
    private double _exportPrice;
    private double _import;
    private double _export;
    private double _kwh;
    private long _seconds;

    public void Observe(DateTimeOffset wall)
    {
        if (_seconds++ % Priced == 0)
        {
            (_importPrice, _exportPrice) = (prices.Import(wall), prices.Export(wall));
        }

        var watts = 0.0;
        foreach (var circuit in world.Site.Circuits)
        {
            watts += circuit.Parent is null ? world.Tree.Watts(circuit.Index) : 0;
        }

        _import += Math.Max(0, watts) * PerSecond * _importPrice;
        _export += Math.Max(0, -watts) * PerSecond * _exportPrice;
        _kwh += Math.Max(0, watts) * PerSecond;
    }

    public CostOutcome Outcome(int plans) => new(Math.Round(_import, 2), Math.Round(_export, 2), Math.Round(_kwh, 1), plans);
}
