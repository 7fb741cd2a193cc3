using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EdgeController.Host.Storage.Journal;

/// <summary>What is done about each fault of the disk.</summary>
internal sealed partial class JournalFile
{
    /// <summary>Does something with the disk: once more where the reserve or a repair may have cured it; else the status says what is wrong.</summary>
    private bool Guarded(Action action, bool mayTakeLast = false)
    {
        for (var cure = 0; ; cure++)
        {
            try
            {
                action();
                return true;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_FULL && cure < 3 && (TryReserve() || (cure < 2 && TryRewind()) || (mayTakeLast && TryLast())))
            {
                // Once more, with the room of the reserve, or from the beginning of the log.
            }
            catch (SqliteException e) when (IsDamage(e) && cure == 0 && _connection is not null && Guarded(Repair))
            {
                // Once more, with what could be read.
            }
            catch (SqliteException e) when (e.SqliteErrorCode != raw.SQLITE_CONSTRAINT)
            {
                Fail(e, Sentence(e));
                return false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(e, $"the journal {options.File} cannot be kept ({e.Message}); look at the disk and at who may write there");
                return false;
            }
            catch (JournalUnavailableException e)
            {
                Fail(e, e.Message);
                return false;
            }
        }
    }

    private static bool IsDamage(SqliteException e) => e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    private bool TryReserve()
    {
        _connection?.RollBack();
        if (!_reserve.TryGiveUp())
        {
            return false;
        }

        Look(time.GetTimestamp());
        OnReserve(log, Status.Reserve!);
        return true;
    }

    private bool TryLast() => _last.TryGiveUp() && TryRewind();

    /// <summary>Where the database has free pages, a log that it has taken in can be written from its beginning: that needs no new room.</summary>
    private bool TryRewind()
    {
        try
        {
            _connection?.Rewind();
            return _connection is not null;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>A full disk leaves the connection as good as it was; after any other fault nothing that it remembers counts.</summary>
    private void Fail(Exception e, string sentence)
    {
        _triedAt = time.GetTimestamp();
        if (e is SqliteException { SqliteErrorCode: raw.SQLITE_FULL } && _connection is not null)
        {
            _connection.RollBack();
        }
        else
        {
            Drop();
        }

        if (Status.Problem is null)
        {
            Unavailable(log, sentence);
        }

        Status.Problem = sentence;
    }

    private void Drop()
    {
        try
        {
            _connection?.Dispose();
        }
        catch (SqliteException)
        {
            // It is gone either way.
        }

        _connection = null;
    }

    private void Recovered()
    {
        if (_last.IsGivenUp)
        {
            Status.Problem = FullSentence;
            return;
        }

        if (Status.Problem is not null)
        {
            Available(log, options.File);
        }

        Status.Problem = null;
    }

    private string FullSentence => $"the disk with the journal {options.File} is full; free space there, for example old logs";

    private string Sentence(SqliteException e) => e.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => FullSentence,
        raw.SQLITE_READONLY => $"the journal {options.File} may not be written ({e.Message}); mount its disk for writing, or let this user write there",
        raw.SQLITE_IOERR => $"the disk with the journal {options.File} fails ({e.Message}); look at the disk, it may be broken",
        raw.SQLITE_CANTOPEN => $"the journal {options.File} cannot be opened ({e.Message}); look at its folder and at who may write there",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"the journal {options.File} is held by another program; end that one",
        _ => $"the journal {options.File} cannot be kept ({e.Message}); look at the disk",
    };
}
