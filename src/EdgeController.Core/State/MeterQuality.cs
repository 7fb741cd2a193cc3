using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>How far a meter, a circuit or the site can be relied on, from best to worst.</summary>
public enum ControlMode
{
    Normal,

    /// <summary>No good sample for a while: nothing is raised or renewed.</summary>
    NoIncrease,

    /// <summary>The meter is taken to see nothing: its circuit's load is assumed.</summary>
    Blind,
}

/// <summary>Judges a meter by the age of its last good sample (design: modes).</summary>
public static class MeterQuality
{
    /// <summary>After being blind a meter is believed again only after this many good samples in a row.</summary>
    public const int GoodSamplesToRecover = 10;

    public static ControlMode Judge(Meter meter, MeterState state, MeterStaleness staleness, Instant now)
    {
        if (state.LastGoodAt is not { } last || state.GoodInARow < GoodSamplesToRecover)
        {
            return ControlMode.Blind;
        }

        var age = now - last;
        return age >= Blind(meter, staleness) ? ControlMode.Blind
            : age >= NoIncrease(meter, staleness) ? ControlMode.NoIncrease
            : ControlMode.Normal;
    }

    /// <summary>Whether what a meter told is young enough to raise something by it.</summary>
    public static bool IsFresh(Meter meter, MeterStaleness staleness, TimeSpan age) => age < NoIncrease(meter, staleness);

    /// <summary>The gap after which a meter that comes back must prove itself again.</summary>
    public static TimeSpan Blind(Meter meter, MeterStaleness staleness) => Longer(staleness.Blind, NoIncrease(meter, staleness) * 2);

    /// <summary>How many samples one sample stands for: those of a slow meter lie seconds apart, and three of them prove as much as ten others.</summary>
    internal static int Weight(Meter meter) => (int)Math.Clamp(Math.Ceiling(meter.Refresh.TotalSeconds), 1, 4);

    private static TimeSpan NoIncrease(Meter meter, MeterStaleness staleness) => Longer(staleness.NoIncrease, Longer(meter.Poll, meter.Refresh) * 2.5);

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a >= b ? a : b;
}
