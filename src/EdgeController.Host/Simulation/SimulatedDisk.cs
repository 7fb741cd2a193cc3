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
    /// <summary>What lies on the disk, the entries apart: they are many, and change one by one.</summary>
    private readonly Dictionary<StationId, (StationBook Other, List<JournalEntry> Entries)> _books = [];

    /// <summary>Every write fails while this is set.</summary>
    public bool Broken { get; set; }

    /// <summary>Messages that are kept for all stations' back ends.</summary>
    public int Kept { get; private set; }

    public StationBook Read(StationId station) => _books.TryGetValue(station, out var book) ? book.Other with { Entries = [.. book.Entries] } : StationBook.Empty;

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

            Apply(station, write.Change);
            done(new JournalWritten(write.Ticket));
        });
    }

    private void Apply(StationId station, JournalChange change)
    {
        var (rest, entries) = _books.GetValueOrDefault(station, (StationBook.Empty, []));
        entries.AddRange(change.Append);
        Kept += change.Append.Length - (change.Remove.IsEmpty ? 0 : entries.RemoveAll(entry => change.Remove.Contains(entry.Sequence)));
        _books[station] = (rest.With(change with { Append = [], Remove = [] }), entries);
    }
}
