using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>Current that loads one or two phases without the third: single- and two-phase vehicles, and three-phase ones that no longer draw on all.</summary>
internal static class Lopsided
{
    /// <summary>A phase counts as loaded above this.</summary>
    private const double Threshold = 1;

    /// <summary>The phases that the EVSE may load without loading all three; none for what is seen on all.</summary>
    public static Phases PhasesOf(EvseState state, Instant now)
    {
        if (state.Wiring.IsWrong)
        {
            return Phases.All;
        }

        var seen = Seen(state, now);
        return state.Demand.Loaded != Phases.All ? state.Demand.Loaded : seen == Phases.All ? Phases.None : seen;
    }

    /// <summary>Whether a vehicle at a three-phase station has not yet shown which phases it loads.</summary>
    public static bool IsUnknown(EvseState state, Station station, Instant now) =>
        station.Rotation.Wired == Phases.All && !state.Demand.PhasesLearned && !state.Wiring.IsWrong && Seen(state, now) == Phases.None;

    /// <summary>What the EVSE certainly draws on that phase without loading all three, at most what it was told.</summary>
    public static double Certain(EvseState state, bool online, Phase phase, double told, Instant now)
    {
        var one = online && state.MayHaveVehicle && !state.Wiring.IsWrong && Seen(state, now) != Phases.All;
        return one && state.Sample is { } sample && now - sample.At < EvseSample.TooOld && sample.Current[phase].Value > Threshold
            ? Math.Min(told, sample.Current[phase].Value)
            : 0;
    }

    private static Phases Seen(EvseState state, Instant now)
    {
        if (state.Sample is not { } sample || now - sample.At >= EvseSample.TooOld)
        {
            return Phases.None;
        }

        return (sample.Current.L1.Value > Threshold ? Phases.L1 : Phases.None)
            | (sample.Current.L2.Value > Threshold ? Phases.L2 : Phases.None)
            | (sample.Current.L3.Value > Threshold ? Phases.L3 : Phases.None);
    }
}
