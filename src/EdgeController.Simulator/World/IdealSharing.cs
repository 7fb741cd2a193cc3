namespace EdgeController.Simulator.World;

/// <summary>One sharing by the ideal: from floors to levels, by progressive filling or in an order; between 0 and the least current nothing is given.</summary>
internal static class IdealSharing
{
    private const double Tiny = 1e-9;

    /// <summary>All rise together; while somebody stays below the least current, the last one of the order that does goes without.</summary>
    public static void RiseTogether(SharedLimit[] limits, double[] caps, double[] levels, double[] least, ReadOnlySpan<int> order)
    {
        ProgressiveFilling.Fill(limits, caps, levels);
        while (DropLastBelowLeast(caps, levels, least, order))
        {
            ProgressiveFilling.Fill(limits, caps, levels);
        }
    }

    /// <summary>In that order everybody who fits gets the least current, then in the same order as much as it takes.</summary>
    public static void Serve(SharedLimit[] limits, double[] caps, double[] levels, double[] least, ReadOnlySpan<int> order)
    {
        foreach (var e in order)
        {
            if (caps[e] > 0 && levels[e] < least[e])
            {
                var needed = least[e] - levels[e];
                levels[e] += Room(limits, levels, e) + Tiny >= needed ? needed : 0;
            }
        }

        foreach (var e in order)
        {
            if (levels[e] >= least[e])
            {
                levels[e] += Math.Min(Math.Max(0, caps[e] - levels[e]), Room(limits, levels, e));
            }
        }
    }

    private static bool DropLastBelowLeast(double[] caps, double[] levels, double[] least, ReadOnlySpan<int> order)
    {
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var e = order[i];
            if (caps[e] > 0 && levels[e] > 0 && levels[e] < least[e] - 1e-6)
            {
                (levels[e], caps[e]) = (0, 0);
                return true;
            }
        }

        return false;
    }

    private static double Room(SharedLimit[] limits, double[] levels, int e)
    {
        var least = double.PositiveInfinity;
        foreach (var limit in limits)
        {
            if (limit.Weights[e] <= 0)
            {
                continue;
            }

            var left = limit.Capacity;
            for (var i = 0; i < levels.Length; i++)
            {
                left -= limit.Weights[i] * levels[i];
            }

            least = Math.Min(least, left / limit.Weights[e]);
        }

        return Math.Max(0, least);
    }
}
