using System.Collections.Immutable;
using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// The one connection to the journal's database, for one thread at a time. It holds the file for itself, so that SQLite needs no memory
/// that is shared through the disk: a disk that breaks is an error here and no signal that ends the process.
/// </summary>
internal sealed class JournalConnection : IDisposable
{
    /// <summary>Bytes of a page of the database.</summary>
    public const int PageSize = 4096;

    private readonly SqliteConnection _connection;
    private readonly JournalStatements _statements;

    private JournalConnection(SqliteConnection connection) => (_connection, _statements) = (connection, new JournalStatements(connection));

    /// <summary>Opens or makes the database, with what every commit needs to be on the disk when it returns.</summary>
    /// <exception cref="SqliteException">It cannot be opened, is damaged or no database.</exception>
    /// <exception cref="JournalUnavailableException">It is of a newer version, or on a file system that will not do.</exception>
    public static JournalConnection Open(string file, long? mostPages = null)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 2 }.ToString());
        try
        {
            connection.Open();
            JournalSchema.Run(connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");

            // What is removed is overwritten: rows that a repair finds in the pages are rows that were meant to be there.
            JournalSchema.Run(connection, $"PRAGMA secure_delete = ON; PRAGMA page_size = {PageSize}");
            if (JournalSchema.Text(connection, "PRAGMA journal_mode = WAL") != "wal")
            {
                throw new JournalUnavailableException($"the journal {file} cannot use a write-ahead log on this file system; name a folder on a local disk with --state");
            }

            // What was given back stays allocated in the log: answering the back end's messages must not need new room on a full disk.
            JournalSchema.Run(connection, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 4194304");
            if (JournalSchema.Number(connection, "PRAGMA synchronous") != 2)
            {
                throw new JournalUnavailableException($"the journal {file} cannot be forced to the disk; name a folder on a local disk with --state");
            }

            if (mostPages is { } most)
            {
                JournalSchema.Run(connection, FormattableString.Invariant($"PRAGMA max_page_count = {most}"));
            }

            return JournalSchema.Migrate(connection) switch
            {
                JournalKind.Good => new JournalConnection(connection),
                JournalKind.Damaged => throw new SqliteException("not a journal", raw.SQLITE_CORRUPT),
                _ => throw new JournalUnavailableException($"the journal {file} is of a newer version of this program; use that version, or move the file away"),
            };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether every page and every row is what was written. Reads the whole file.</summary>
    /// <exception cref="SqliteException">It is not, or it cannot be read.</exception>
    public bool IsSound() =>
        JournalSchema.Text(_connection, "PRAGMA quick_check(1)") == "ok"
        && All($"SELECT {JournalRows.Entry} FROM entry", JournalRows.ReadEntry)
        && All($"SELECT {JournalRows.Alias} FROM alias", JournalRows.ReadAlias)
        && All($"SELECT {JournalRows.Token} FROM token", JournalRows.ReadToken)
        && All($"SELECT {JournalRows.Fact} FROM fact", JournalRows.ReadFact);

    /// <summary>Shows that it can be written: a transaction of its own that changes nothing of worth.</summary>
    public void Probe() => _statements.Probe.ExecuteNonQuery();

    public void Begin() => _statements.Begin.ExecuteNonQuery();

    /// <summary>Returns when it lies on the disk.</summary>
    public void Commit() => _statements.Commit.ExecuteNonQuery();

    /// <summary>Gives up what was begun; SQLite may have done that already.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            JournalSchema.Run(_connection, "ROLLBACK");
        }
    }

    /// <summary>Moves all that the log holds into the database, and empties the log.</summary>
    public void Checkpoint() => JournalSchema.Run(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>Moves what the log holds into the database as far as there is room; the next commit begins the log anew and keeps its length.</summary>
    public void Rewind() => JournalSchema.Run(_connection, "PRAGMA wal_checkpoint(RESTART)");

    /// <summary>Applies a change within what was begun.</summary>
    /// <returns>By how many entries the station's book grew.</returns>
    public int Apply(string station, JournalChange change)
    {
        foreach (var entry in change.Append)
        {
            // The column wants an array of its own.
            JournalStatements.With(
                _statements.AddEntry, station, entry.Sequence, entry.Version, entry.At.UtcTicks, entry.LocalTransaction, entry.Relayed ? 1 : 0, entry.Frame.ToArray(), RowSum.Of(station, entry)).ExecuteNonQuery();
        }

        var removed = RemoveEntries(station, change.Remove);
        foreach (var alias in change.Aliases)
        {
            JournalStatements.With(_statements.PutAlias, station, alias.Local, alias.Upstream, alias.Connector, alias.Start, RowSum.Of(station, alias)).ExecuteNonQuery();
        }

        foreach (var local in change.Forget)
        {
            JournalStatements.With(_statements.RemoveAlias, station, local).ExecuteNonQuery();
        }

        foreach (var token in change.Tokens)
        {
            JournalStatements.With(
                _statements.PutToken, station, token.Token, JournalRows.Time(token.Until), token.Parent, RowSum.Of(station, token)).ExecuteNonQuery();
        }

        foreach (var token in change.ForgetTokens)
        {
            JournalStatements.With(_statements.RemoveToken, station, token).ExecuteNonQuery();
        }

        foreach (var order in change.Stops)
        {
            Put(station, StationFact.Of(order));
        }

        foreach (var transaction in change.ForgetStops)
        {
            JournalStatements.With(_statements.RemoveFact, station, StationFact.Stop + transaction).ExecuteNonQuery();
        }

        Put(station, StationFact.Boot, change.BootAccepted is { } accepted ? (accepted ? 1 : 0) : null);
        Put(station, StationFact.Last, change.LastLocal);
        Put(station, StationFact.Gone, change.LastGone);
        if (change.Refused is { } refused)
        {
            Put(station, StationFact.Of(refused));
        }

        return change.Append.Length - removed;
    }

    /// <summary>Returns how many of them there were.</summary>
    public int RemoveEntries(string station, IEnumerable<long> sequences) =>
        sequences.Sum(sequence => JournalStatements.With(_statements.RemoveEntry, station, sequence).ExecuteNonQuery());

    public StationBook Read(string station)
    {
        var all = Rows(JournalStatements.With(_statements.Facts, station), JournalRows.ReadFact);
        var facts = all.ToDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal);
        var tokens = Rows(JournalStatements.With(_statements.Tokens, station), JournalRows.ReadToken);
        return new StationBook(
            Rows(JournalStatements.With(_statements.Entries, station), JournalRows.ReadEntry),
            Rows(JournalStatements.With(_statements.Aliases, station), JournalRows.ReadAlias),
            new LearnedAnswers(
                facts.GetValueOrDefault(StationFact.Boot) == 1,
                LearnedAnswers.None.Tokens.AddRange(tokens.Select(token => KeyValuePair.Create(token.Token, token))),
                (int)facts.GetValueOrDefault(StationFact.Last),
                facts.TryGetValue(StationFact.Gone, out var gone) ? gone : null))
        {
            Stops = [.. all.Select(fact => fact.AsStop()).OfType<StopOrder>()],
            Refused = all.Select(fact => fact.AsRefused()).OfType<RefusedEntry>().FirstOrDefault(),
        };
    }

    /// <summary>How many entries each station has.</summary>
    public IReadOnlyDictionary<string, int> Counts()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT station, count(*) FROM entry GROUP BY station";
        using var rows = command.ExecuteReader();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (rows.Read())
        {
            counts[rows.GetString(0)] = rows.GetInt32(1);
        }

        return counts;
    }

    /// <summary>When the station's oldest entry came; null where it has none.</summary>
    public DateTimeOffset? Oldest(string station) =>
        JournalStatements.With(_statements.Oldest, station).ExecuteScalar() is long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Dispose()
    {
        _statements.Dispose();
        _connection.Dispose();
    }

    private void Put(string station, string name, long? value)
    {
        if (value is { } known)
        {
            Put(station, new StationFact(name, known));
        }
    }

    private void Put(string station, StationFact fact) =>
        JournalStatements.With(_statements.PutFact, station, fact.Name, fact.Value, RowSum.Of(station, fact.Name, fact.Value)).ExecuteNonQuery();

    private static ImmutableArray<T> Rows<T>(SqliteCommand command, Func<object[], T?> read)
        where T : class
    {
        using var rows = command.ExecuteReader();
        var found = ImmutableArray.CreateBuilder<T>();
        while (rows.Read())
        {
            if (read(Values(rows)) is { } row)
            {
                found.Add(row);
            }
        }

        return found.DrainToImmutable();
    }

    private static object[] Values(SqliteDataReader row)
    {
        var values = new object[row.FieldCount];
        row.GetValues(values);
        return values;
    }

    private bool All(string sql, Func<object[], object?> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (read(Values(rows)) is null)
            {
                return false;
            }
        }

        return true;
    }
}
