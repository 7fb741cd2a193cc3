using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace EdgeController.Host.Storage.Journal;

/// <summary>The journal's file with its faults: opened when it can be, repaired when it is damaged, tried again while it is out of reach. For one thread at a time.</summary>
internal sealed partial class JournalFile(JournalOptions options, TimeProvider time, ILogger log)
{
    /// <summary>The log is emptied after so long without a change: a byte that goes bad in it would cut off all behind it.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly ReserveFile _reserve = new(options);
    private readonly DamagedJournal _damaged = new(options, time);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Entries of changes that were refused, of which the disk may hold some all the same: a commit that failed is not certain to have left nothing.</summary>
    private readonly List<(string Station, long Sequence)> _refused = [];

    private JournalConnection? _connection;
    private long _triedAt;
    private long _writtenAt;
    private long _lookedAt;
    private bool _dirty;

    public JournalStatus Status { get; } = new();

    /// <summary>Commits since the start.</summary>
    public int Commits { get; private set; }

    /// <summary>Opens the file; where it cannot be, the status says why.</summary>
    public void TryOpen() => Guarded(() =>
    {
        _triedAt = time.GetTimestamp();
        Directory.CreateDirectory(options.Folder);
        _damaged.Finish();
        Open();
        _reserve.Take();
        Look(now: _triedAt);
        Recovered();
    });

    /// <exception cref="JournalUnavailableException">It cannot be read.</exception>
    public StationBook Read(string station)
    {
        StationBook? book = null;
        if (_connection is null || !Guarded(() => book = _connection.Read(station)))
        {
            throw Refusal();
        }

        return book!;
    }

    /// <summary>Writes all of them together and ends each: kept, or refused with the reason.</summary>
    public void Write(IReadOnlyList<PendingChange> batch)
    {
        if (_connection is null && time.GetElapsedTime(_triedAt) > TimeSpan.FromSeconds(1))
        {
            TryOpen();
        }

        try
        {
            if (_connection is not null && Guarded(() => Together(batch)))
            {
                foreach (var change in batch)
                {
                    change.Kept();
                }

                return;
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            _connection!.RollBack();
            OneByOne(batch);
            return;
        }

        foreach (var change in batch)
        {
            Refuse(change, Refusal());
        }
    }

    /// <summary>What there is to do while nothing changes.</summary>
    public void Look()
    {
        var now = time.GetTimestamp();
        if (Status.Problem is not null && time.GetElapsedTime(_triedAt, now) > options.Retry)
        {
            _triedAt = now;
            if (_connection is null)
            {
                TryOpen();
            }
            else if (Guarded(_connection.Probe))
            {
                Recovered();
            }
        }

        if (_dirty && _connection is { } connection && time.GetElapsedTime(_writtenAt, now) > Quiet)
        {
            _dirty = false;
            Guarded(connection.Checkpoint);
        }

        if (time.GetElapsedTime(_lookedAt, now) > options.Rounds)
        {
            _reserve.Take();
            Look(now);
        }
    }

    /// <summary>Leaves a database with an empty log.</summary>
    public void Close()
    {
        if (_connection is { } connection)
        {
            Guarded(connection.Checkpoint);
            _connection = null;
            connection.Dispose();
        }
    }

    private void Look(long now)
    {
        _lookedAt = now;
        Status.Aside = DamagedJournal.Aside(options.Folder);
        Status.Reserve = _reserve.IsGivenUp
            ? $"the disk with the journal {options.File} is full: the journal goes on with the room that was kept for it; free space"
            : null;
    }

    private void Open()
    {
        Drop();
        try
        {
            _connection = JournalHeader.IsWhole(options.File) ? JournalConnection.Open(options.File, options.MostPages) : null;
            if (_connection?.IsSound() == true)
            {
                Begin(_connection);
                return;
            }
        }
        catch (SqliteException e) when (IsDamage(e) || e.SqliteErrorCode is raw.SQLITE_ERROR or raw.SQLITE_FORMAT)
        {
            // Repaired below.
        }

        Repair();
    }

    private void Repair()
    {
        Drop();
        var entries = _damaged.Replace();
        Damaged(log, options.File, entries, DamagedJournal.Aside(options.Folder).LastOrDefault() ?? "nowhere");
        _connection = JournalConnection.Open(options.File, options.MostPages);
        Begin(_connection);
        Status.Aside = DamagedJournal.Aside(options.Folder);
    }

    private void Begin(JournalConnection connection)
    {
        connection.Probe();
        foreach (var (station, sequence) in _refused)
        {
            connection.RemoveEntries(station, [sequence]);
        }

        _refused.Clear();
        _counts.Clear();
        Status.Forget();
        foreach (var (station, count) in connection.Counts())
        {
            _counts[station] = count;
            Status.Tell(station, count, connection.Oldest(station));
        }
    }

    private void Together(IReadOnlyList<PendingChange> batch)
    {
        var connection = _connection!;
        var grown = new Dictionary<string, int>(StringComparer.Ordinal);
        connection.Begin();
        foreach (var (station, change) in batch)
        {
            grown[station] = grown.GetValueOrDefault(station) + connection.Apply(station, change);
        }

        connection.Commit();
        Commits++;
        _writtenAt = time.GetTimestamp();
        _dirty = true;
        foreach (var (station, more) in grown)
        {
            _counts[station] = _counts.GetValueOrDefault(station) + more;
            Status.Tell(station, _counts[station], connection.Oldest(station));
        }

        Recovered();
    }

    /// <summary>One of them contradicts what is kept; the others are not to suffer for it.</summary>
    private void OneByOne(IReadOnlyList<PendingChange> batch)
    {
        foreach (var change in batch)
        {
            try
            {
                if (_connection is not null && Guarded(() => Together([change])))
                {
                    change.Kept();
                }
                else
                {
                    Refuse(change, Refusal());
                }
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
            {
                _connection!.RollBack();
                change.Refused(new JournalUnavailableException($"the journal {options.File} holds an entry of that number for {change.Station} already: read the station's book first", e));
            }
        }
    }

    private void Refuse(PendingChange change, JournalUnavailableException why)
    {
        if (_connection is null)
        {
            _refused.AddRange(change.Change.Append.Select(entry => (change.Station, entry.Sequence)));
        }

        change.Refused(why);
    }

    private JournalUnavailableException Refusal() => new(Status.Problem ?? $"the journal {options.File} is not open yet");

    [LoggerMessage(1201, LogLevel.Error, "the journal {File} was damaged: {Entries} messages could be read and are in a new one; what it was lies in {Aside}, ask the back end's operator whether a transaction is missing there")]
    private static partial void Damaged(ILogger log, string file, int entries, string aside);

    [LoggerMessage(1202, LogLevel.Error, "{Problem}")]
    private static partial void Unavailable(ILogger log, string problem);

    [LoggerMessage(1203, LogLevel.Information, "the journal {File} can be written again")]
    private static partial void Available(ILogger log, string file);

    [LoggerMessage(1204, LogLevel.Warning, "{Sentence}")]
    private static partial void OnReserve(ILogger log, string sentence);
}
