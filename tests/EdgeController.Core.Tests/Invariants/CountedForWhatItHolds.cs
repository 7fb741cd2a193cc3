using EdgeController.Core.Balancing;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>I4: what a station really holds was given to it by the guard, and it counts for no less, whatever became of answers, connection and clock; but for one that lies.</summary>
internal sealed class CountedForWhatItHolds : IRule
{
    public string? Look(WildWorld world, ReadOnlySpan<Setpoint> sent)
    {
        foreach (var station in world.Bench.Stations)
        {
            var evse = station.Station.Index;
            var (holds, counted) = (station.LeaseLimit(world.Bench.Now), world.Bench.Snapshot.Cap(evse, world.Now).Value);
            if (station.Plugged && !station.HasLied && holds > counted + 1e-9)
            {
                return $"{station.Evse} holds {holds} A and counts for {counted} A";
            }
        }

        foreach (var setpoint in sent)
        {
            var station = world.Bench.Snapshot.Index.StationOf(world.Bench.Snapshot.Index.Find(setpoint.Evse));
            if (!(setpoint.Limit == Amperes.Zero || (setpoint.Limit >= station.Min && setpoint.Limit <= station.Max)) || setpoint.Lease <= TimeSpan.Zero)
            {
                return $"{setpoint.Evse} is told {setpoint.Limit} for {setpoint.Lease}";
            }
        }

        return null;
    }
}
