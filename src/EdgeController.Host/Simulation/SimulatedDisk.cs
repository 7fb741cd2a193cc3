using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>
/// The journal and the kept profiles of a simulated controller: they outlive its process. A write takes some milliseconds; a process that is killed meanwhile never
/// hears of it, and whether it was kept is a matter of luck.
/// </summary>
internal sealed class SimulatedDisk(EventQueue queue, SeededRandom random)
{
    /// <summary>What lies on the disk, the entries apart: they are many, and change one by one.</summary>
    private readonly Dictionary<StationId, (StationBook Other, List<JournalEntry> Entries)> _books = [];
    private readonly Dictionary<StationId, KeptProfiles> _profiles = [];

    /// <summary>Every write fails while this is set.</summary>
    public bool Broken { get; set; }

    /// <summary>A new process finds no journal.</summary>
    public bool Forgets { get; init; }

    /// <summary>All that a new process finds of one station.</summary>
    public StationKept Left(StationId station) => new(Read(station), _profiles.GetValueOrDefault(station));

    /// <summary>Keeps the profiles of a station's back end.</summary>
    public void Write(KeepProfiles keep) => _profiles[keep.Station] = keep.Book;

    /// <summary>Messages that are kept for all stations' back ends.</summary>
    public int Kept { get; private set; }

    public StationBook Read(StationId station) => !Forgets && _books.TryGetValue(station, out var book) ? book.Other with { Entries = [.. book.Entries] } : StationBook.Empty;

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
