using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Bench;

/// <summary>A bench whose batteries do what they are told from the next second on, and forget it in time; PV gives the lesser of sun and order.</summary>
internal sealed class ResourceBench(SiteBench bench)
{
    private readonly (ResourceOrder Order, double At)?[] _orders = new (ResourceOrder, double)?[bench.Site.Resources.Length];

    public SiteBench Bench => bench;

    /// <summary>By resource: false where it does nothing any more, and only its meter speaks.</summary>
    public bool[] Alive { get; } = [.. bench.Site.Resources.Select(_ => true)];

    /// <summary>By resource: share of a battery's capacity that is there.</summary>
    public double[] Charge { get; } = [.. bench.Site.Resources.Select(_ => 0.5)];

    /// <summary>By resource: watts that the sun would give.</summary>
    public double[] Sun { get; } = new double[bench.Site.Resources.Length];

    public ResourceOrder? InForce(int resource) => _orders[resource] is var (order, at) && bench.Now - at < order.Reverts.TotalSeconds ? order : null;

    public void Wish(int resource, double watts, double seconds) =>
        bench.Tell(new ResourceWished(SiteBench.At(bench.Now), bench.Site.Resources[resource].Id, new Watts(watts), SiteBench.At(bench.Now + seconds)));

    /// <summary>Runs; <paramref name="each"/> sees what was decided from what flows before anything follows it.</summary>
    public ResourceBench Run(double seconds, Action? each = null)
    {
        bench.Run(seconds, () =>
        {
            each?.Invoke();
            foreach (var setpoint in bench.Decision.Resources)
            {
                if (setpoint.Order is { } order)
                {
                    _orders[setpoint.Resource] = (order, bench.Now);
                    bench.Tell(new ResourceOrdered(SiteBench.At(bench.Now), order));
                }
            }

            foreach (var resource in bench.Site.Resources)
            {
                Follow(resource);
            }
        });
        return this;
    }

    private void Follow(EnergyResource resource)
    {
        var (r, order) = (resource.Index, InForce(resource.Index));
        var feeds = !Alive[r] ? 0 : resource.Kind == ResourceKind.Pv ? Math.Min(Sun[r], order?.FeedInAtMost?.Value ?? double.PositiveInfinity) : -(order?.Power?.Value ?? 0);
        bench.FedIn[r] = feeds / bench.Site.NominalVoltage.Value / 3;
        Charge[r] = Math.Clamp(Charge[r] - (resource.Kind == ResourceKind.Battery ? feeds / resource.Max.Value / 3600 : 0), 0, 1);
        if (Alive[r])
        {
            bench.Tell(new ResourceReported(SiteBench.At(bench.Now), resource.Id, SteeringState.Ready, null) { StateOfCharge = resource.Kind == ResourceKind.Battery ? Charge[r] : null });
        }
    }
}
