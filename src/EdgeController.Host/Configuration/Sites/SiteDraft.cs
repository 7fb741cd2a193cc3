using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>
/// A site with the places in the file that it came from. Where the file has errors the site is incomplete in ways that cannot make a
/// safety rule fail: what could not be read is left out, and an unreadable limit is infinite.
/// </summary>
internal sealed record SiteDraft(Site Site, ImmutableArray<Entry> Circuits, ImmutableArray<StationSource> Stations)
{
    /// <summary>Where dimming stands in the file; null where it does not.</summary>
    public Entry? Dimming { get; init; }
}

/// <summary>Where a station's values stand in the file: in its list element or in the defaults.</summary>
internal sealed record StationSource(Entry Element, Entry? Max, Entry? Min, Entry? Fallback)
{
    /// <summary>What holds for every station that does not say otherwise.</summary>
    public Entry? Defaults { get; init; }

    /// <summary>The installer has seen the station fall to its fallback by itself.</summary>
    public bool DropTested => (Element.Find("drop_test") ?? Defaults?.Find("drop_test"))?.Value is "passed";

    /// <summary>The stations charge with direct current.</summary>
    internal bool IsDc { get; init; }

    internal Entry? Cable { get; init; }

    internal Entry? Efficiency { get; init; }

    internal Entry? Standby { get; init; }

    internal Entry? Total { get; init; }
}
