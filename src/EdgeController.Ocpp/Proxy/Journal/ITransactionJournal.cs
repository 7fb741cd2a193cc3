using EdgeController.Core.Topology;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>
/// Where transaction messages that were answered here lie until the back end has answered them, and what must be known to answer for it.
/// One book per station; what one station does never waits for another's content, only for the disk.
/// </summary>
public interface ITransactionJournal
{
    /// <summary>All that is kept for one station, entries in the order in which they came; empty where nothing is known.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be read.</exception>
    StationBook Read(StationId station);

    /// <summary>Applies the change whole or not at all; it lies on the disk when the task ends.</summary>
    /// <exception cref="JournalUnavailableException">Nothing of it was kept.</exception>
    ValueTask WriteAsync(StationId station, JournalChange change, CancellationToken cancellationToken);
}

/// <summary>The journal cannot keep or tell what it is asked for: the disk is full, broken or read-only.</summary>
public sealed class JournalUnavailableException : Exception
{
    /// <param name="message">What, where and what to do, as a sentence.</param>
    /// <param name="innerException">What the storage said.</param>
    public JournalUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
