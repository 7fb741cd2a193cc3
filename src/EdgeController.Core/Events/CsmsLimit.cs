using EdgeController.Core.Units;

namespace EdgeController.Core.Events;

/// <summary>What the charging profiles of a back end allow: current per phase or power over all phases, or both.</summary>
/// <param name="Amps">Current on each phase; null where the profiles say only a power, or nothing.</param>
/// <param name="Power">Power over all phases, for direct current at the vehicle; null where the profiles say only a current, or nothing.</param>
/// <param name="Source">The purpose and stack level that bind, for people.</param>
public sealed record CsmsLimit(Amperes? Amps, Watts? Power, string Source)
{
    /// <summary>On how many phases the current may flow; null where the profiles do not say.</summary>
    public int? Phases { get; init; }

    /// <summary>The profiles that were kept cannot be read: nothing above the fallback is given.</summary>
    public bool IsUnknown { get; init; }
}
