using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

public class WriteBudgetTests
{
    [Fact]
    public void A_greedy_writer_stays_within_the_budget_of_any_day_and_has_an_eighth_left_at_noon()
    {
        foreach (var storage in new[] { StorageClass.Flash, StorageClass.WearLevelled })
        {
            var budget = WriteBudget.Of(storage.DailyWrites());
            var writes = new List<int>();
            for (var second = 0; second < 3 * 86_400; second += 10)
            {
                if (budget.Left(At(second)) > 0)
                {
                    budget = budget.Spend(ProfileWrite.Increase, At(second));
                    writes.Add(second);
                }
            }

            foreach (var from in writes)
            {
                Assert.InRange(writes.Count(at => at >= from && at < from + 86_400), 0, storage.DailyWrites()!.Value);
            }

            Assert.InRange(writes.Count(at => at < 43_200), 1, storage.DailyWrites()!.Value * 7 / 8);
        }
    }

    [Fact]
    public void Decreases_count_but_are_never_refused()
    {
        var budget = WriteBudget.Of(48);
        for (var i = 0; i < 100; i++)
        {
            budget = budget.Spend(ProfileWrite.Decrease, At(i * 60));
        }

        Assert.Equal(100, budget.LastDay(At(6000)).Decreases);
        Assert.Equal(-52, budget.Left(At(6000)));
        Assert.Equal(0, budget.Fill(At(6000)));
        Assert.True(budget.Left(At(6000 + (25 * 3600))) > 0);
    }

    [Fact]
    public void Where_writing_costs_nothing_there_is_no_budget()
    {
        var budget = WriteBudget.Of(StorageClass.Ram.DailyWrites());
        for (var i = 0; i < 1000; i++)
        {
            budget = budget.Spend(ProfileWrite.Renewal, At(i));
        }

        Assert.Equal((int.MaxValue, 1.0, 1000), (budget.Left(At(1000)), budget.Fill(At(1000)), budget.LastDay(At(1000)).Renewals));
    }

    [Fact]
    public void A_controller_that_has_just_started_has_three_quarters_of_what_may_be_spent_in_one_go() =>
        Assert.Equal((18, 24), (WriteBudget.Of(48).Left(Instant.Start), WriteBudget.Of(48).Left(At(86_400))));

    private static Instant At(double seconds) => Instant.FromSeconds(seconds);
}
