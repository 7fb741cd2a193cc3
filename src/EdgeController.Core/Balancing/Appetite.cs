using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>What a vehicle would take now if nothing but its station and itself limited it: the measure of what a limit costs.</summary>
public static class Appetite
{
    /// <summary>Below this it wants nothing: it is full, or asleep.</summary>
    private static readonly Amperes Least = new(1);

    /// <summary>Amperes per phase; 0 where no vehicle wants energy. What has shown nothing yet counts at what its station can offer.</summary>
    public static Amperes Of(EvseState state, Station station)
    {
        if (state.Session is null || state.Sleeps || state.Status is EvseStatus.Available or EvseStatus.Reserved or EvseStatus.Finishing or EvseStatus.Unavailable or EvseStatus.Faulted)
        {
            return Amperes.Zero;
        }

        return state.Shown.Current is not { } shown ? station.Max
            : shown < Least ? Amperes.Zero
            : Amperes.Min(station.Max, Amperes.Max(station.Min, shown));
    }

    /// <summary>On how many phases it takes it.</summary>
    public static int Phases(EvseState state) => Math.Max(1, state.Demand.Loaded.Count());
}
