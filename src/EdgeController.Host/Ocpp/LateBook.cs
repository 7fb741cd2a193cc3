using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Ocpp;

/// <summary>
/// The book of a station whose journal could not be read at the start: tried again now and then, on a thread that may wait for the disk. Once it can be read
/// the station's machine is made anew with it, as at a restart of the controller.
/// </summary>
/// <param name="station">The station.</param>
/// <param name="journal">Where the book lies.</param>
/// <param name="make">Makes the machine.</param>
internal sealed class LateBook(StationId station, ITransactionJournal journal, Func<StationBook, KeptProfiles?, StationLink> make)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private Instant? _triedAt;

    public StationLink Make(StationBook book, KeptProfiles? profiles) => make(book, profiles);

    /// <summary>True where it is time for another try.</summary>
    public bool IsDue(Instant now)
    {
        _triedAt ??= now;
        if (now - _triedAt < Every)
        {
            return false;
        }

        _triedAt = now;
        return true;
    }

    /// <summary>The book; null where it still cannot be read.</summary>
    public Task<StationBook?> TryReadAsync() => Task.Run(() =>
    {
        try
        {
            return journal.Read(station);
        }
        catch (JournalUnavailableException)
        {
            return null;
        }
    });
}
