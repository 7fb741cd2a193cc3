using System.Collections.Immutable;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;

namespace EdgeController.Drivers.SunSpec;

/// <summary>
/// A chain of SunSpec models as devices have it: data from <c>config/der/*.yaml</c>. The device itself tells its models; the file says what is
/// made of such a chain, in registers and values.
/// </summary>
public sealed record SunSpecTemplate
{
    public required string Id { get; init; }

    /// <summary>Vendor and model names that have this chain.</summary>
    public required ImmutableArray<string> Products { get; init; }

    /// <summary>What such a device is in the site.</summary>
    public required SunSpecKind Kind { get; init; }

    /// <summary>The models in their order, with the length that each tells.</summary>
    public required ImmutableArray<(int Model, int Length)> Chain { get; init; }

    /// <summary>The model that its power is read from.</summary>
    public required int MeasuredBy { get; init; }

    /// <summary>The model that it is steered by; null for meters.</summary>
    public int? SteeredBy { get; init; }

    public ImmutableArray<SunSpecGolden> Golden { get; init; } = [];

    /// <summary>Where the facts come from.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>How far the chain is proven.</summary>
    public Verification Verified { get; init; }
}

/// <summary>Registers of a device written by hand, what they stand for, and what orders write into them.</summary>
/// <param name="Name">What the image shows.</param>
/// <param name="Registers">Runs of registers by model and offset from its ID register; what is not there is "not implemented".</param>
/// <param name="Expected">Values in words.</param>
/// <param name="Orders">Orders and what is written for them.</param>
public sealed record SunSpecGolden(string Name, ImmutableArray<SunSpecRun> Registers, ImmutableSortedDictionary<string, string> Expected, ImmutableArray<SunSpecOrder> Orders);

/// <summary>Consecutive registers of a model.</summary>
/// <param name="Model">The model's number.</param>
/// <param name="At">Offset from its ID register.</param>
/// <param name="Words">What they hold.</param>
public sealed record SunSpecRun(int Model, int At, ImmutableArray<ushort> Words);

/// <summary>An order and the writes that it must become, in their order.</summary>
/// <param name="Power">Power at the terminals to hold, charging positive.</param>
/// <param name="FeedInAtMost">Highest feed-in.</param>
/// <param name="FallsTo">What it falls to.</param>
/// <param name="Reverts">Its reversion timer.</param>
/// <param name="Writes">What must be written.</param>
public sealed record SunSpecOrder(Watts? Power, Watts? FeedInAtMost, Watts? FallsTo, TimeSpan Reverts, ImmutableArray<SunSpecRun> Writes);
