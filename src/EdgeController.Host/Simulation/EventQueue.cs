using EdgeController.Core.Units;

namespace EdgeController.Host.Simulation;

/// <summary>What will happen, ordered by (time, sequence): the only clock of a simulated run.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Sequence)> _queue = new();
    private long _sequence;

    public Instant Now { get; private set; }

    public void At(Instant when, Action what) => _queue.Enqueue(what, (when.SinceStart, _sequence++));

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
        while (_queue.TryPeek(out _, out var key) && key.At < end.SinceStart)
        {
            var what = _queue.Dequeue();
            Now = new Instant(key.At);
            what();
        }

        Now = end;
    }
}
