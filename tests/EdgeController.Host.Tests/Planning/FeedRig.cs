using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Host.Planning;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Feeds of a site in a folder of its own, with a real HTTP server that answers what a test wants.</summary>
internal sealed class FeedRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _tasks = [];
    private readonly AnsweringServer _server;
    private readonly string _keys;

    private FeedRig(AnsweringServer server, string keys)
    {
        _server = server;
        _keys = keys.Replace("URL", $"{server.Address}series", StringComparison.Ordinal);
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public TimeSeriesInputs Inputs { get; private set; } = new();

    public LogBook Log { get; } = new();

    /// <summary>What the server answers: status and body; null says nothing until the asker goes.</summary>
    public Func<(int Status, string Body)?> Answer
    {
        set => _server.Answer = value;
    }

    public int Asked => _server.Asked;

    public Site Site => SiteFiles.Good(SiteFiles.Small() + "\n" + _keys + "\n") with { TimeZone = "Europe/Berlin" };

    public static async Task<FeedRig> StartAsync(string keys) => new(await AnsweringServer.StartAsync(), keys);

    /// <summary>The feeds of a new process.</summary>
    public SeriesFeeds Start(TimeProvider? time = null)
    {
        Inputs = new TimeSeriesInputs();
        var feeds = new SeriesFeeds(Site, Folder, Folder, Inputs, Log, new FeedTimes(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(50)));
        _tasks.Add(feeds.RunAsync(time ?? TimeProvider.System, _stop.Token));
        return feeds;
    }

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    public bool Says(string words) => Log.AtLeast(LogLevel.Warning).Any(line => line.Contains(words, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await Task.WhenAll(_tasks);
        }
        catch (OperationCanceledException)
        {
            // What was asked for.
        }

        await _server.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
