using EdgeController.Core.Units;

namespace EdgeController.Simulator.Stations;

/// <summary>How a station's clock is wrong.</summary>
public enum ClockFault
{
    None,
    SlowTenMinutes,
    DayBehind,
    DayAhead,

    /// <summary>Shows the moment at which the station was started, for ever.</summary>
    Stopped,

    /// <summary>Starts in 1970 and becomes right with the first <c>currentTime</c> from the back end; lost again on reboot.</summary>
    UnsetUntilTold,
}

/// <summary>A station's own wall clock over the simulation's monotonic time.</summary>
public sealed class SimulatedClock(ClockFault fault, DateTimeOffset epoch)
{
    private TimeSpan _offset = fault switch
    {
        ClockFault.SlowTenMinutes => TimeSpan.FromMinutes(-10),
        ClockFault.DayBehind => TimeSpan.FromDays(-1),
        ClockFault.DayAhead => TimeSpan.FromDays(1),
        ClockFault.UnsetUntilTold => DateTimeOffset.UnixEpoch - epoch,
        _ => TimeSpan.Zero,
    };

    /// <summary>What the clock shows; <paramref name="now"/> 0 is the epoch of the simulation.</summary>
    public DateTimeOffset Read(Instant now) => fault == ClockFault.Stopped ? epoch : epoch + now.SinceStart + _offset;

    /// <summary>The back end told the time. Returns whether the clock was set by it.</summary>
    public bool Told(DateTimeOffset time, Instant now)
    {
        if (fault != ClockFault.UnsetUntilTold)
        {
            return false;
        }

        _offset = time - epoch - now.SinceStart;
        return true;
    }

    public void PowerCycle()
    {
        if (fault == ClockFault.UnsetUntilTold)
        {
            _offset = DateTimeOffset.UnixEpoch - epoch;
        }
    }
}
