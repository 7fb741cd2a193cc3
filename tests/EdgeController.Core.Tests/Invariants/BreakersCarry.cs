using EdgeController.Core.Balancing;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>I1 and P0 as the breakers see it: what really flows is never above 1.13 times a printed limit, also while a meter is lost.</summary>
internal sealed class BreakersCarry : IRule
{
    public string? Look(WildWorld world, ReadOnlySpan<Setpoint> sent) =>
        world.Bench.WorstRatio <= 1.13 + 1e-6 ? null : $"{world.Bench.WorstRatio:0.000} x a limit";
}
