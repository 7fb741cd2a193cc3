using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>
/// Carries one station's changes to the journal and the outcomes back to its machine, which has one change under way at a time and never
/// waits for the disk.
/// </summary>
internal sealed partial class JournalPump(StationId station, ITransactionJournal? journal, ShellQueue queue, ILogger log)
{
    private readonly Errands _errands = new();

    /// <summary>Begins a write; its outcome comes back as an input.</summary>
    public void Write(WriteJournal write) => _errands.Add(WriteAsync(write));

    /// <summary>Waits for what is under way.</summary>
    public Task EndAsync() => _errands.AllAsync();

    private async Task WriteAsync(WriteJournal write)
    {
        var outcome = await TryWriteAsync(write);
        await queue.PostAsync(() => [outcome], CancellationToken.None);
    }

    private async Task<LinkInput> TryWriteAsync(WriteJournal write)
    {
        if (journal is null)
        {
            return new JournalFailed(write.Ticket, "there is no journal");
        }

        try
        {
            await journal.WriteAsync(station, write.Change, CancellationToken.None);
            return new JournalWritten(write.Ticket);
        }
        catch (JournalUnavailableException e)
        {
            return new JournalFailed(write.Ticket, e.Message);
        }
        catch (Exception e)
        {
            // A defect of the journal costs the station what a full disk would.
            JournalBroke(log, e, station.Value);
            return new JournalFailed(write.Ticket, e.Message);
        }
    }

    [LoggerMessage(1005, LogLevel.Error, "station {Station}: defect in the journal")]
    private static partial void JournalBroke(ILogger log, Exception exception, string station);
}
