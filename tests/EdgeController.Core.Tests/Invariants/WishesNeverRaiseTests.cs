using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>P3: plans, wishes, limits and dimming can lower or order, never raise: an EVSE alone on its site never gets more with them than its twin gets without.</summary>
public class WishesNeverRaiseTests
{
    private static readonly int Pairs = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 2_000 : 25;
    private static readonly double[] Amounts = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -5, 0, 5.9, 6, 11, 16, 40, 1e300];

    [Fact]
    public void Nothing_that_anybody_plans_wishes_or_limits_raises_a_limit()
    {
        var most = 0.0;
        var without = Twin();
        without.Run(400, () => most = Math.Max(most, without.Told(0)));
        for (var seed = 1; seed <= Pairs; seed++)
        {
            var random = new Random(seed);
            var with = Twin();
            for (var second = 0; second < 200; second++)
            {
                // The end of a limit must not raise above that either, so that it is left alone for a while at the end.
                if (second < 120 && random.Next(6) == 0)
                {
                    Command(with, random);
                }

                with.Run(1);
                Assert.True(with.Told(0) <= most, $"seed {seed}, second {second + 1}: {with.Told(0)} A with, {most} A without");
            }
        }
    }

    [Fact]
    public void The_commands_do_lower()
    {
        var (with, without) = (Twin().Run(60), Twin().Run(60));
        with.Tell(new LimitSet(SiteBench.At(60), new("main"), new LimitSource(LimitKind.External, "test"), PerPhase.All(new Amperes(12)), null, null, null));
        Assert.True(with.Run(5).Told(0) < without.Run(5).Told(0) - 5);
    }

    private static SiteBench Twin()
    {
        var site = new SiteBuilder().Circuit(null, 32, 4, metered: true).Stations(0, 1, 32, rotation: "L1L2L3").Build() with
        {
            Dimming = new DimmingRule { Minimum = new(4200), LostAfter = TimeSpan.FromHours(1) },
        };
        return SiteBench.Full(site, GuardOptions.Default with { Without = Protections.WriteBudget });
    }

    private static void Command(SiteBench bench, Random random)
    {
        var (at, evse, amount) = (SiteBench.At(bench.Now), bench.Stations[0].Evse, Amounts[random.Next(Amounts.Length)]);
        bench.Tell(random.Next(6) switch
        {
            0 => PlanFor.One(bench.Snapshot, at, evse, random.Next(4) == 0 ? null : new(amount)),
            1 => new SessionWished(at, evse, (WishSource)random.Next(4)) { Mode = (ChargingMode)random.Next(5), Priority = new Priority(random.Next(1, 11)), Energy = new(amount), Departure = at },
            2 => new LimitSet(at, new("main"), new LimitSource(LimitKind.External, $"m{random.Next(3)}"), PerPhase.All(new Amperes(amount)), null, at + TimeSpan.FromSeconds(random.Next(1, 40)), null),
            3 => new LimitSet(at, new("main"), new LimitSource(LimitKind.External, $"m{random.Next(3)}"), null, new Watts(amount * 690), at + TimeSpan.FromSeconds(random.Next(1, 40)), null),
            4 => new PlanReady(at, random.Next(0, 100), [new PlannedCharging(evse, bench.Snapshot.Evses[0].Session?.StartedAt ?? at, [new PlannedStep(at, new(amount)), new PlannedStep(at + TimeSpan.FromSeconds(random.Next(-3, 20)), new(Amounts[random.Next(Amounts.Length)]))])], at + TimeSpan.FromSeconds(random.Next(-5, 60))),
            _ => new DimmingSignalled(at, random.Next(2) == 0, random.Next(2) == 0 ? null : new Watts(amount * 690)),
        });
    }
}
