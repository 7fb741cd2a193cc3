using EdgeController.Core.Balancing;
using EdgeController.Core.Tests.Bench;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>
/// I3: nothing is raised while any safety input is not fresh: every meter on the way to the root, the station's connection, fallback and
/// clock. I8: nothing is renewed later than two ticks after that. A decrease then prolongs nothing above the fallback.
/// </summary>
internal sealed class FreshInputs(SetpointChange change) : IRule
{
    private const int Ticks = 2;

    private readonly Dictionary<int, (double LastGood, int InARow)> _meters = [];
    private readonly Dictionary<int, int> _staleTicks = [];

    public string? Look(WildWorld world, ReadOnlySpan<Setpoint> sent)
    {
        var bench = world.Bench;
        for (var meter = 0; meter < bench.Site.Meters.Length; meter++)
        {
            Follow(bench, meter);
            _staleTicks[meter] = IsFresh(bench, meter) ? 0 : _staleTicks.GetValueOrDefault(meter) + 1;
        }

        foreach (var setpoint in sent)
        {
            var evse = bench.Snapshot.Index.Find(setpoint.Evse);
            if (setpoint.Change == change && Stale(bench, evse) is { } stale)
            {
                return $"{setpoint.Evse} {setpoint.Change} to {setpoint.Limit}: {stale}";
            }
        }

        return null;
    }

    private string? Stale(SiteBench bench, int evse)
    {
        var station = bench.Snapshot.Index.StationOf(evse);
        var state = bench.BeforeTick.Stations[station.Index];
        if (!state.Online || !state.ClockTrusted || !state.HoldsFallback)
        {
            return $"online {state.Online}, clock {state.ClockTrusted}, fallback {state.HoldsFallback}";
        }

        foreach (var circuit in bench.Site.Circuits[station.Circuit].PathToRoot)
        {
            if (bench.Site.Circuits[circuit].Meter is { } meter && _staleTicks[meter] > (change == SetpointChange.Renewal ? Ticks : 0))
            {
                return $"meter {bench.Site.Meters[meter].Id} is stale for {_staleTicks[meter]} ticks";
            }
        }

        return null;
    }

    private void Follow(SiteBench bench, int meter)
    {
        var (last, inARow) = _meters.GetValueOrDefault(meter, (double.NegativeInfinity, 0));
        if (bench.Snapshot.Meters[meter].LastGoodAt?.SinceStart.TotalSeconds is { } good && good > last)
        {
            _meters[meter] = (good, good - last >= Math.Max(15, 2 * StaleAfter(bench, meter)) ? 1 : inARow + 1);
        }
    }

    private bool IsFresh(SiteBench bench, int meter) =>
        _meters.TryGetValue(meter, out var seen) && seen.InARow >= 10 && bench.Now - seen.LastGood < StaleAfter(bench, meter);

    private static double StaleAfter(SiteBench bench, int meter) => Math.Max(5, 2.5 * bench.Site.Meters[meter].Poll.TotalSeconds);
}
