using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;

namespace EdgeController.Host.Planning;

/// <summary>
/// What a kilowatt-hour costs and brings at any time: the series that holds (file, address or broker), beyond its end the value of the same time of day before,
/// else the window of the clock that is open, else the fixed price; the grid fee on top of imports.
/// </summary>
internal sealed class PriceBook(Tariff? tariff, TimeSeriesInputs inputs, TimeZoneInfo zone)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public Tariff? Tariff => tariff;

    public double Import(DateTimeOffset at) => At(tariff?.Import ?? PriceSource.Nothing, SeriesKind.ImportPrice, at) + (tariff is null ? 0 : OfClock(tariff.GridFee, at));

    public double Export(DateTimeOffset at) => At(tariff?.Export ?? PriceSource.Nothing, SeriesKind.ExportPrice, at);

    /// <summary>The mean of each slot.</summary>
    public PlanPrices For(DateTimeOffset start, ImmutableArray<TimeSpan> slots)
    {
        var import = ImmutableArray.CreateBuilder<double>(slots.Length);
        var export = ImmutableArray.CreateBuilder<double>(slots.Length);
        foreach (var slot in slots)
        {
            var parts = Math.Max(1, (int)Math.Round(slot / Step));
            var (sumIn, sumOut) = (0.0, 0.0);
            for (var part = 0; part < parts; part++)
            {
                var at = start + (slot * ((part + 0.5) / parts));
                (sumIn, sumOut) = (sumIn + Import(at), sumOut + Export(at));
            }

            import.Add(sumIn / parts);
            export.Add(sumOut / parts);
            start += slot;
        }

        return new PlanPrices { ImportPerKwh = import.ToImmutable(), ExportPerKwh = export.ToImmutable() };
    }

    private double At(PriceSource source, SeriesKind kind, DateTimeOffset at) => OfSeries(kind, at) is { } value ? value + source.Markup : OfClock(source, at);

    /// <summary>Of several sources of a kind the first by name that knows the time; then the first that knows the same time of day up to a week before.</summary>
    private double? OfSeries(SeriesKind kind, DateTimeOffset at)
    {
        foreach (var series in inputs.All)
        {
            if (series.Kind == kind && series.At(at) is { } known)
            {
                return known;
            }
        }

        foreach (var series in inputs.All)
        {
            for (var days = 1; series.Kind == kind && at >= series.End && days <= 7; days++)
            {
                if (series.At(SameClock(at, days)) is { } before)
                {
                    return before;
                }
            }
        }

        return null;
    }

    private DateTimeOffset SameClock(DateTimeOffset at, int days)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime.AddDays(-days);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    private double OfClock(PriceSource source, DateTimeOffset at)
    {
        if (source.Windows.IsEmpty)
        {
            return source.Fixed;
        }

        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        foreach (var window in source.Windows)
        {
            if (window.IsOpen(local))
            {
                return window.Price;
            }
        }

        return source.Fixed;
    }
}
