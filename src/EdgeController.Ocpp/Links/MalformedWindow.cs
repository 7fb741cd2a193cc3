using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>Malformed frames of the last minute on one leg.</summary>
internal sealed class MalformedWindow(int allowed)
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);
    private readonly Queue<Instant> _seen = new();

    /// <summary>Counts one more; true where that is too many.</summary>
    public bool Add(Instant now)
    {
        _seen.Enqueue(now);
        while (now - _seen.Peek() >= Span)
        {
            _seen.Dequeue();
        }

        return _seen.Count > allowed;
    }

    public void Clear() => _seen.Clear();
}
