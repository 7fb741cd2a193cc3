using EdgeController.Benchmarks.Decisions;
using EdgeController.Benchmarks.Harness;
using EdgeController.Core.Balancing;

namespace EdgeController.Benchmarks.Allocation;

/// <summary>
/// The fair share against the textbook on the same problems, and the whole decision on a site of the same size. The three take turns, so
/// that a disturbance of the machine meets all of them.
/// </summary>
internal static class AllocatorBench
{
    private const string Group = "allocator";

    public static void Run(Figures figures, bool smoke)
    {
        foreach (var evses in smoke ? [1000] : new[] { 100, 1000, 5000 })
        {
            Measure(figures, evses, smoke);
        }
    }

    private static void Measure(Figures figures, int evses, bool smoke)
    {
        var tree = new RandomTree(evses);
        var share = new FairShare();
        var site = new LivingSite(evses);
        site.Run(90);

        // Until the runtime has compiled the loops for good: by time, since it does that beside us.
        for (var warm = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(warm) < TimeSpan.FromSeconds(smoke ? 1 : 3);)
        {
            tree.Change();
            tree.Solve(share);
            site.Step();
            site.Decide();
        }

        NaiveRounds.Solve(tree);
        var rounds = smoke ? 40 : 200;
        var naiveEvery = Math.Max(1, rounds / (smoke ? 5 : 10));
        var (fair, naive, decision) = (new Series(), new Series(), new Series());
        var worst = 0.0;
        var (garbage, decided) = (0L, 0L);
        for (var i = 0; i < rounds; i++)
        {
            tree.Change();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = TimeProvider.System.GetTimestamp();
            tree.Solve(share);
            var took = TimeProvider.System.GetElapsedTime(began);
            garbage += GC.GetAllocatedBytesForCurrentThread() - before;
            fair.Add(took.TotalMicroseconds);
            site.Step();
            before = GC.GetAllocatedBytesForCurrentThread();
            began = TimeProvider.System.GetTimestamp();
            site.Decide();
            took = TimeProvider.System.GetElapsedTime(began);
            decided += GC.GetAllocatedBytesForCurrentThread() - before;
            decision.Add(took.TotalMicroseconds);
            if (i % naiveEvery == 0)
            {
                began = TimeProvider.System.GetTimestamp();
                var expected = NaiveRounds.Solve(tree);
                naive.Add(TimeProvider.System.GetElapsedTime(began).TotalMicroseconds);
                for (var e = 0; e < evses; e++)
                {
                    worst = Math.Max(worst, Math.Abs(expected[e] - share.Share(e)));
                }
            }
        }

        var name = FormattableString.Invariant($"{evses} EVSEs");
        var faster = naive.Median / fair.Median;
        var dearer = decision.Median / fair.Median;
        figures.Add(Group, $"{name}: fair share, median", fair.Median, "us", evses switch { 100 => 7, 1000 => 93, _ => 566 });
        figures.Add(Group, $"{name}: fair share, p99", fair.P99, "us");
        figures.Add(Group, $"{name}: textbook rounds, median", naive.Median, "us");
        figures.Add(Group, $"{name}: faster than the textbook", faster, "x", atLeast: evses == 1000 ? 10 : null);
        figures.Add(Group, $"{name}: largest difference to the textbook", worst, "A", 1e-6);
        figures.Add(Group, $"{name}: whole decision, median", decision.Median, "us");
        figures.Add(Group, $"{name}: whole decision, p99", decision.P99, "us");
        figures.Add(Group, $"{name}: whole decision over fair share", dearer, "x", 5);
        figures.Add(Group, $"{name}: allocated by a fair share", (double)garbage / rounds, "B");
        figures.Add(Group, $"{name}: allocated by a decision", (double)decided / rounds / 1024, "KiB");
        figures.Hold(worst <= 1e-6, $"{name}: the fair share differs from the textbook by {worst} A");
        figures.Hold(evses != 1000 || faster >= 5, $"{name}: only {faster:0.0} x faster than the textbook");
        figures.Hold(dearer <= 10, $"{name}: a decision takes {dearer:0.0} x the fair share");
        figures.Hold(site.Sent > 0, $"{name}: the site that is decided on was never given a limit");
    }
}
