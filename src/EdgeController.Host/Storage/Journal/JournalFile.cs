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

    /// <summary>As much as the log may hold: with it the log can always be taken in, and what only removes needs no room then.</summary>
    private const long LastBytes = 5 << 20;

    private readonly ReserveFile _reserve = new(options.Folder, "journal.reserve", options.ReserveBytes, 8);

    /// <summary>Given up only for changes that add nothing: else a full disk could not even be told what the back end has answered.</summary>
    private readonly ReserveFile _last = new(options.Folder, "journal.reserve-last", Math.Min(LastBytes, options.ReserveBytes), 4);

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
        TakeReserves();
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
            TakeReserves();
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
        catch (Exception e) when (e is InvalidCastException or InvalidOperationException or FormatException)
        {
            // A value of another kind than was written: the same.
        }

        Repair();
    }

    private void Repair()
    {
        Drop();
        var entries = _damaged.Replace();
        Damaged(log, options.File, entries, DamagedJournal.Aside(options.Folder) is [.., var newest] ? newest : "nowhere");
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

    private void TakeReserves()
    {
        _last.Take();
        if (_last.IsGivenUp)
        {
            return;
        }

        _reserve.Take();
        if (_connection is not null && Status.Problem is not null && Guarded(_connection.Probe))
        {
            Recovered();
        }
    }

    [LoggerMessage(1201, LogLevel.Error, "the journal {File} was damaged: {Entries} messages could be read and are in a new one; what it was lies in {Aside}, ask the back end's operator whether a transaction is missing there")]
    private static partial void Damaged(ILogger log, string file, int entries, string aside);

    [LoggerMessage(1202, LogLevel.Error, "{Problem}")]
    private static partial void Unavailable(ILogger log, string problem);

    [LoggerMessage(1203, LogLevel.Information, "the journal {File} can be written again")]
    private static partial void Available(ILogger log, string file);

    [LoggerMessage(1204, LogLevel.Warning, "{Sentence}")]
    private static partial void OnReserve(ILogger log, string sentence);
}
