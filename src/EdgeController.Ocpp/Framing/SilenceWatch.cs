namespace EdgeController.Ocpp.Framing;

/// <summary>When a silent peer is pinged, and when it counts as gone.</summary>
/// <param name="Interval">Silence after which it is pinged; zero or less for never.</param>
/// <param name="Timeout">How long anything at all may then take to come; infinite where nobody is given up.</param>
public sealed record KeepAlive(TimeSpan Interval, TimeSpan Timeout)
{
    public static KeepAlive Never { get; } = new(TimeSpan.Zero, System.Threading.Timeout.InfiniteTimeSpan);
}

/// <summary>What is to be done about a peer's silence.</summary>
public enum Silence
{
    Short,
    Ping,
    Dead,
}

/// <summary>
/// Counts the seconds in which nothing came. Seconds that were looked at, not what a clock says: a process that was held up finds what came
/// meanwhile before it judges anybody. One look for all sockets costs a hundredth of a timer for each.
/// </summary>
public sealed class SilenceWatch(KeepAlive keepAlive)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private volatile bool _heard;
    private TimeSpan _quiet;
    private TimeSpan? _asked;

    /// <summary>Something came; for any thread.</summary>
    public void Heard() => _heard = true;

    /// <summary>A second has passed; for one thread at a time.</summary>
    public Silence Look()
    {
        if (_heard)
        {
            (_heard, _quiet, _asked) = (false, TimeSpan.Zero, null);
            return Silence.Short;
        }

        _quiet += Second;
        if (_asked is { } asked)
        {
            return keepAlive.Timeout >= TimeSpan.Zero && _quiet - asked >= keepAlive.Timeout ? Silence.Dead : Silence.Short;
        }

        if (keepAlive.Interval <= TimeSpan.Zero || _quiet < keepAlive.Interval)
        {
            return Silence.Short;
        }

        _asked = _quiet;
        return Silence.Ping;
    }
}
