using System.Collections.Immutable;
using EdgeController.Core.Topology;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>A site file that was read: the site, or null where there are errors, and every finding by position.</summary>
public sealed record SiteFileResult(Site? Site, ImmutableArray<Diagnostic> Diagnostics);
