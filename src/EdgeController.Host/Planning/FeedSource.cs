using EdgeController.Core.Planning;
using EdgeController.Core.Topology;

namespace EdgeController.Host.Planning;

/// <summary>A file or an address that tells prices or a forecast.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="File">Path of the file; null for an address.</param>
/// <param name="Url">The address; null for a file.</param>
/// <param name="Every">How often the address is asked.</param>
/// <param name="Factor">What each value is multiplied with.</param>
/// <param name="Ttl">How long a forecast holds after it was written or received; null for prices, which stay until there is something better.</param>
internal sealed record FeedSource(SeriesKind Kind, string? File, Uri? Url, TimeSpan Every, double Factor, TimeSpan? Ttl)
{
    /// <summary>What its series is called, the words of an alarm.</summary>
    public string Name => File ?? $"{Word} of {Url!.Host}";

    /// <summary>What it tells, in words.</summary>
    public string Word => Kind switch
    {
        SeriesKind.ImportPrice => "import prices",
        SeriesKind.ExportPrice => "export prices",
        SeriesKind.LoadForecast => "load forecast",
        _ => "pv forecast",
    };

    /// <summary>All that the site file names, its files in its folder.</summary>
    public static IEnumerable<FeedSource> Of(Site site, string folder)
    {
        foreach (var (price, kind) in site.Tariff is { } tariff ? [(tariff.Import, SeriesKind.ImportPrice), (tariff.Export, SeriesKind.ExportPrice)] : Array.Empty<(PriceSource, SeriesKind)>())
        {
            foreach (var source in Both(kind, folder, price.File, price.Url, price.Every, price.Factor, null))
            {
                yield return source;
            }
        }

        foreach (var (forecast, kind) in new[] { (site.Planning.Load, SeriesKind.LoadForecast), (site.Planning.Pv, SeriesKind.PvForecast) })
        {
            foreach (var source in forecast is null ? [] : Both(kind, folder, forecast.File, forecast.Url, forecast.Every, forecast.Factor, forecast.Ttl))
            {
                yield return source;
            }
        }
    }

    /// <summary>Reads the file; a sentence where it cannot be read.</summary>
    public (TimeSeries? Series, string? Problem) ReadFile(TimeZoneInfo zone) => ReadFile(File!, Name, zone);

    /// <summary>Reads that file in place of its own, which is called <paramref name="name"/>.</summary>
    public (TimeSeries? Series, string? Problem) ReadFile(string path, string name, TimeZoneInfo zone)
    {
        try
        {
            var written = new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
            return SeriesText.Read(name, Kind, System.IO.File.ReadAllText(path), Factor, zone, Ttl is { } holds ? written + holds : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, $"{path}: the {Word} cannot be read: {e.Message}");
        }
    }

    private static IEnumerable<FeedSource> Both(SeriesKind kind, string folder, string? file, Uri? url, TimeSpan every, double factor, TimeSpan? ttl)
    {
        if (file is not null)
        {
            yield return new FeedSource(kind, Path.Combine(folder, file), null, every, factor, ttl);
        }

        if (url is not null)
        {
            yield return new FeedSource(kind, null, url, every, factor, ttl);
        }
    }
}
