using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What a PV array's or battery's own meter has told.</summary>
public sealed record ResourceState
{
    /// <summary>Current per phase at the last good sample, negative where it feeds in; null without a meter or before the first.</summary>
    public PerPhase<Amperes>? Current { get; init; }

    /// <summary>Power at the last good sample, negative where it feeds in.</summary>
    public Watts? Power { get; init; }
}
