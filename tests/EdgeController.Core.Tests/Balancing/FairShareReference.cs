namespace EdgeController.Core.Tests.Balancing;

/// <summary>One random problem of the fair share: participants with weights and bounds on the rows of a random tree.</summary>
internal sealed record FairShareProblem(int Seed, double[] Capacity, double[] Weight, double[] Minimum, double[] Maximum, (int Row, double Factor)[][] Uses)
{
    public static FairShareProblem Random(int seed)
    {
        var random = new Random(seed);
        var circuits = random.Next(1, 7);
        var parent = new int[circuits];
        var capacity = new double[circuits * 4];
        for (var c = 0; c < circuits; c++)
        {
            parent[c] = c == 0 ? -1 : random.Next(c);
            for (var p = 0; p < 3; p++)
            {
                capacity[(c * 4) + p] = random.Next(5) == 0 ? double.PositiveInfinity : (random.NextDouble() * 260) - 20;
            }

            capacity[(c * 4) + 3] = random.Next(2) == 0 ? double.PositiveInfinity : random.NextDouble() * 150_000;
        }

        var n = random.Next(1, 31);
        var (weight, minimum, maximum, uses) = (new double[n], new double[n], new double[n], new (int, double)[n][]);
        for (var i = 0; i < n; i++)
        {
            weight[i] = random.Next(3) == 0 ? 0.25 + (random.NextDouble() * 4) : 1;
            minimum[i] = random.Next(3) == 0 ? 0 : random.Next(2) == 0 ? 6 : random.NextDouble() * 10;
            maximum[i] = random.Next(8) == 0 ? minimum[i] : minimum[i] + (random.NextDouble() * 32);
            uses[i] = UsesOf(random, parent);
        }

        return new FairShareProblem(seed, capacity, weight, minimum, maximum, uses);
    }

    /// <summary>Plain progressive filling: the common level is found by bisection, round after round, with nothing kept in between.</summary>
    public double[] Solve()
    {
        var share = (double[])Minimum.Clone();
        var frozen = new bool[share.Length];
        var level = 0.0;
        while (true)
        {
            for (var row = 0; row < Capacity.Length; row++)
            {
                if (Load(row, level, share, frozen) >= Capacity[row] - Tolerance(row))
                {
                    Freeze(i => Uses[i].Any(use => use.Row == row), level, share, frozen);
                }
            }

            Freeze(i => level >= Maximum[i] / Weight[i], level, share, frozen);
            if (frozen.All(done => done))
            {
                return share;
            }

            var (low, high) = (level, Enumerable.Range(0, share.Length).Where(i => !frozen[i]).Min(i => Maximum[i] / Weight[i]));
            if (Fits(high, share, frozen))
            {
                level = high;
                continue;
            }

            for (var step = 0; step < 200; step++)
            {
                var middle = (low + high) / 2;
                (low, high) = Fits(middle, share, frozen) ? (middle, high) : (low, middle);
            }

            level = high;
        }
    }

    public double LoadOf(int row, Func<int, double> share) =>
        Enumerable.Range(0, Weight.Length).Sum(i => Uses[i].Where(use => use.Row == row).Sum(use => use.Factor * share(i)));

    public static double Tolerance(int row) => row % 4 == 3 ? 1e-6 : 1e-9;

    private static (int, double)[] UsesOf(Random random, int[] parent)
    {
        var phases = random.Next(3) switch { 0 => 7, 1 => 1 << random.Next(3), _ => random.Next(1, 8) };
        var uses = new List<(int, double)>();
        for (var c = random.Next(parent.Length); c >= 0; c = parent[c])
        {
            uses.AddRange(Enumerable.Range(0, 3).Where(p => (phases & (1 << p)) != 0).Select(p => ((c * 4) + p, 1.0)));
            uses.Add(((c * 4) + 3, 230.0 * System.Numerics.BitOperations.PopCount((uint)phases)));
        }

        return [.. uses];
    }

    private bool Fits(double level, double[] share, bool[] frozen) =>
        Enumerable.Range(0, Capacity.Length).All(row =>
            !Enumerable.Range(0, share.Length).Any(i => !frozen[i] && Uses[i].Any(use => use.Row == row)) || Load(row, level, share, frozen) <= Capacity[row]);

    private double Load(int row, double level, double[] share, bool[] frozen) => LoadOf(row, i => frozen[i] ? share[i] : At(i, level));

    private double At(int i, double level) => Math.Clamp(level * Weight[i], Minimum[i], Maximum[i]);

    private void Freeze(Func<int, bool> which, double level, double[] share, bool[] frozen)
    {
        for (var i = 0; i < share.Length; i++)
        {
            if (!frozen[i] && which(i))
            {
                (share[i], frozen[i]) = (At(i, level), true);
            }
        }
    }
}
