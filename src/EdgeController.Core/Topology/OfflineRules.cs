using System.Collections.Immutable;

namespace EdgeController.Core.Topology;

/// <summary>What becomes of a station's messages while its back end is away.</summary>
public enum OfflineMode
{
    /// <summary>They are answered here, and what belongs to a transaction is kept for the back end.</summary>
    Keep,

    /// <summary>The station's connection is closed and refused until the back end is back (OCPP 2.0.1 part 4, 6.3).</summary>
    MirrorClose,
}

/// <summary>How the controller stands in for a back end that is away.</summary>
public sealed record OfflineRules
{
    public static OfflineRules Default { get; } = new();

    public OfflineMode Mode { get; init; }

    /// <summary>Tokens (1.6 idTag, 2.x idToken) that are accepted whatever the back end has said, in upper case.</summary>
    public ImmutableHashSet<string> Tokens { get; init; } = [];

    /// <summary>A token of which nothing is known is accepted.</summary>
    public bool AcceptsUnknown { get; init; }

    /// <summary>A transaction that was started here and that the back end refuses afterwards is stopped; false lets it go on.</summary>
    public bool StopsRejected { get; init; } = true;
}
