using EdgeController.Core.Units;

namespace EdgeController.Host.Simulation;

/// <summary>What will happen, ordered by (time, sequence): the only clock of a simulated run.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, Due> _queue = new();
    private long _sequence;

    public Instant Now { get; private set; }

    public void At(Instant when, Action what) => _queue.Enqueue(what, new Due(when, _sequence++));

    public void After(TimeSpan delay, Action what) => At(Now + delay, what);

    /// <summary>Every <paramref name="period"/> from <paramref name="first"/> on.</summary>
    public void Every(Instant first, TimeSpan period, Action what)
    {
        At(first, Beat);

        void Beat()
        {
            what();
            At(Now + period, Beat);
        }
    }

    /// <summary>Runs all that is due up to, not including, <paramref name="end"/>.</summary>
    public void RunUntil(Instant end)
    {
        while (_queue.TryPeek(out _, out var due) && due.At < end)
        {
            var what = _queue.Dequeue();
            Now = due.At;
            what();
        }

        Now = end;
    }

    private readonly record struct Due(Instant At, long Sequence) : IComparable<Due>
    {
        public int CompareTo(Due other) => At == other.At ? Sequence.CompareTo(other.Sequence) : At.CompareTo(other.At);
    }
}
