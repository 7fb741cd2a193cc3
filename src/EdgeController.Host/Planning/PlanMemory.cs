using System.Collections.Immutable;

namespace EdgeController.Host.Planning;

/// <summary>What plans should still know after a restart: what load and PV were like, and what stays were like. Losing it costs some learning, never safety.</summary>
/// <param name="Site">Name of the site; what another site's controller left says nothing.</param>
/// <param name="Loads">What each phase of each circuit, and each PV array, was like.</param>
/// <param name="Tokens">What stays of each token were like.</param>
internal sealed record PlanMemory(string Site, ImmutableArray<LoadMemory> Loads, ImmutableArray<TokenStays> Tokens)
{
    /// <summary>Who came when.</summary>
    public ImmutableArray<PastStay> Arrivals { get; init; } = [];
}

/// <summary>One load or one PV array.</summary>
/// <param name="Id">The circuit and its phase (<c>main L1</c>), or the array (<c>pv roof</c>).</param>
/// <param name="Quarters">What has been seen.</param>
internal sealed record LoadMemory(string Id, ImmutableArray<QuarterMemory> Quarters);

/// <summary>A quarter of an hour of a kind of day.</summary>
/// <param name="Bin">Which: 96 for working days, then Saturdays, then Sundays.</param>
/// <param name="Mean">In watts.</param>
/// <param name="Stray">Mean distance from it, in watts.</param>
/// <param name="Days">On how many days it was seen, 100 at most.</param>
internal readonly record struct QuarterMemory(int Bin, int Mean, int Stray, int Days);
