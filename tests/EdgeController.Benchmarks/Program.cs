using EdgeController.Benchmarks.Allocation;
using EdgeController.Core.Balancing;

for (var rep = 0; rep < 3; rep++)
foreach (var n in new[] { 100, 1000, 5000 })
{
    var tree = new RandomTree(n);
    var share = new FairShare();
    var times = new List<double>();
    var worst = 0.0;
    for (var i = 0; i < 600; i++)
    {
        tree.Change();
        var start = TimeProvider.System.GetTimestamp();
        tree.Solve(share);
        times.Add(TimeProvider.System.GetElapsedTime(start).TotalMicroseconds);
        if (i % 50 == 0)
        {
            var naive = NaiveRounds.Solve(tree);
            for (var e = 0; e < n; e++)
            {
                worst = Math.Max(worst, Math.Abs(naive[e] - share.Share(e)));
            }
        }
    }

    times.Sort();
    var naiveTimes = new List<double>();
    for (var i = 0; i < 10; i++)
    {
        tree.Change();
        var start = TimeProvider.System.GetTimestamp();
        NaiveRounds.Solve(tree);
        naiveTimes.Add(TimeProvider.System.GetElapsedTime(start).TotalMicroseconds);
    }

    naiveTimes.Sort();
    Console.WriteLine(FormattableString.Invariant($"{n}: median {times[150]:0.0} us, p99 {times[297]:0} us; naive {naiveTimes[5]:0} us; ratio {naiveTimes[5] / times[150]:0.0}; worst difference {worst:e1} A"));
}
