using System.Buffers;

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
        var pool = ArrayPool<int>.Shared.Rent(Math.Max(1, limits.Length * levels.Length));
        try
        {
            Fill(new Takers(limits, levels.Length, pool), caps, levels);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(pool);
        }
    }

    private static void Fill(in Takers takers, ReadOnlySpan<double> caps, Span<double> levels)
    {
        var limits = takers.Limits;
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

            for (var l = 0; l < limits.Length; l++)
            {
                rise = Math.Min(rise, Room(limits[l], takers.Of(l), levels, rising));
            }

            for (var i = 0; i < levels.Length; i++)
            {
                if (rising[i])
                {
                    levels[i] += rise;
                }
            }

            for (var l = 0; l < limits.Length; l++)
            {
                Stop(limits[l], takers.Of(l), levels, rising, stopped);
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

    private static double Room(SharedLimit limit, ReadOnlySpan<int> takers, Span<double> levels, Span<bool> rising)
    {
        var left = limit.Capacity;
        var rate = 0.0;
        foreach (var i in takers)
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

    private static void Stop(SharedLimit limit, ReadOnlySpan<int> takers, Span<double> levels, Span<bool> rising, Span<bool> stopped)
    {
        var left = limit.Capacity;
        foreach (var i in takers)
        {
            left -= limit.Weights[i] * levels[i];
        }

        if (left > 1e-7)
        {
            return;
        }

        foreach (var i in takers)
        {
            stopped[i] |= rising[i] && limit.Weights[i] > 0;
        }
    }

    /// <summary>Who takes from each limit at all, in order; a limit without a bound stops nobody and counts as without takers.</summary>
    private readonly ref struct Takers
    {
        private readonly int[] _takers;
        private readonly int[] _count;
        private readonly int _width;

        /// <param name="limits">The limits.</param>
        /// <param name="width">Number of takers.</param>
        /// <param name="takers">Room for all takers of all limits.</param>
        public Takers(SharedLimit[] limits, int width, int[] takers)
        {
            (Limits, _width, _takers) = (limits, width, takers);
            _count = new int[limits.Length];
            for (var l = 0; l < limits.Length; l++)
            {
                for (var i = 0; i < width && limits[l].Capacity < double.PositiveInfinity; i++)
                {
                    if (limits[l].Weights[i] != 0)
                    {
                        takers[(l * width) + _count[l]++] = i;
                    }
                }
            }
        }

        public SharedLimit[] Limits { get; }

        public ReadOnlySpan<int> Of(int limit) => _takers.AsSpan(limit * _width, _count[limit]);
    }
}
