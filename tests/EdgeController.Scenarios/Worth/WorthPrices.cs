using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Worth;

/// <summary>
/// Day-ahead prices of our own making, shaped like those of a country with much sun: dear in the morning and the evening, cheap at noon and at night, cheaper at
/// weekends, each day with its own level. In quarters an hour also has a slope, as quarters' auctions show it.
/// </summary>
internal sealed class WorthPrices(ulong seed, DateTimeOffset midnight, bool quarters)
{
    public const double Markup = 0.015;
    public const double GridFee = 0.12;
    public const double Export = 0.06;

    private const int PublishedAt = 13;

    // Per kWh for each hour of a day whose level is 1.
    private static readonly double[] Shape =
        [0.075, 0.07, 0.066, 0.064, 0.066, 0.08, 0.105, 0.125, 0.115, 0.085, 0.06, 0.045, 0.035, 0.032, 0.04, 0.06, 0.085, 0.115, 0.145, 0.16, 0.145, 0.12, 0.1, 0.085];

    private readonly SeededRandom _random = new SeededRandom(seed).Fork("day-ahead");

    public static Tariff Tariff { get; } = new()
    {
        Import = new PriceSource { Markup = Markup },
        GridFee = new PriceSource { Fixed = GridFee },
        Export = new PriceSource { Fixed = Export },
    };

    /// <summary>What a kilowatt-hour from the grid costs in all.</summary>
    public double Import(DateTimeOffset at) => Spot(at) + Markup + GridFee;

    /// <summary>What is known at that time: the next day's from one in the afternoon on.</summary>
    public TimeSeries Known(DateTimeOffset at) => Until(midnight.AddDays((at - midnight).Days + ((at - midnight).TotalHours % 24 >= PublishedAt ? 2 : 1)));

    public TimeSeries Until(DateTimeOffset end)
    {
        var step = TimeSpan.FromMinutes(quarters ? 15 : 60);
        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        for (var at = midnight; at < end; at += step)
        {
            points.Add(new SeriesPoint(at, Spot(at)));
        }

        return new TimeSeries("day-ahead", SeriesKind.ImportPrice, points.ToImmutable(), end, DateTimeOffset.MaxValue);
    }

    private double Spot(DateTimeOffset at)
    {
        var since = at - midnight;
        var (day, hour) = (since.Days, since.Hours);
        var isWeekend = at.ToOffset(midnight.Offset).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var level = _random.Fork($"level {day}").Uniform(0.6, 1.3) * (isWeekend ? 0.8 : 1);
        var price = (Shape[hour] * level) + _random.Fork($"hour {(day * 24) + hour}").Uniform(-0.008, 0.008);

        // Rising hours begin cheaper and end dearer than their mean.
        var slope = (Shape[(hour + 1) % 24] - Shape[(hour + 23) % 24]) / 2 * level;
        return Math.Round(price + (quarters ? slope * (((since.Minutes / 15) - 1.5) / 4) : 0), 5);
    }
}
