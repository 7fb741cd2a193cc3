using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// The journal on disk. One thread of its own does all that may wait for the disk: changes that wait together are committed together, and
/// each ends after its commit. A disk that is full, broken or gone refuses changes and is tried again; it never stops the control.
/// </summary>
internal sealed class SqliteJournal : ITransactionJournal, IAsyncDisposable
{
    /// <summary>Changes that wait for the disk; more are refused, since a disk that is so far behind hangs.</summary>
    private const int MostWaiting = 4096;

    /// <summary>Changes in one commit.</summary>
    private const int MostTogether = 256;

    /// <summary>A disk that needs longer is told as one that hangs.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    /// <summary>How long a reader waits for the thread to leave the database.</summary>
    private static readonly TimeSpan ReadWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<PendingChange> _changes = new(MostWaiting);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<StationId, bool> _unread = new();
    private readonly Lock _gate = new();
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly JournalFile _file;
    private readonly ManualResetEventSlim _tried = new();
    private readonly ManualResetEventSlim _never = new();
    private long _busySince;

    private SqliteJournal(JournalOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time) = (options, time);
        _file = new JournalFile(options, time, log);
    }

    /// <summary>Opens the journal of that folder, with what an earlier life left; a problem with it is told by <see cref="Problem"/>.</summary>
    public static SqliteJournal Open(JournalOptions options, TimeProvider time, ILogger log)
    {
        var journal = new SqliteJournal(options, time, log);
        new Thread(journal.Work) { IsBackground = true, Name = "journal" }.Start();
        return journal;
    }

    /// <summary>Ends when the first opening has succeeded or failed.</summary>
    public Task Opened => _opened.Task;

    /// <summary>A station was started without its book and has not got it yet.</summary>
    public bool IsUnread => !_unread.IsEmpty;

    /// <summary>For alarms and the API.</summary>
    public JournalStatus Status => _file.Status;

    /// <summary>Commits since the start.</summary>
    public int Commits => _file.Commits;

    /// <summary>Why nothing can be kept now; null where all is well.</summary>
    public string? Problem => Volatile.Read(ref _busySince) is > 0 and var since && _time.GetElapsedTime(since) > Slow
        ? $"the disk with the journal {_options.File} hangs: it has not answered for {_time.GetElapsedTime(since).TotalSeconds:0} s; look at the disk"
        : Status.Problem;

    public StationBook Read(StationId station)
    {
        try
        {
            var book = ReadNow(station);
            _unread.TryRemove(station, out _);
            return book;
        }
        catch (JournalUnavailableException)
        {
            _unread[station] = true;
            throw;
        }
    }

    public async ValueTask WriteAsync(StationId station, JournalChange change, CancellationToken cancellationToken)
    {
        var pending = new PendingChange(station.Value, change);
        try
        {
            if (!_changes.TryAdd(pending, 0, cancellationToken))
            {
                throw new JournalUnavailableException($"the disk with the journal {_options.File} hangs: {MostWaiting} messages wait for it; look at the disk");
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JournalUnavailableException("the controller stops", e);
        }

        if (_options.WaitsForDisk)
        {
            await using var registration = cancellationToken.Register(() => pending.Cancel(cancellationToken));
            await pending.Done;
        }
    }

    /// <summary>Writes what still waits and closes; a disk that hangs is left after seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_changes.IsAddingCompleted)
        {
            return;
        }

        _changes.CompleteAdding();
        try
        {
            await _ended.Task.WaitAsync(StopWithin, _time);
            _changes.Dispose();
        }
        catch (TimeoutException)
        {
            // The thread is the disk's prisoner; it ends with the process.
        }
    }

    private StationBook ReadNow(StationId station)
    {
        // The first reader may come before the thread has opened the file.
        if (!_tried.Wait(Status.Problem is null ? ReadWithin : TimeSpan.Zero) || !_gate.TryEnter(ReadWithin))
        {
            Status.Problem ??= "the disk with the journal hangs";
            throw new JournalUnavailableException($"the disk with the journal {_options.File} hangs; look at the disk");
        }

        try
        {
            return _file.Read(station.Value);
        }
        finally
        {
            _gate.Exit();
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "top of the thread: a defect refuses changes and must not end the process")]
    private void Work()
    {
        try
        {
            UnderGate(_file.TryOpen);
            _tried.Set();
            _opened.TrySetResult();
            while (!_changes.IsCompleted)
            {
                Turn();
            }

            UnderGate(_file.Close);
        }
        catch (Exception e)
        {
            Status.Problem = $"the journal has a defect ({e.GetType().Name}: {e.Message}); restart the controller";
            _tried.Set();
            _opened.TrySetResult();
            _changes.CompleteAdding();
            foreach (var left in _changes.GetConsumingEnumerable())
            {
                left.Refused(new JournalUnavailableException(Status.Problem));
            }
        }

        _ended.TrySetResult();
    }

    private void Turn()
    {
        if (!_changes.TryTake(out var first, Beat))
        {
            UnderGate(_file.Look);
            return;
        }

        if (!_options.WaitsForDisk)
        {
            _never.Wait(Beat);
        }

        var batch = new List<PendingChange>();
        for (var next = first; next is not null; next = batch.Count < MostTogether && _changes.TryTake(out var more) ? more : null)
        {
            if (!next.Done.IsCompleted)
            {
                batch.Add(next);
            }
        }

        UnderGate(() => _file.Write(batch));
    }

    private void UnderGate(Action action)
    {
        lock (_gate)
        {
            Volatile.Write(ref _busySince, Math.Max(1, _time.GetTimestamp()));
            action();
            Volatile.Write(ref _busySince, 0);
        }
    }
}
