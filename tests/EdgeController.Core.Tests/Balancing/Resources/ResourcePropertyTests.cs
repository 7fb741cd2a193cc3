using EdgeController.Core.Balancing;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing.Resources;

/// <summary>Random sites with batteries and PV under random loads, wishes and deaths; the sums are done anew from what really flows.</summary>
public class ResourcePropertyTests
{
    private static readonly int Sites = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 2_000 : 60;

    [Fact]
    public void No_order_overloads_a_circuit_leaves_its_bounds_or_is_renewed_blind() => Assert.True(Play(Sites, Protections.None) > Sites * 100);

    [Theory]
    [InlineData(Protections.ChargingRoom)]
    [InlineData(Protections.ChargeBounds)]
    public void Without_a_protection_an_order_breaks_a_bound(Protections without) => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Play(Sites, without));

    private static int Play(int sites, Protections without)
    {
        var orders = 0;
        for (var seed = 1; seed <= sites; seed++)
        {
            var random = new Random(seed);
            var world = Draw(random, without);
            for (var second = 0; second < 240; second++)
            {
                Disturb(random, world);
                world.Run(1, () => orders += Check(world, $"seed {seed}, second {second + 1}"));
                Assert.True(world.Bench.WorstRatio <= 1.13, $"seed {seed}, second {second + 1}: {world.Bench.WorstRatio:0.000} x a breaker");
            }
        }

        return orders;
    }

    /// <summary>A main and a branch with one or two batteries and, half of the time, PV: fallbacks, assumed loads and batteries fit together.</summary>
    private static ResourceBench Draw(Random random, Protections without)
    {
        var stations = random.Next(1, 5);
        var kilowatts = 3 + (random.NextDouble() * 12);
        var batteries = random.Next(1, 3);
        var need = 12 + (stations * 6) + (batteries * kilowatts / 0.69);
        var builder = new SiteBuilder().Circuit(null, (need * (1.1 + (random.NextDouble() * 0.3))) + 2, 8, true)
            .Where(circuit => random.Next(2) == 0 ? circuit with { ExportLimit = new(random.NextDouble() * 5_000) } : circuit)
            .Circuit(0, (need * (1.1 + (random.NextDouble() * 0.3))) + 2, 4, true);
        for (var battery = 0; battery < batteries; battery++)
        {
            builder.Resource(ResourceKind.Battery, kilowatts, true).Steered(it => it with { Mode = (ResourceMode)random.Next(1, 4), PeakTarget = new(random.NextDouble() * 20_000) });
        }

        if (random.Next(2) == 0)
        {
            builder.Resource(ResourceKind.Pv, 5 + (random.NextDouble() * 10), true).Steered();
        }

        var world = new ResourceBench(SiteBench.Full(builder.Stations(1, stations, 32, rotation: "L1L2L3").Build(), GuardOptions.Default with { Without = without }));
        for (var r = 0; r < batteries; r++)
        {
            world.Charge[r] = random.NextDouble();
        }

        return world;
    }

    private static void Disturb(Random random, ResourceBench world)
    {
        foreach (var circuit in world.Bench.Site.Circuits.Where(_ => random.Next(40) == 0))
        {
            world.Bench.Load[circuit.Index] = PerPhase.All(random.NextDouble() * circuit.AssumedUncontrolled.L1.Value);
        }

        foreach (var resource in world.Bench.Site.Resources.Where(_ => random.Next(50) == 0))
        {
            world.Wish(resource.Index, ((random.NextDouble() * 3) - 1.5) * resource.Max.Value, 60);
            world.Alive[resource.Index] = random.Next(4) != 0;
            world.Sun[resource.Index] = resource.Kind == ResourceKind.Pv ? random.NextDouble() * resource.Max.Value : 0;
        }

        if (random.Next(150) == 0)
        {
            var meter = random.Next(2);
            world.Bench.Metered[meter] = !world.Bench.Metered[meter];
        }
    }

    private static bool IsPart(Site site, EnergyResource resource, ResourceOrder order) =>
        order is { Power: null, FeedInAtMost: { } most } && site.Circuits[resource.Circuit].PathToRoot.Select(c => site.Circuits[c]).Any(circuit => circuit.ExportLimit is { } limit
            && most.Value <= limit.Value * resource.Max.Value / site.Resources.Where(one => one is { Kind: ResourceKind.Pv, Control: not null } && site.Circuits[one.Circuit].PathToRoot.Contains(circuit.Index)).Sum(one => one.Max.Value));

    private static int Check(ResourceBench world, string where)
    {
        var (bench, orders) = (world.Bench, 0);
        var site = bench.Site;
        Span<double> more = stackalloc double[site.Circuits.Length];
        Span<double> less = stackalloc double[site.Circuits.Length];
        foreach (var (r, order, reason) in bench.Decision.Resources)
        {
            if (order is null)
            {
                continue;
            }

            orders++;
            var resource = site.Resources[r];
            var text = $"{where}, {resource.Id}: {order.Power} {order.FeedInAtMost} {reason}";
            foreach (var c in site.Circuits[resource.Circuit].PathToRoot)
            {
                var last = bench.BeforeTick.Meters[site.Circuits[c].Meter!.Value].LastGoodAt;
                // What holds an inverter at its part of an export limit needs no measurement.
                Assert.True((last is { } at && SiteBench.At(bench.Now) - at < TimeSpan.FromSeconds(5)) || IsPart(site, resource, order), $"{text}: given without a fresh meter of {site.Circuits[c].Id}");
                // What an order takes back counts for itself, not for others.
                if (order.Power is { } told && bench.Metered[site.Circuits[c].Meter!.Value])
                {
                    var by = (told.Value / 690) + bench.FedIn[r];
                    more[c] += Math.Max(0, by);
                    less[c] -= Math.Min(0, by);
                    var (usable, flow) = (site.Margin.Usable(site.Circuits[c].LimitAmps.L1).Value, bench.Flow(c).L1);
                    Assert.True(told <= Watts.Zero || flow + more[c] + Math.Min(0, by) <= usable + 0.02, $"{text}: {flow + more[c] + Math.Min(0, by):0.00} A on {site.Circuits[c].Id} of {usable:0.00}");
                    var outwards = Math.Min(usable, (site.Circuits[c].ExportLimit?.Value ?? 1e9) / 690);
                    Assert.True(told >= Watts.Zero || less[c] - flow - Math.Max(0, by) <= outwards + 0.02, $"{text}: {less[c] - flow - Math.Max(0, by):0.00} A leave {site.Circuits[c].Id}, {outwards:0.00} may");
                }
            }

            if (order.Power is { } power)
            {
                var charge = bench.BeforeTick.Resources[r].StateOfCharge;
                Assert.True(Math.Abs(power.Value) <= resource.Max.Value + 5, $"{text}: above its rating");
                Assert.True(power <= Watts.Zero || charge < resource.SocMax, $"{text}: charges at {charge}");
                Assert.True(power >= Watts.Zero || charge > resource.SocMin, $"{text}: discharges at {charge}");
            }
        }

        return orders;
    }
}
