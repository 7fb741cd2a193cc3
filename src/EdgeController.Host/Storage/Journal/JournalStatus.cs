using System.Collections.Concurrent;

namespace EdgeController.Host.Storage.Journal;

/// <summary>What waits for a station's back end.</summary>
/// <param name="Count">Messages; at least one.</param>
/// <param name="Since">When the oldest came, by the wall clock.</param>
internal readonly record struct WaitingMessages(int Count, DateTimeOffset Since);

/// <summary>How the journal is, for alarms and the API. Written by its thread, read by any.</summary>
internal sealed class JournalStatus
{
    private readonly ConcurrentDictionary<string, WaitingMessages> _waiting = new(StringComparer.Ordinal);
    private volatile string? _problem;
    private volatile string? _reserve;
    private volatile IReadOnlyList<string> _aside = [];

    /// <summary>Why nothing can be kept now, as a sentence; null where all is well.</summary>
    public string? Problem { get => _problem; set => _problem = value; }

    /// <summary>That the journal lives on its reserve, as a sentence.</summary>
    public string? Reserve { get => _reserve; set => _reserve = value; }

    /// <summary>Damaged files that were put aside and lie in the folder still.</summary>
    public IReadOnlyList<string> Aside { get => _aside; set => _aside = value; }

    /// <summary>What waits for the station's back end; null where nothing does.</summary>
    public WaitingMessages? Waiting(string station) => _waiting.TryGetValue(station, out var waiting) ? waiting : null;

    public void Forget() => _waiting.Clear();

    public void Tell(string station, int count, DateTimeOffset? since)
    {
        if (count > 0 && since is { } known)
        {
            _waiting[station] = new WaitingMessages(count, known);
        }
        else
        {
            _waiting.TryRemove(station, out _);
        }
    }
}
