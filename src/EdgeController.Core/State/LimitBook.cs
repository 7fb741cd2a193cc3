using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>A limit of a circuit beside its breaker and contract, with who set it.</summary>
/// <param name="Circuit">Index of the circuit.</param>
/// <param name="Source">Who set it.</param>
/// <param name="Amps">Current per phase; null where it limits power only.</param>
/// <param name="Power">Power over all phases; null where it limits current only.</param>
/// <param name="Until">When it ends by itself; null where its source clears it.</param>
/// <param name="Ends">The end in the words of a clock, for people.</param>
public sealed record StandingLimit(int Circuit, LimitSource Source, PerPhase<Amperes>? Amps, Watts? Power, Instant? Until, string? Ends)
{
    public bool Holds(Instant now) => Until is not { } until || now < until;
}

/// <summary>
/// All limits that come and go, one per circuit and source. The guard takes the lowest of these, the breaker and the contract, so that
/// none of them can raise anything. They are working limits: the site's margin counts for them, the reserve (1.13 x, P0) is the breaker's alone.
/// </summary>
public sealed record LimitBook(ImmutableArray<StandingLimit> All)
{
    /// <summary>External sources that one circuit takes at once.</summary>
    public const int MostExternal = 64;

    public static readonly LimitBook Empty = new([]);

    /// <summary>Sets a limit in place of what the same source set before; one external source too many changes nothing.</summary>
    public LimitBook Set(StandingLimit limit, Instant now)
    {
        var kept = Expire(now);
        var at = kept.IndexOf(limit.Circuit, limit.Source);
        if (at >= 0)
        {
            return new LimitBook(kept.All.SetItem(at, limit));
        }

        return limit.Source.Kind == LimitKind.External && kept.All.Count(other => other.Circuit == limit.Circuit && other.Source.Kind == LimitKind.External) >= MostExternal
            ? kept
            : new LimitBook(kept.All.Add(limit));
    }

    public LimitBook Clear(int circuit, LimitSource source) => IndexOf(circuit, source) is >= 0 and var at ? new LimitBook(All.RemoveAt(at)) : this;

    /// <summary>Without those that have ended.</summary>
    public LimitBook Expire(Instant now)
    {
        foreach (var limit in All)
        {
            if (!limit.Holds(now))
            {
                return new LimitBook(All.RemoveAll(ended => !ended.Holds(now)));
            }
        }

        return this;
    }

    private int IndexOf(int circuit, LimitSource source)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (All[i].Circuit == circuit && All[i].Source == source)
            {
                return i;
            }
        }

        return -1;
    }
}
