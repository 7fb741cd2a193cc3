namespace EdgeController.Benchmarks.Allocation;

/// <summary>
/// The textbook: in rounds, everybody still rising gets the same step, as large as the first full row or the first satisfied demand allows;
/// every round looks at every row and every EVSE. Bertsekas and Gallager, Data Networks, 6.5.2.
/// </summary>
internal static class NaiveRounds
{
    private const double Full = 1e-9;

    public static double[] Solve(RandomTree tree)
    {
        var n = tree.Maximum.Length;
        var share = new double[n];
        var rising = new bool[n];
        Array.Fill(share, RandomTree.Minimum);
        Array.Fill(rising, true);
        var used = new double[tree.Capacity.Length];
        var members = new int[tree.Capacity.Length];
        while (true)
        {
            Array.Clear(used);
            for (var e = 0; e < n; e++)
            {
                foreach (var row in tree.Rows[e])
                {
                    used[row] += share[e];
                }
            }

            Array.Clear(members);
            var any = false;
            for (var e = 0; e < n; e++)
            {
                rising[e] = rising[e] && share[e] < tree.Maximum[e] - Full && HasRoom(tree, e, used);
                if (rising[e])
                {
                    any = true;
                    foreach (var row in tree.Rows[e])
                    {
                        members[row]++;
                    }
                }
            }

            if (!any)
            {
                return share;
            }

            var step = double.PositiveInfinity;
            for (var row = 0; row < used.Length; row++)
            {
                step = members[row] > 0 ? Math.Min(step, (tree.Capacity[row] - used[row]) / members[row]) : step;
            }

            for (var e = 0; e < n; e++)
            {
                step = rising[e] ? Math.Min(step, tree.Maximum[e] - share[e]) : step;
            }

            for (var e = 0; e < n; e++)
            {
                share[e] += rising[e] ? step : 0;
            }
        }
    }

    private static bool HasRoom(RandomTree tree, int evse, double[] used)
    {
        foreach (var row in tree.Rows[evse])
        {
            if (tree.Capacity[row] - used[row] < Full)
            {
                return false;
            }
        }

        return true;
    }
}
