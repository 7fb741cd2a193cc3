using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>The guard's invariants on random sites under random events; the accounts are computed anew here, not taken from the guard.</summary>
public class GuardPropertyTests
{
    private const int Seconds = 400;
    private static readonly int Sequences = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 10_000 : 300;

    [Fact]
    public void No_increase_exceeds_capacity_none_happens_or_is_renewed_without_fresh_meters()
    {
        var changes = Play(Sequences, Protections.None);
        Assert.True(changes[SetpointChange.Increase] > Sequences * 5 && changes[SetpointChange.Renewal] > Sequences / 4, string.Join(", ", changes));
    }

    [Theory]
    [InlineData(Protections.MeterStaleness)]
    [InlineData(Protections.ConfirmedHeadroom)]
    [InlineData(Protections.CautiousAccounts)]
    public void Without_a_protection_the_same_sequences_break_an_invariant(Protections without) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Play(Math.Min(Sequences, 100), without));

    [Fact]
    public void With_honest_stations_no_random_day_brings_a_breaker_near_its_trip()
    {
        for (var seed = 1; seed <= Sequences; seed++)
        {
            var world = new RandomSite(seed, honest: true);
            for (var second = 0; second < Seconds; second++)
            {
                world.Disturb();
                world.Bench.Run(1);
                Assert.True(world.Bench.WorstRatio <= 1.13, $"seed {seed}, second {second + 1}: {world.Bench.WorstRatio:0.000} x a limit");
            }
        }
    }

    private static Dictionary<SetpointChange, int> Play(int sequences, Protections without)
    {
        var changes = new Dictionary<SetpointChange, int>();
        for (var seed = 1; seed <= sequences; seed++)
        {
            var world = new RandomSite(seed, honest: false, without);
            var sent = 0;
            for (var second = 0; second < Seconds; second++)
            {
                world.Disturb();
                world.Bench.Run(1);
                var now = world.Bench.Sent.Skip(sent).Select(item => item.Setpoint).ToArray();
                sent = world.Bench.Sent.Count;
                foreach (var setpoint in now)
                {
                    changes[setpoint.Change] = changes.GetValueOrDefault(setpoint.Change) + 1;
                    Check(world.Bench, setpoint, $"seed {seed}, second {second + 1}, {setpoint.Evse}: ");
                }

                AssertNoOverdraft(world.Bench, now, $"seed {seed}, second {second + 1}: ");
            }
        }

        return changes;
    }

    private static void Check(SiteBench bench, Setpoint setpoint, string where)
    {
        var evse = bench.Snapshot.Index.Find(setpoint.Evse);
        var station = bench.Snapshot.Index.StationOf(evse);
        Assert.True(setpoint.Limit.Value == 0 || (setpoint.Limit >= station.Min && setpoint.Limit <= station.Max), $"{where}{setpoint.Limit} is not a limit it can offer");
        var circuits = bench.Site.Circuits[station.Circuit].PathToRoot;
        var stale = circuits.Any(circuit => bench.Site.Circuits[circuit].Meter is { } meter
            && !(bench.Snapshot.Meters[meter].LastGoodAt is { } last && bench.Now - last.SinceStart.TotalSeconds < Math.Max(5, bench.Site.Meters[meter].Poll.TotalSeconds * 2.5)));
        if (!stale)
        {
            return;
        }

        Assert.True(setpoint.Change == SetpointChange.Decrease, $"{where}{setpoint.Change} without fresh meters");
        var before = bench.BeforeTick.Evses[evse].Leases.Open.Select(lease => lease.EndsAt.SinceStart.TotalSeconds).DefaultIfEmpty(bench.Now).Max();
        Assert.True(setpoint.Limit <= bench.BeforeTick.Beneath(evse) || bench.Now + setpoint.Lease.TotalSeconds <= before + 1.001, $"{where}a decrease without fresh meters prolongs a lease above the fallback");
    }

    /// <summary>I1: what may be drawn after a tick exceeds the capacity only where it did so before, and by no more.</summary>
    private static void AssertNoOverdraft(SiteBench bench, Setpoint[] sent, string where)
    {
        foreach (var circuit in bench.Site.Circuits)
        {
            var under = bench.Snapshot.Index.EvsesUnder[circuit.Index];
            if (!sent.Any(setpoint => setpoint.Change is SetpointChange.Increase or SetpointChange.Renewal && under.Contains(bench.Snapshot.Index.Find(setpoint.Evse))))
            {
                continue;
            }

            var sum = 0.0;
            var sumBefore = 0.0;
            foreach (var phase in PerPhase.Each)
            {
                var (before, after) = (Accounts(bench.BeforeTick, under, phase, bench.Now), Accounts(bench.Snapshot, under, phase, bench.Now));
                var free = bench.Site.Margin.Usable(circuit.LimitAmps[phase]).Value - bench.Decision.Circuits[circuit.Index].Uncontrolled[phase].Value;
                Assert.True(after <= Math.Max(before, free) + 0.01, $"{where}{circuit.Id} {phase}: accounts rise from {before:0.00} to {after:0.00} A, free are {free:0.00} A");
                (sum, sumBefore) = (sum + after, sumBefore + before);
            }

            if (circuit.LimitPower is { } power)
            {
                var free = (bench.Site.Margin.Usable(power) - bench.Decision.Circuits[circuit.Index].UncontrolledPower).Value / 230;
                Assert.True(sum <= Math.Max(sumBefore, free) + 0.03, $"{where}{circuit.Id}: accounts rise from {sumBefore:0.00} to {sum:0.00} A over all phases, free are {free:0.00} A");
            }
        }
    }

    private static double Accounts(SiteSnapshot snapshot, int[] evses, Phase phase, double now) => evses.Sum(evse =>
    {
        var state = snapshot.Evses[evse];
        var measured = state.Sample is { } sample && now - sample.At.SinceStart.TotalSeconds < 60 ? sample.Current : PerPhase.All(Amperes.Zero);
        var absent = snapshot.Stations[snapshot.Site.Evses[evse].Station].Online && !state.MayHaveVehicle;
        return absent || !state.Demand.Loaded.Has(phase) ? measured[phase].Value : Math.Max(measured[phase].Value, snapshot.Cap(evse, SiteBench.At(now)).Value);
    });
}
