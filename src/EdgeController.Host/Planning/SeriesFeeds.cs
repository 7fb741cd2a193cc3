using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Planning;

/// <summary>
/// Keeps prices and forecasts from files and addresses fresh, each for itself: a file is read again when it has changed, an address asked at its interval, and after a failure
/// again at a growing distance. What came last stays as long as it holds; what an address told is kept in the state folder for the next start.
/// </summary>
internal sealed partial class SeriesFeeds
{
    private const int LargestAnswer = 4 << 20;

    private readonly List<Feed> _feeds;
    private readonly TimeSeriesInputs _inputs;
    private readonly TimeZoneInfo _zone;
    private readonly string? _cache;
    private readonly FeedTimes _times;
    private readonly ILogger _log;

    public SeriesFeeds(Site site, string folder, string? cache, TimeSeriesInputs inputs, ILogger log, FeedTimes? times = null)
    {
        (_inputs, _cache, _log, _times) = (inputs, cache, log, times ?? FeedTimes.Usual);
        _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        _feeds = [.. FeedSource.Of(site, folder).Select(source => new Feed(source))];
    }

    public bool IsNeeded => _feeds.Count > 0;

    /// <summary>Where the newest values of each source stand: what its series is called, what it tells, and what was wrong when it was asked last.</summary>
    public IEnumerable<(FeedSource Source, string? Problem)> Now => _feeds.Select(feed => (feed.Source, feed.Problem));

    /// <summary>Reads the files once, as a simulation wants it; the sentences of those that cannot be read.</summary>
    public static IEnumerable<string> Load(Site site, string folder, TimeSeriesInputs inputs)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        foreach (var source in FeedSource.Of(site, folder).Where(source => source.File is not null))
        {
            var (series, problem) = source.ReadFile(zone);
            if (series is not null)
            {
                // In simulated time no file is old.
                inputs.Set(series with { Until = DateTimeOffset.MaxValue });
            }

            if (problem is not null)
            {
                yield return problem;
            }
        }
    }

    public async Task RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = _times.Answers, MaxResponseContentBufferSize = LargestAnswer };
        await Task.WhenAll(_feeds.Select(feed => RunAsync(feed, client, time, cancellationToken)));
    }

    private async Task RunAsync(Feed feed, HttpClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        if (feed.Source.Url is not null && CacheOf(feed) is { } kept && File.Exists(kept) && feed.Source.ReadFile(kept, feed.Source.Name, _zone).Series is { } before)
        {
            _inputs.Set(before);
        }

        using var timer = new PeriodicTimer(_times.Looks, time);
        do
        {
            var problem = feed.Source.File is { } file ? Look(feed, file) : time.GetUtcNow() >= feed.Next ? await AskAsync(feed, client, time, cancellationToken) : feed.Problem;
            if (problem != feed.Problem && problem is not null)
            {
                NothingNew(_log, problem);
            }

            feed.Problem = problem;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private string? Look(Feed feed, string file)
    {
        var info = new FileInfo(file);
        var mark = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
        if (mark == feed.Mark && mark != default)
        {
            return feed.Problem;
        }

        feed.Mark = mark;
        var (series, problem) = feed.Source.ReadFile(_zone);
        if (series is not null)
        {
            _inputs.Set(series);
        }

        return problem;
    }

    private async Task<string?> AskAsync(Feed feed, HttpClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var source = feed.Source;
        string? problem;
        try
        {
            var text = await client.GetStringAsync(source.Url, cancellationToken);
            var (series, wrong) = SeriesText.Read(source.Name, source.Kind, text, source.Factor, _zone, source.Ttl is { } holds ? time.GetUtcNow() + holds : null);
            problem = wrong is null ? null : $"{source.Url}: {wrong}";
            if (series is not null)
            {
                _inputs.Set(series);
                await KeepAsync(feed, text, cancellationToken);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (e is HttpRequestException or OperationCanceledException or IOException or InvalidOperationException))
        {
            problem = $"{source.Url}: the {source.Word} did not come: {e.Message}";
        }

        feed.Retry = problem is null ? null : feed.Retry is { } retry ? retry * 2 < source.Every ? retry * 2 : source.Every : _times.FirstRetry;
        feed.Next = time.GetUtcNow() + (feed.Retry ?? source.Every);
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
            NothingNew(_log, $"{kept}: the {feed.Source.Word} cannot be kept for the next start: {e.Message}");
        }
    }

    private string? CacheOf(Feed feed) => _cache is null ? null : Path.Combine(_cache, $"{feed.Source.Word.Replace(' ', '-')}.txt");

    [LoggerMessage(EventId = 710, Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void NothingNew(ILogger log, string problem);

    private sealed class Feed(FeedSource source)
    {
        public FeedSource Source => source;

        public (DateTime Written, long Length) Mark { get; set; }

        public DateTimeOffset Next { get; set; }

        public TimeSpan? Retry { get; set; }

        public string? Problem { get; set; }
    }
}

/// <summary>How patient feeds are.</summary>
/// <param name="Looks">How often files are looked at, and addresses whether it is time.</param>
/// <param name="Answers">How long an address may take.</param>
/// <param name="FirstRetry">When an address that failed is asked again.</param>
internal sealed record FeedTimes(TimeSpan Looks, TimeSpan Answers, TimeSpan FirstRetry)
{
    public static FeedTimes Usual { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1));
}
