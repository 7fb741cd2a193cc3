using EdgeController.Core.Units;

namespace EdgeController.Drivers.Modbus;

/// <summary>When a broken connection may be tried again: at once after one that worked, else after 1, 2, 4 ... 30 s.</summary>
public sealed class ReconnectBackOff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _pause;
    private Instant _notBefore = Instant.Start;

    /// <summary>How long still to wait; zero when a connection may be tried.</summary>
    public TimeSpan Remaining(Instant now) => now < _notBefore ? _notBefore - now : TimeSpan.Zero;

    /// <summary>The connection could not be made, or died before it brought any answer.</summary>
    public void Failed(Instant now)
    {
        _pause = _pause == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, longest.Ticks));
        _notBefore = now + _pause;
    }

    /// <summary>The device answered.</summary>
    public void Answered() => _pause = TimeSpan.Zero;
}
