using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Host.Commands;

/// <summary>What the demo's plans go by, so that there is something to plan at any time: made-up day-ahead prices and forecasts, and departures in the next hours.</summary>
internal static class DemoDay
{
    private const int Quarters = 3 * 96;

    /// <summary>The first group of stations with a departure leaves after so long, each further one so much later.</summary>
    private static readonly TimeSpan First = TimeSpan.FromHours(4);
    private static readonly TimeSpan Later = TimeSpan.FromHours(1.5);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>The site with departures that lie ahead, whatever the clock shows.</summary>
    public static Site Departing(Site site, DateTimeOffset now)
    {
        var times = site.Stations.Where(station => station.Mode == ChargingMode.Plan).Select(station => station.Departs).OfType<TimeSpan>().Distinct().Order().ToList();
        return site with
        {
            Stations = [.. site.Stations.Select(station => station is { Mode: ChargingMode.Plan, Departs: { } time } ? station with { Departs = At(times.IndexOf(time)) } : station)],
        };

        TimeSpan At(int group)
        {
            var local = Local(site, now).TimeOfDay + First + (group * Later);
            return new TimeSpan((local.Ticks + Quarter.Ticks - 1) / Quarter.Ticks * Quarter.Ticks % TimeSpan.TicksPerDay);
        }
    }

    /// <summary>Prices, sun and load from the last midnight on: dear in the morning and the evening, cheap at night and at noon.</summary>
    public static ImmutableArray<TimeSeries> Series(Site site, DateTimeOffset now)
    {
        var start = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero).AddHours(-1);
        var end = start + (Quarters * Quarter);
        var sun = site.Resources.Where(resource => resource.Kind == ResourceKind.Pv).Sum(resource => resource.Max.Value);
        var load = site.Circuits.Where(circuit => circuit.Parent is null)
            .Sum(circuit => (circuit.AssumedUncontrolled.L1 + circuit.AssumedUncontrolled.L2 + circuit.AssumedUncontrolled.L3).Value * site.NominalVoltage.Value);
        return [Curve("day-ahead", SeriesKind.ImportPrice, Price), Curve("sun", SeriesKind.PvForecast, Sun), Curve("load", SeriesKind.LoadForecast, hour => load * (0.08 + (0.25 * Hump(hour, 12.5, 4))))];

        double Sun(double hour) => sun * new PvArray(0, 1).AmpsAt(TimeSpan.FromHours(hour));

        TimeSeries Curve(string name, SeriesKind kind, Func<double, double> value) => new(
            name, kind, [.. Enumerable.Range(0, Quarters).Select(quarter => start + (quarter * Quarter)).Select(at => new SeriesPoint(at, Math.Round(value(Local(site, at).TimeOfDay.TotalHours), 4)))], end, end);
    }

    /// <summary>What the site's clock shows.</summary>
    public static DateTimeOffset Local(Site site, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));

    private static double Price(double hour) => 0.11 + (0.09 * Hump(hour, 8, 1.6)) + (0.14 * Hump(hour, 19, 2)) - (0.05 * Hump(hour, 3, 1.8)) - (0.08 * Hump(hour, 13, 2));

    private static double Hump(double hour, double at, double width) => Math.Exp(-Math.Pow((hour - at) / width, 2));
}
