using EdgeController.Core.Balancing;
using EdgeController.Core.State;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>What a guard keeps from tick to tick, so that it need not look at every EVSE anew, never changes what it decides.</summary>
public class SameAsNewTests
{
    private static readonly int Sequences = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 3_000 : 60;

    [Fact]
    public void A_guard_that_has_run_for_long_decides_as_one_that_was_just_made()
    {
        for (var seed = 1; seed <= Sequences; seed++)
        {
            var day = new WildDay(seed, honest: seed % 3 == 0);
            var wrong = day.Play(day.Script, new SameAsNew(world => world.Bench.Snapshot));
            Assert.True(wrong is null, $"seed {seed}, {wrong}");
        }
    }

    [Fact]
    public void A_guard_that_looks_at_the_second_before_decides_something_else() =>
        Assert.Contains(Enumerable.Range(1, 20).Select(seed => new WildDay(seed)), day => day.Play(day.Script, new SameAsNew(world => world.Bench.BeforeTick)) is not null);

    private sealed class SameAsNew(Func<WildWorld, SiteSnapshot> sees) : IRule
    {
        private LoadBalancer? _old;

        public string? Look(WildWorld world, ReadOnlySpan<Setpoint> sent)
        {
            var snapshot = world.Bench.Snapshot;
            _old ??= new LoadBalancer(snapshot.Index, GuardOptions.Default);
            var (now, before) = (new LoadBalancer(snapshot.Index, GuardOptions.Default).Decide(snapshot, world.Now), _old.Decide(sees(world), world.Now));
            for (var evse = 0; evse < now.Setpoints.Length; evse++)
            {
                // Where two rows bind at the same current, the order in which ways through the rows were first seen picks the words.
                if (now.Setpoints[evse] != before.Setpoints[evse] with { Reason = now.Setpoints[evse].Reason, Lost = now.Setpoints[evse].Lost })
                {
                    return $"{before.Setpoints[evse]} instead of {now.Setpoints[evse]}";
                }
            }

            return now.Circuits.SequenceEqual(before.Circuits) ? null : "another view of a circuit";
        }
    }
}
