using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EdgeController.Host.Storage.Journal;

/// <summary>Changes that wait together become one commit; what is refused is refused whole.</summary>
internal sealed partial class JournalFile
{
    /// <summary>Writes all of them together and ends each: kept, or refused with the reason.</summary>
    public void Write(IReadOnlyList<PendingChange> batch)
    {
        if (_connection is null && time.GetElapsedTime(_triedAt) > TimeSpan.FromSeconds(1))
        {
            TryOpen();
        }

        var needsRoom = _last.IsGivenUp ? batch.Where(NeedsRoom).ToArray() : [];
        foreach (var change in needsRoom)
        {
            Refuse(change, Refusal());
        }

        batch = needsRoom.Length == 0 ? batch : [.. batch.Except(needsRoom)];
        try
        {
            if (_connection is not null && Guarded(() => Together(batch), mayTakeLast: !batch.Any(NeedsRoom)))
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

        foreach (var change in batch.Where(NeedsRoom))
        {
            Refuse(change, Refusal());
        }

        if (batch.Where(change => !NeedsRoom(change)).ToArray() is { Length: > 0 } others)
        {
            if (_connection is not null && others.Length < batch.Count)
            {
                Write(others);
                return;
            }

            Array.ForEach(others, change => Refuse(change, Refusal()));
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

    /// <summary>Adds something; and what changes nothing, by which it is tried whether there is room again.</summary>
    private static bool NeedsRoom(PendingChange pending) => !pending.Change.Append.IsEmpty
        || pending.Change is { Remove.IsEmpty: true, Forget.IsEmpty: true, Aliases.IsEmpty: true, Tokens.IsEmpty: true, ForgetTokens.IsEmpty: true, BootAccepted: null };

    private void Refuse(PendingChange change, JournalUnavailableException why)
    {
        if (_connection is null)
        {
            _refused.AddRange(change.Change.Append.Select(entry => (change.Station, entry.Sequence)));
        }

        change.Refused(why);
    }

    private JournalUnavailableException Refusal() => new(Status.Problem ?? $"the journal {options.File} is not open yet");
}
