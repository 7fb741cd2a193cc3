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

    /// <summary>Most on-board chargers for several phases take 16 A (11 kW); what has shown no more on two or three phases counts at that.</summary>
    private static readonly Amperes UsualOnSeveral = new(16);

    /// <summary>Amperes per phase; 0 where no vehicle wants energy.</summary>
    public static Amperes Of(EvseState state, Station station)
    {
        if (!Charges(state) || state.Sleeps)
        {
            return Amperes.Zero;
        }

        var carried = Amperes.Min(Amperes.Min(station.Max, station.Cable ?? station.Max), state.VehicleMaximum ?? station.Max);
        return state.Shown.Current is not { } shown ? Amperes.Min(carried, Unknown(state, station))
            : shown < Least ? Amperes.Zero
            : Amperes.Min(carried, Amperes.Max(station.Min, shown));
    }

    /// <summary>Charging has begun and has not ended: there is a transaction, or a current where a station tells none.</summary>
    public static bool Charges(EvseState state) =>
        state.Session is { } session && (session.Transaction is not null || state.Sample?.Highest > Least)
        && state.Status is not (EvseStatus.Available or EvseStatus.Reserved or EvseStatus.Finishing or EvseStatus.Unavailable or EvseStatus.Faulted);

    private static Amperes Unknown(EvseState state, Station station) =>
        station.Dc is null && state.VehicleMaximum is null && Phases(state) > 1 && !(state.Sample?.Highest > UsualOnSeveral + Least) ? Amperes.Min(station.Max, UsualOnSeveral) : station.Max;

    /// <summary>On how many phases it takes it.</summary>
    public static int Phases(EvseState state) => Math.Max(1, state.Demand.Loaded.Count());
}
