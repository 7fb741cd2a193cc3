using Microsoft.Data.Sqlite;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// Puts a journal that is damaged aside and a new one with what could be read of it in its place. In steps that a power cut may end
/// anywhere: the old one leaves its place only when the new one lies complete beside it.
/// </summary>
internal sealed class DamagedJournal(JournalOptions options, TimeProvider time)
{
    /// <summary>Longest reading of a damaged file; what was not reached by then stays in the file that is put aside.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

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
    /// <exception cref="IOException">The same.</exception>
    public int Replace()
    {
        Remove(Growing);
        var kept = new HashSet<(string Table, string Station, object Key)>();
        using (var whole = JournalConnection.Open(Growing, options.MostPages))
        {
            whole.Checkpoint();
            var copy = Reheaded(File.ReadAllBytes(Growing));
            JournalSalvage.Run(options.File, whole, kept, time, Within);
            if (copy is not null)
            {
                JournalSalvage.Run(copy, whole, kept, time, Within);
                Remove(copy);
            }

            whole.Checkpoint();
        }

        File.Move(Growing, Complete, overwrite: true);
        DirectorySync.Flush(options.Folder);
        Finish();
        return kept.Count(row => row.Table == JournalSalvage.EntryTable);
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

    /// <summary>
    /// A copy of the damaged database with the first page of a new one. That page holds the header and where each table begins, which is
    /// the same in every journal of this version; without it nothing else of the file can be read.
    /// </summary>
    private string? Reheaded(byte[] blank)
    {
        var page = blank.Length >= 100 ? ((blank[16] << 8) | blank[17]) : 0;
        if (!File.Exists(options.File) || page is < 512 || blank.Length < page || new FileInfo(options.File).Length < 2 * page)
        {
            return null;
        }

        var copy = options.File + ".reheaded";
        Remove(copy);
        File.Copy(options.File, copy);
        if (File.Exists(options.File + "-wal"))
        {
            File.Copy(options.File + "-wal", copy + "-wal");
        }

        using var file = new FileStream(copy, FileMode.Open, FileAccess.Write);
        var first = blank.AsSpan(0, page).ToArray();

        // The length in the header counts only where these two agree: with them apart, the file's own length does.
        first.AsSpan(24, 4).Fill(1);
        first.AsSpan(92, 4).Fill(2);
        file.Write(first);
        return copy;
    }
}
