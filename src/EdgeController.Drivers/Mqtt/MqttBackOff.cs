using EdgeController.Core.Units;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// When a broker may be called again: after 1, 2, 4 ... 60 s, each a quarter more or less by chance, so that all clients of a broker that comes
/// back do not call at once. Starts over after a connection that stood for 30 s.
/// </summary>
public sealed class MqttBackOff(TimeSpan first, TimeSpan longest, Random chance)
{
    /// <summary>A connection that stood for so long was a good one.</summary>
    public static readonly TimeSpan Stable = TimeSpan.FromSeconds(30);

    private TimeSpan _pause;

    /// <summary>The pause after a connection that ended at <paramref name="now"/>; null for one that never stood.</summary>
    public TimeSpan Next(Instant? stoodSince, Instant now)
    {
        if (stoodSince is { } since && now - since >= Stable)
        {
            _pause = TimeSpan.Zero;
        }

        _pause = _pause == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, longest.Ticks));
        return _pause * (0.75 + (0.5 * chance.NextDouble()));
    }
}
