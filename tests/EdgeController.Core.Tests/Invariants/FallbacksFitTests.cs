using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>
/// I2: the sum of the fallbacks and the assumed loads fits every limit, so that with the controller dead for good the site settles at or below every
/// limit by itself. (That the check of the site file refuses sites which do not fit is tested with the file's reader.)
/// </summary>
public class FallbacksFitTests
{
    /// <summary>The longest lease, the furthest clock, and the last vehicle's ramp.</summary>
    private const int SettlesWithin = 900 + 30 + 30;

    private static readonly int Sites = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 2_000 : 12;

    [Fact]
    public void I2_with_the_controller_dead_the_site_settles_at_or_below_every_limit()
    {
        for (var seed = 1; seed <= Sites; seed++)
        {
            var worst = Settled(new WildDay(seed, honest: true));
            Assert.True(worst <= 1 + 1e-9, $"seed {seed}: {worst:0.0000} x a limit");
        }
    }

    [Fact]
    public void Where_the_fallbacks_do_not_fit_it_does_not() =>
        Assert.Contains(Enumerable.Range(1, 50), seed => Settled(new WildDay(WildSites.Draw(seed, fits: false), seed, honest: true)) > 1);

    /// <summary>The highest ratio to a printed limit once the last lease is over, with all uncontrolled load at what is assumed at most.</summary>
    private static double Settled(WildDay day)
    {
        var world = day.Begin();
        day.Play(world, day.Script);
        world.Bench.IsDead = true;
        foreach (var circuit in day.Site.Circuits)
        {
            world.Bench.Load[circuit.Index] = circuit.AssumedUncontrolled.Select(amps => amps.Value);
        }

        foreach (var resource in day.Site.Resources)
        {
            world.Bench.FedIn[resource.Index] = resource.Kind == ResourceKind.Battery ? -resource.MaxCurrent(day.Site.NominalVoltage).L1.Value : 0;
        }

        foreach (var station in world.Bench.Stations.Where(station => station is { Online: true, Plugged: false }))
        {
            world.Bench.Plug(station);
        }

        world.Bench.Run(SettlesWithin);
        return day.Site.Circuits.Max(circuit => Ratio(world.Bench, circuit));
    }

    private static double Ratio(SiteBench bench, Circuit circuit)
    {
        var flow = bench.Flow(circuit.Index);
        var watts = (flow.L1 + flow.L2 + flow.L3) * 230;
        return new[]
        {
            PerPhase.Each.Max(phase => flow[phase] / circuit.LimitAmps[phase].Value),
            watts / (circuit.LimitPower?.Value ?? double.PositiveInfinity),
            watts / (circuit.LimitApparent?.Value ?? double.PositiveInfinity),
        }.Max();
    }
}
