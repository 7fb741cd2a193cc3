using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>
/// The journal of a simulated controller: outlives its process. A write takes some milliseconds; a process that is killed meanwhile never
/// hears of it, and whether it was kept is a matter of luck.
/// </summary>
internal sealed class SimulatedDisk(EventQueue queue, SeededRandom random)
{
    private readonly Dictionary<StationId, StationBook> _books = [];

    /// <summary>Every write fails while this is set.</summary>
    public bool Broken { get; set; }

    public StationBook Read(StationId station) => _books.GetValueOrDefault(station, StationBook.Empty);

    /// <summary>Messages that are kept for all stations' back ends.</summary>
    public int Kept => _books.Values.Sum(book => book.Entries.Length);

    /// <summary>Writes; <paramref name="done"/> hears the outcome.</summary>
    public void Write(StationId station, WriteJournal write, Action<LinkInput> done)
    {
        queue.After(TimeSpan.FromMilliseconds(2 + random.Below(20)), () =>
        {
            if (Broken)
            {
                done(new JournalFailed(write.Ticket, "the simulated disk is broken"));
                return;
            }

            _books[station] = Read(station).With(write.Change);
            done(new JournalWritten(write.Ticket));
        });
    }
}
