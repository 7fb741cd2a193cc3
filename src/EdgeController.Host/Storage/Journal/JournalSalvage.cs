using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// Copies what can still be read of a damaged journal into a new one. Each table is read from its first row on and from its last row
/// back, since one bad page ends a scan; what lies between is asked for row by row. Time is bounded: a controller waits for this.
/// </summary>
internal sealed class JournalSalvage : IDisposable
{
    private const string Forward = "ASC";
    private const string Back = "DESC";

    /// <summary>Rows asked for one by one in a gap, at most.</summary>
    private const int MostSteps = 20_000;

    private readonly SqliteConnection _damaged;
    private readonly JournalConnection _whole;
    private readonly HashSet<(string Table, string Station, long Number)> _kept;

    private JournalSalvage(SqliteConnection damaged, JournalConnection whole, HashSet<(string Table, string Station, long Number)> kept) =>
        (_damaged, _whole, _kept) = (damaged, whole, kept);

    /// <param name="damaged">The file to read.</param>
    /// <param name="whole">Where it goes.</param>
    /// <param name="kept">What is there already.</param>
    /// <param name="time">For the bound.</param>
    /// <param name="within">Longest reading.</param>
    /// <exception cref="SqliteException">The new journal cannot be written.</exception>
    /// <exception cref="JournalUnavailableException">The same, with a sentence.</exception>
    public static void Run(string damaged, JournalConnection whole, HashSet<(string Table, string Station, long Number)> kept, TimeProvider time, TimeSpan within)
    {
        var from = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = damaged, Pooling = false, DefaultTimeout = 1, Mode = SqliteOpenMode.ReadWrite }.ToString());
        using var salvage = new JournalSalvage(from, whole, kept);
        try
        {
            from.Open();
            var began = time.GetTimestamp();
            raw.sqlite3_progress_handler(from.Handle, 10_000, _ => time.GetElapsedTime(began) > within ? 1 : 0, null);
            JournalSchema.Run(from, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF");
        }
        catch (SqliteException)
        {
            return;
        }

        whole.Begin();
        salvage.Learned();
        salvage.Aliases();
        salvage.Entries();
        whole.Commit();
    }

    public void Dispose() => _damaged.Dispose();

    private void Learned()
    {
        const string sql = $"SELECT {JournalRows.Learned} FROM learned ORDER BY station";
        foreach (var order in (string[])[Forward, Back])
        {
            Scan($"{sql} {order}", [], row =>
            {
                if (JournalRows.ReadLearned(row) is { } learned)
                {
                    Keep("learned", row.GetString(0), 0, new JournalChange { Learned = learned });
                }
            });
        }
    }

    private void Aliases()
    {
        const string sql = $"SELECT {JournalRows.Alias} FROM alias ORDER BY";
        foreach (var order in (string[])[Forward, Back])
        {
            Scan($"{sql} station {order}, local {order}", [], row =>
            {
                if (JournalRows.ReadAlias(row) is { } alias)
                {
                    Keep("alias", row.GetString(0), alias.Local, new JournalChange { Aliases = [alias] });
                }
            });
        }
    }

    private void Entries()
    {
        const string sql = $"SELECT {JournalRows.Entry} FROM entry";
        Scan($"{sql} ORDER BY station ASC, sequence ASC", [], KeepEntry);
        Scan($"{sql} ORDER BY station DESC, sequence DESC", [], KeepEntry);
        var steps = 0;
        foreach (var station in _kept.Select(row => row.Station).Distinct(StringComparer.Ordinal).ToArray())
        {
            Scan($"{sql} WHERE station = $0 ORDER BY sequence ASC", [station], KeepEntry);
            Scan($"{sql} WHERE station = $0 ORDER BY sequence DESC", [station], KeepEntry);
            var numbers = _kept.Where(row => row.Table == "entry" && row.Station == station).Select(row => row.Number).Order().ToArray();
            foreach (var (low, high) in numbers.Zip(numbers.Skip(1)))
            {
                for (var number = low + 1; number < high && steps < MostSteps; number++, steps++)
                {
                    Scan($"{sql} WHERE station = $0 AND sequence = $1", [station, number], KeepEntry);
                }
            }
        }
    }

    private void KeepEntry(SqliteDataReader row)
    {
        if (JournalRows.ReadEntry(row) is { } entry)
        {
            Keep("entry", row.GetString(0), entry.Sequence, new JournalChange { Append = [entry] });
        }
    }

    private void Keep(string table, string station, long number, JournalChange change)
    {
        if (!_kept.Add((table, station, number)))
        {
            return;
        }

        try
        {
            _whole.Apply(station, change);
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException($"what can be read of the damaged journal cannot be copied ({e.Message}); free space on its disk", e);
        }
    }

    /// <summary>Reads until the end, or until the damage.</summary>
    private void Scan(string sql, object[] parameters, Action<SqliteDataReader> keep)
    {
        using var command = _damaged.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue(FormattableString.Invariant($"${i}"), parameters[i]);
        }

        try
        {
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                keep(rows);
            }
        }
        catch (SqliteException)
        {
            // The damage; the scan from the other side goes on behind it.
        }
    }
}
