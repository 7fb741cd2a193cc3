using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Host.Api;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Planning;

/// <summary>What plans go by that lies in files or at addresses: prices, forecasts and the duty plan, kept fresh; and the alarms about what is missing, stale or wrong.</summary>
internal sealed partial class PlanInputs : IStandingAlarms
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    private readonly Site _site;
    private readonly SiteClock _clock;
    private readonly TimeSeriesInputs _inputs;
    private readonly IStandingAlarms _others;
    private readonly FeedTimes _times;
    private readonly ILogger _log;
    private readonly SeriesFeeds _feeds;
    private readonly string? _duties;

    public PlanInputs(Site site, string folder, string? cache, SiteClock clock, TimeSeriesInputs inputs, IStandingAlarms others, ILogger log, FeedTimes? times = null)
    {
        (_site, _clock, _inputs, _others, _log, _times) = (site, clock, inputs, others, log, times ?? FeedTimes.Usual);
        _feeds = new SeriesFeeds(site, folder, cache, inputs, log, _times);
        _duties = DutiesOf(site, folder);
    }

    /// <summary>The duty plan.</summary>
    public DutyBook Duties { get; } = new();

    public bool IsNeeded => _feeds.IsNeeded || _duties is not null;

    public IEnumerable<(string Code, string Subject, string Sentence)> Standing
    {
        get
        {
            foreach (var alarm in _others.Standing)
            {
                yield return alarm;
            }

            if (Duties.Plan.Problems is [var first, ..] problems)
            {
                var more = problems.Length == 1 ? "" : FormattableString.Invariant($" and {problems.Length - 1} more bad lines");
                yield return ("duty-plan", Path.GetFileName(_duties!), $"{first}{more}{(Duties.Plan.Duties.IsEmpty ? "" : "; the other lines count")}");
            }

            var now = _clock.WallAt(_clock.Now);
            foreach (var (source, problem) in _feeds.Now)
            {
                var told = _inputs.All.FirstOrDefault(one => one.Name == source.Name);
                var holds = told is not null && now < told.Until && now < told.End;
                if (!holds && (problem is not null || _clock.Now.SinceStart >= First))
                {
                    var stands = told is null ? "never came" : FormattableString.Invariant($"is over since {(told.Until < told.End ? told.Until : told.End):yyyy-MM-dd HH:mm} UTC");
                    yield return ("input-missing", source.Name, $"the {source.Word} {stands}: it is planned {Instead(source)}{(problem is null ? "" : $"; {problem}")}");
                }
            }
        }
    }

    /// <summary>Path of the duty plan; null where the site file names none.</summary>
    public static string? DutiesOf(Site site, string folder) => site.Planning.Duties is { } file ? Path.Combine(folder, file) : null;

    public Task RunAsync(TimeProvider time, CancellationToken cancellationToken) => Task.WhenAll(_feeds.RunAsync(time, cancellationToken), _duties is { } file ? WatchAsync(file, time, cancellationToken) : Task.CompletedTask);

    private static string Instead(FeedSource source) => source.Kind is SeriesKind.ImportPrice or SeriesKind.ExportPrice ? "with those of the days before" : "by the site's own history";

    private async Task WatchAsync(string file, TimeProvider time, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(_site.TimeZone);
        (bool Exists, DateTime Written, long Length)? seen = null;
        using var timer = new PeriodicTimer(_times.Looks, time);
        do
        {
            var info = new FileInfo(file);
            var mark = (info.Exists, info.Exists ? info.LastWriteTimeUtc : default, info.Exists ? info.Length : 0);
            if (mark != seen)
            {
                seen = mark;
                Take(DutyText.ReadFile(file, _site, zone));
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>A file that cannot be used as a whole changes nothing but the alarm: what it said before holds on.</summary>
    private void Take(DutyPlan read)
    {
        Duties.Plan = read.IsUseless ? Duties.Plan with { Problems = read.Problems } : read;
        foreach (var problem in read.Problems.Concat(read.Hints).Take(20))
        {
            BadDuty(_log, problem);
        }

        Read(_log, Duties.Plan.Duties.Length, read.Problems.Length);
    }

    [LoggerMessage(EventId = 711, Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void BadDuty(ILogger log, string problem);

    [LoggerMessage(EventId = 712, Level = LogLevel.Information, Message = "duty plan: {Duties} duties, {Bad} problems")]
    private static partial void Read(ILogger log, int duties, int bad);
}
