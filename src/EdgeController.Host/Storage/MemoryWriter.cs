using EdgeController.Core.Control;
using EdgeController.Core.State;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Storage;

/// <summary>Keeps the <see cref="MemoryFile"/> up to date: a change within ten seconds, and once a minute in any case.</summary>
internal sealed partial class MemoryWriter(MemoryFile file, Func<SitePicture> picture, SiteClock clock, ILogger log)
{
    private SiteMemory? _written;
    private bool _failing;

    /// <summary>True while the memory cannot be kept.</summary>
    public bool IsFailing => _failing;

    /// <summary>Writes until cancelled, and once more then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(SiteMemory.Writing, clock.TimeProvider);
        try
        {
            while (await beat.WaitForNextTickAsync(cancellationToken))
            {
                Keep();
            }
        }
        finally
        {
            _written = null;
            Keep();
        }
    }

    private void Keep()
    {
        var now = clock.Now;
        var memory = SiteMemory.Of(picture().Snapshot, now, clock.WallAt(now));
        if (_written is { } before && memory.At >= before.At && memory.At - before.At < SiteMemory.Oldest && Same(memory, before))
        {
            return;
        }

        try
        {
            file.Write(memory);
            _written = memory;
            _failing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_failing)
            {
                CannotWrite(log, e.Message, file.TryForget() ? "there is none now" : "an old one is left and must not be trusted");
            }

            _failing = true;
            _written = null;
        }
    }

    /// <summary>Equal but for the times, which count as one while they differ by less than the writing lags anyway.</summary>
    private static bool Same(SiteMemory a, SiteMemory b)
    {
        if (a.Stations.Length != b.Stations.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Stations.Length; i++)
        {
            var (x, y) = (a.Stations[i], b.Stations[i]);
            if (x with { Evses = [] } != y with { Evses = [] } || !x.Evses.Zip(y.Evses).All(pair => pair.First.Number == pair.Second.Number && pair.First.CapAmps == pair.Second.CapAmps))
            {
                return false;
            }
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the memory for a restart cannot be written ({Why}); {Left}")]
    private static partial void CannotWrite(ILogger log, string why, string left);
}
