using EdgeController.Core.Units;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// Notices that another client takes our connection again and again (fault B6): three connections within a minute that the broker ended as taken
/// over (MQTT 5, reason 142) or within seconds after it had accepted them (3.1.1 tells no reason).
/// </summary>
public sealed class TakeoverWatch
{
    private const int Suspicious = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SoonAfter = TimeSpan.FromSeconds(5);

    private readonly Queue<Instant> _losses = new();

    /// <summary>A connection has ended.</summary>
    public void Lost(Instant stoodSince, Instant now, bool takenOver)
    {
        if (takenOver || now - stoodSince < SoonAfter)
        {
            _losses.Enqueue(now);
        }
    }

    /// <summary>Whether it happened often enough within the last minute.</summary>
    public bool IsSuspected(Instant now)
    {
        while (_losses.TryPeek(out var first) && now - first > Window)
        {
            _losses.Dequeue();
        }

        return _losses.Count >= Suspicious;
    }
}
