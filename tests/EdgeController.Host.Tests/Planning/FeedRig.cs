using System.Net;
using System.Text;
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
    private readonly HttpListener _server = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _tasks = [];
    private readonly string _keys;

    public FeedRig(string keys)
    {
        var port = FreePort.Next();
        Url = $"http://127.0.0.1:{port}/series";
        _keys = keys.Replace("URL", Url, StringComparison.Ordinal);
        _server.Prefixes.Add($"http://127.0.0.1:{port}/");
        _server.Start();
        _tasks.Add(ServeAsync());
        Directory.CreateDirectory(Folder);
    }

    public string Url { get; }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public TimeSeriesInputs Inputs { get; private set; } = new();

    public LogBook Log { get; } = new();

    /// <summary>What the server answers: status and body; null says nothing until the asker goes.</summary>
    public Func<(int Status, string Body)?> Answer { get; set; } = () => (404, "");

    public int Asked { get; private set; }

    public Site Site => SiteFiles.Good(SiteFiles.Small() + "\n" + _keys + "\n") with { TimeZone = "Europe/Berlin" };

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
        _server.Stop();
        try
        {
            await Task.WhenAll(_tasks);
        }
        catch (OperationCanceledException)
        {
            // What was asked for.
        }

        _server.Close();
        _stop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task ServeAsync()
    {
        while (_server.IsListening)
        {
            try
            {
                var context = await _server.GetContextAsync();
                Asked++;
                if (Answer() is not { } answer)
                {
                    continue;
                }

                context.Response.StatusCode = answer.Status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
