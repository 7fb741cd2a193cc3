using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>A site with its stations and vehicles, and a wall clock that may be wrong.</summary>
internal sealed class WildWorld
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(1));

    public WildWorld(Site site, GuardOptions options, bool knowsClocks)
    {
        Bench = new SiteBench(site, options) { Wall = seconds => Start + TimeSpan.FromSeconds(seconds) + ClockError, KnowsClocks = knowsClocks };
        Tell(at => new DimmingSignalled(at, false, null));
    }

    public SiteBench Bench { get; }

    public TimeSpan ClockError { get; set; }

    public Instant Now => SiteBench.At(Bench.Now);

    public void Tell(Func<Instant, SiteEvent> what) => Bench.Tell(what(Now));
}

/// <summary>Something that happens beside the ordinary; it looks for itself whether it can happen then.</summary>
internal sealed record Disturbance(int Second, string Words, Action<WildWorld> Act)
{
    public override string ToString() => $"{Second} s: {Words}";
}
