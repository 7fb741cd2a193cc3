using Microsoft.Data.Sqlite;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// Puts a journal that is damaged aside and a new one with what could be read of it in its place. In steps that a power cut may end
/// anywhere: the old one leaves its place only when the new one lies complete beside it.
/// </summary>
internal sealed class DamagedJournal(JournalOptions options, TimeProvider time)
{
    private const string AsideName = "journal-damaged-";

    private string Growing => options.File + ".salvage";

    private string Complete => options.File + ".new";

    /// <summary>Files that were put aside and that nobody has taken away yet.</summary>
    public static IReadOnlyList<string> Aside(string folder) =>
        [.. Directory.EnumerateFiles(folder, AsideName + "*.db").Order(StringComparer.Ordinal)];

    /// <summary>Ends what an earlier life began; to be called before the journal is opened.</summary>
    public void Finish()
    {
        Remove(Growing);
        if (File.Exists(Complete))
        {
            PutAside();
            File.Move(Complete, options.File);
            DirectorySync.Flush(options.Folder);
        }
    }

    /// <summary>Makes a new journal from what can be read.</summary>
    /// <returns>How many entries came back.</returns>
    /// <exception cref="SqliteException">The new one cannot be written.</exception>
    /// <exception cref="IOException">The same, or the old one cannot be read.</exception>
    public int Replace()
    {
        Remove(Growing);
        int entries;
        using (var whole = JournalConnection.Open(Growing, options.MostPages))
        using (var pages = new DamagedPages(options.File, JournalConnection.PageSize))
        {
            whole.Begin();
            entries = Copy(pages, whole);
            whole.Commit();
            whole.Checkpoint();
        }

        File.Move(Growing, Complete, overwrite: true);
        DirectorySync.Flush(options.Folder);
        Finish();
        return entries;
    }

    /// <summary>By number, since pages are in no order; a row that is met twice counts once.</summary>
    private static int Copy(DamagedPages pages, JournalConnection whole)
    {
        var kept = new HashSet<(string Station, long Sequence)>();
        foreach (var row in DamagedRows.In(pages))
        {
            if (JournalRows.AsChange(row) is { } change && (change.Append.IsEmpty || kept.Add((JournalRows.Station(row), change.Append[0].Sequence))))
            {
                whole.Apply(JournalRows.Station(row), change);
            }
        }

        return kept.Count;
    }

    private static void Remove(string database)
    {
        File.Delete(database);
        File.Delete(database + "-wal");
        File.Delete(database + "-shm");
    }

    /// <summary>The log goes first: the new database must never meet it.</summary>
    private void PutAside()
    {
        var name = Path.Combine(options.Folder, FormattableString.Invariant($"{AsideName}{time.GetUtcNow():yyyyMMdd-HHmmss-fff}.db"));
        foreach (var tail in (string[])["-wal", "-shm", string.Empty])
        {
            if (File.Exists(options.File + tail))
            {
                File.Move(options.File + tail, name + tail, overwrite: true);
            }
        }
    }
}
