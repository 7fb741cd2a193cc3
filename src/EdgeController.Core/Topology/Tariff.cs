using System.Collections.Immutable;

namespace EdgeController.Core.Topology;

/// <summary>What energy costs and brings at the connection to the grid, in the site's currency.</summary>
public sealed record Tariff
{
    /// <summary>For energy from the grid.</summary>
    public required PriceSource Import { get; init; }

    /// <summary>For energy to the grid; nothing where the file does not say.</summary>
    public PriceSource Export { get; init; } = PriceSource.Nothing;

    /// <summary>On top of the price of each kilowatt-hour from the grid.</summary>
    public PriceSource GridFee { get; init; } = PriceSource.Nothing;

    /// <summary>Money per kilowatt of the month's highest quarter of an hour; null where it costs nothing.</summary>
    public double? DemandPerKw { get; init; }

    /// <summary>The price of a kilowatt-hour in words, for people: <c>EUR</c>.</summary>
    public string Currency { get; init; } = "EUR";
}

/// <summary>Where a price comes from. A series (file, address or broker) goes before windows, and these before the fixed price.</summary>
public sealed record PriceSource
{
    public static readonly PriceSource Nothing = new();

    /// <summary>Money per kilowatt-hour where nothing else says a price.</summary>
    public double Fixed { get; init; }

    /// <summary>Prices by the clock; the first that is open holds.</summary>
    public ImmutableArray<PriceWindow> Windows { get; init; } = [];

    /// <summary>File with day-ahead prices, as written in the site file; null for none.</summary>
    public string? File { get; init; }

    /// <summary>Address that serves the same; null for none.</summary>
    public Uri? Url { get; init; }

    /// <summary>How often the address is asked.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What each value of file and address is multiplied with, to be per kilowatt-hour.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Money per kilowatt-hour on top of each value of a series.</summary>
    public double Markup { get; init; }
}

/// <summary>A price that holds by the clock of the site, on the days on which its window begins.</summary>
/// <param name="Days">Days of the week on which it begins.</param>
/// <param name="From">What the clock shows when it begins.</param>
/// <param name="To">What it shows when it ends; on the next day where that is not after <paramref name="From"/>.</param>
/// <param name="Dates">Part of the year; null for all of it.</param>
/// <param name="Price">Money per kilowatt-hour.</param>
public sealed record PriceWindow(Weekdays Days, TimeSpan From, TimeSpan To, YearSpan? Dates, double Price)
{
    /// <summary>Whether it is open at that local date and time.</summary>
    public bool IsOpen(DateTime local)
    {
        var (day, time) = (DateOnly.FromDateTime(local), local.TimeOfDay);
        return To > From
            ? time >= From && time < To && Begins(day)
            : (time >= From && Begins(day)) || (time < To && Begins(day.AddDays(-1)));
    }

    private bool Begins(DateOnly day) => Days.Has(day.DayOfWeek) && (Dates is not { } dates || dates.Contains(day));
}
