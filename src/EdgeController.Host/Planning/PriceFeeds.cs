using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Planning;

/// <summary>
/// Keeps prices from files and addresses fresh: a file is read again when it has changed, an address asked at its interval, and after a failure again at a growing distance. What
/// came last stays until there is something better; what an address told is kept in the state folder for the next start.
/// </summary>
internal sealed partial class PriceFeeds
{
    private const int LargestAnswer = 4 << 20;
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Answers = TimeSpan.FromSeconds(20);

    private readonly List<Feed> _feeds = [];
    private readonly TimeSeriesInputs _inputs;
    private readonly TimeZoneInfo _zone;
    private readonly string? _cache;
    private readonly ILogger _log;

    public PriceFeeds(Site site, string folder, string? cache, TimeSeriesInputs inputs, ILogger log)
    {
        (_inputs, _cache, _log) = (inputs, cache, log);
        _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        foreach (var (source, kind) in Sources(site))
        {
            if (source.File is { } file)
            {
                _feeds.Add(new Feed(source, kind, "file") { File = Path.Combine(folder, file) });
            }

            if (source.Url is not null)
            {
                _feeds.Add(new Feed(source, kind, "address"));
            }
        }
    }

    public bool IsNeeded => _feeds.Count > 0;

    /// <summary>Reads the files once, as a simulation wants it; the sentences of those that cannot be read.</summary>
    public static IEnumerable<string> Load(Site site, string folder, TimeSeriesInputs inputs)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        foreach (var (source, kind) in Sources(site))
        {
            if (source.File is { } file && TakeFile(Path.Combine(folder, file), source, kind, zone, inputs) is { } problem)
            {
                yield return problem;
            }
        }
    }

    public async Task RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Answers, MaxResponseContentBufferSize = LargestAnswer };
        foreach (var feed in _feeds.Where(feed => feed.File is null && CacheOf(feed) is { } kept && File.Exists(kept)))
        {
            TakeFile(CacheOf(feed)!, feed.Source, feed.Kind, _zone, _inputs, NameOf(feed));
        }

        using var timer = new PeriodicTimer(Looks, time);
        do
        {
            foreach (var feed in _feeds)
            {
                var problem = feed.File is { } file ? Look(feed, file) : time.GetUtcNow() >= feed.Next ? await AskAsync(feed, client, time, cancellationToken) : feed.Problem;
                if (problem != feed.Problem && problem is not null)
                {
                    NoPrices(_log, problem);
                }

                feed.Problem = problem;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static IEnumerable<(PriceSource Source, SeriesKind Kind)> Sources(Site site) =>
        site.Tariff is { } tariff ? [(tariff.Import, SeriesKind.ImportPrice), (tariff.Export, SeriesKind.ExportPrice)] : [];

    private static string NameOf(Feed feed) => $"tariff {feed.Kind} {feed.Word}";

    private static string? TakeFile(string path, PriceSource source, SeriesKind kind, TimeZoneInfo zone, TimeSeriesInputs inputs, string? name = null)
    {
        try
        {
            var (series, problem) = PriceText.Read(name ?? path, kind, File.ReadAllText(path), source.Factor, zone);
            if (series is not null)
            {
                inputs.Set(series);
            }

            return problem;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return $"{path}: the prices cannot be read: {e.Message}";
        }
    }

    private string? Look(Feed feed, string file)
    {
        var changed = File.GetLastWriteTimeUtc(file);
        if (changed == feed.Changed)
        {
            return feed.Problem;
        }

        feed.Changed = changed;
        return TakeFile(file, feed.Source, feed.Kind, _zone, _inputs);
    }

    private async Task<string?> AskAsync(Feed feed, HttpClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        string? problem;
        try
        {
            var text = await client.GetStringAsync(feed.Source.Url, cancellationToken);
            var (series, wrong) = PriceText.Read(NameOf(feed), feed.Kind, text, feed.Source.Factor, _zone);
            problem = wrong is null ? null : $"{feed.Source.Url}: {wrong}";
            if (series is not null)
            {
                _inputs.Set(series);
                await KeepAsync(feed, text, cancellationToken);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (e is HttpRequestException or OperationCanceledException or IOException or InvalidOperationException))
        {
            problem = $"{feed.Source.Url}: the prices did not come: {e.Message}";
        }

        feed.Retry = problem is null ? FirstRetry : feed.Retry * 2 < feed.Source.Every ? feed.Retry * 2 : feed.Source.Every;
        feed.Next = time.GetUtcNow() + (problem is null ? feed.Source.Every : feed.Retry);
        return problem;
    }

    private async Task KeepAsync(Feed feed, string text, CancellationToken cancellationToken)
    {
        if (CacheOf(feed) is not { } kept)
        {
            return;
        }

        try
        {
            await File.WriteAllTextAsync(kept + ".new", text, cancellationToken);
            File.Move(kept + ".new", kept, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NoPrices(_log, $"{kept}: the prices cannot be kept for the next start: {e.Message}");
        }
    }

    private string? CacheOf(Feed feed) => _cache is null ? null : Path.Combine(_cache, $"prices-{(feed.Kind == SeriesKind.ImportPrice ? "import" : "export")}.txt");

    [LoggerMessage(EventId = 710, Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void NoPrices(ILogger log, string problem);

    private sealed class Feed(PriceSource source, SeriesKind kind, string word)
    {
        public PriceSource Source => source;

        public SeriesKind Kind => kind;

        public string Word => word;

        public string? File { get; init; }

        public DateTime Changed { get; set; }

        public DateTimeOffset Next { get; set; }

        public TimeSpan Retry { get; set; } = FirstRetry;

        public string? Problem { get; set; }
    }
}
