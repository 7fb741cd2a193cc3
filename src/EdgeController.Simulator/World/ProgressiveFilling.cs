namespace EdgeController.Simulator.World;

/// <summary>A limit shared by several takers: the sum of weight x allocation stays within the capacity.</summary>
public sealed class SharedLimit(double[] weights)
{
    public double[] Weights => weights;

    public double Capacity { get; set; }
}

/// <summary>Textbook progressive filling (max-min fairness): all takers rise together until a limit or their own cap stops them.</summary>
public static class ProgressiveFilling
{
    private const double Tiny = 1e-9;

    /// <summary>Raises <paramref name="levels"/> from the floors that they hold on entry to the max-min fair allocation; takers with a cap at or below their floor stay there.</summary>
    public static void Fill(SharedLimit[] limits, ReadOnlySpan<double> caps, Span<double> levels)
    {
        Span<bool> stopped = stackalloc bool[levels.Length];
        Span<bool> rising = stackalloc bool[levels.Length];
        for (var round = 0; round < (levels.Length * 2) + limits.Length; round++)
        {
            if (!ChooseLowest(caps, levels, stopped, rising, out var lowest, out var next))
            {
                return;
            }

            var rise = next - lowest;
            for (var i = 0; i < levels.Length; i++)
            {
                if (rising[i])
                {
                    rise = Math.Min(rise, caps[i] - levels[i]);
                }
            }

            foreach (var limit in limits)
            {
                rise = Math.Min(rise, Room(limit, levels, rising));
            }

            for (var i = 0; i < levels.Length; i++)
            {
                if (rising[i])
                {
                    levels[i] += rise;
                }
            }

            foreach (var limit in limits)
            {
                Stop(limit, levels, rising, stopped);
            }
        }
    }

    private static bool ChooseLowest(ReadOnlySpan<double> caps, Span<double> levels, Span<bool> stopped, Span<bool> rising, out double lowest, out double next)
    {
        lowest = double.PositiveInfinity;
        next = double.PositiveInfinity;
        for (var i = 0; i < levels.Length; i++)
        {
            stopped[i] |= levels[i] >= caps[i] - Tiny;
            if (!stopped[i])
            {
                lowest = Math.Min(lowest, levels[i]);
            }
        }

        for (var i = 0; i < levels.Length; i++)
        {
            rising[i] = !stopped[i] && levels[i] <= lowest + Tiny;
            if (!stopped[i] && !rising[i])
            {
                next = Math.Min(next, levels[i]);
            }
        }

        return lowest < double.PositiveInfinity;
    }

    private static double Room(SharedLimit limit, Span<double> levels, Span<bool> rising)
    {
        var left = limit.Capacity;
        var rate = 0.0;
        for (var i = 0; i < levels.Length; i++)
        {
            var weight = limit.Weights[i];
            left -= weight * levels[i];
            if (rising[i])
            {
                rate += weight;
            }
        }

        return rate > 0 ? Math.Max(0, left / rate) : double.PositiveInfinity;
    }

    private static void Stop(SharedLimit limit, Span<double> levels, Span<bool> rising, Span<bool> stopped)
    {
        var left = limit.Capacity;
        for (var i = 0; i < levels.Length; i++)
        {
            left -= limit.Weights[i] * levels[i];
        }

        if (left > 1e-7)
        {
            return;
        }

        for (var i = 0; i < levels.Length; i++)
        {
            stopped[i] |= rising[i] && limit.Weights[i] > 0;
        }
    }
}
