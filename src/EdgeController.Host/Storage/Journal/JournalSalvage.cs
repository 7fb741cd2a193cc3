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
    public const string EntryTable = "entry";

    /// <summary>Rows asked for one by one in a gap, at most.</summary>
    private const int MostSteps = 20_000;

    private readonly SqliteConnection _damaged;
    private readonly JournalConnection _whole;
    private readonly HashSet<(string Table, string Station, object Key)> _kept;

    private JournalSalvage(SqliteConnection damaged, JournalConnection whole, HashSet<(string Table, string Station, object Key)> kept) =>
        (_damaged, _whole, _kept) = (damaged, whole, kept);

    /// <param name="damaged">The file to read.</param>
    /// <param name="whole">Where it goes.</param>
    /// <param name="kept">What is there already.</param>
    /// <param name="time">For the bound.</param>
    /// <param name="within">Longest reading.</param>
    /// <exception cref="SqliteException">The new journal cannot be written.</exception>
    /// <exception cref="JournalUnavailableException">The same, with a sentence.</exception>
    public static void Run(string damaged, JournalConnection whole, HashSet<(string Table, string Station, object Key)> kept, TimeProvider time, TimeSpan within)
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
        salvage.Rest();
        salvage.Entries();
        whole.Commit();
    }

    public void Dispose() => _damaged.Dispose();

    private void Rest()
    {
        foreach (var order in (string[])["ASC", "DESC"])
        {
            Scan($"SELECT {JournalRows.Fact} FROM fact ORDER BY station {order}, name {order}", [], row => Keep(row, "fact", JournalRows.ReadFact(row), fact => fact.Name, Change));
            Scan($"SELECT {JournalRows.Token} FROM token ORDER BY station {order}, token {order}", [], row => Keep(row, "token", JournalRows.ReadToken(row), token => token.Token, token => new JournalChange { Tokens = [token] }));
            Scan($"SELECT {JournalRows.Alias} FROM alias ORDER BY station {order}, local {order}", [], row => Keep(row, "alias", JournalRows.ReadAlias(row), alias => alias.Local, alias => new JournalChange { Aliases = [alias] }));
        }
    }

    private static JournalChange Change(StationFact fact) => fact.Name switch
    {
        StationFact.Boot => new JournalChange { BootAccepted = fact.Value == 1 },
        StationFact.Last => new JournalChange { LastLocal = (int)fact.Value },
        _ => new JournalChange(),
    };

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
            var numbers = _kept.Where(row => row.Table == EntryTable && row.Station == station).Select(row => (long)row.Key).Order().ToArray();
            foreach (var (low, high) in numbers.Zip(numbers.Skip(1)))
            {
                for (var number = low + 1; number < high && steps < MostSteps; number++, steps++)
                {
                    Scan($"{sql} WHERE station = $0 AND sequence = $1", [station, number], KeepEntry);
                }
            }
        }
    }

    private void KeepEntry(SqliteDataReader row) =>
        Keep(row, EntryTable, JournalRows.ReadEntry(row), entry => entry.Sequence, entry => new JournalChange { Append = [entry] });

    private void Keep<T>(SqliteDataReader row, string table, T? read, Func<T, object> key, Func<T, JournalChange> change)
        where T : class
    {
        if (read is null || !_kept.Add((table, row.GetString(0), key(read))))
        {
            return;
        }

        try
        {
            _whole.Apply(row.GetString(0), change(read));
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
