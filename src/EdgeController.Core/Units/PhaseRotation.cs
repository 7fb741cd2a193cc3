using System.Collections.Immutable;

namespace EdgeController.Core.Units;

/// <summary>
/// Which site phase each terminal of a station is wired to: <c>L2L3L1</c> means that the station's own L1 sits on the site's L2.
/// A station wired to one or two phases lists only those (<c>L2</c>).
/// </summary>
public sealed record PhaseRotation
{
    private PhaseRotation(ImmutableArray<Phase> terminals)
    {
        Terminals = terminals;
        foreach (var phase in terminals)
        {
            Wired |= phase.ToSet();
        }
    }

    public static PhaseRotation L1L2L3 { get; } = new([Phase.L1, Phase.L2, Phase.L3]);

    /// <summary>Site phases in the order of the station's terminals, one to three of them, each once.</summary>
    public ImmutableArray<Phase> Terminals { get; }

    /// <summary>The site phases that the station is wired to.</summary>
    public Phases Wired { get; }

    /// <summary>Reads <c>L1L2L3</c>, <c>L3L1L2</c>, <c>L2</c> and the like; null where the text is none of these.</summary>
    public static PhaseRotation? Parse(string text)
    {
        if (text.Length is 0 or > 6 || text.Length % 2 != 0)
        {
            return null;
        }

        var terminals = ImmutableArray.CreateBuilder<Phase>(3);
        for (var i = 0; i < text.Length; i += 2)
        {
            if (text[i] != 'L' || text[i + 1] is < '1' or > '3')
            {
                return null;
            }

            var phase = (Phase)(text[i + 1] - '1');
            if (terminals.Contains(phase))
            {
                return null;
            }

            terminals.Add(phase);
        }

        return new PhaseRotation(terminals.ToImmutable());
    }

    /// <summary>The n-th of the cycle L1L2L3, L2L3L1, L3L1L2, ... that spreads single-phase vehicles over the phases.</summary>
    public static PhaseRotation Cycle(int n) => new([(Phase)(n % 3), (Phase)((n + 1) % 3), (Phase)((n + 2) % 3)]);

    /// <summary>Station-side values (its own L1, L2, L3) placed on the site's phases; site phases it is not wired to get <paramref name="none"/>.</summary>
    public PerPhase<T> ToSite<T>(PerPhase<T> station, T none)
    {
        var site = PerPhase.All(none);
        for (var i = 0; i < Terminals.Length; i++)
        {
            site = site.With(Terminals[i], station[(Phase)i]);
        }

        return site;
    }

    /// <summary>Site-side values seen from the station's own terminals; terminals it does not have get <paramref name="none"/>.</summary>
    public PerPhase<T> ToStation<T>(PerPhase<T> site, T none)
    {
        var station = PerPhase.All(none);
        for (var i = 0; i < Terminals.Length; i++)
        {
            station = station.With((Phase)i, site[Terminals[i]]);
        }

        return station;
    }

    public bool Equals(PhaseRotation? other) => other is not null && Terminals.AsSpan().SequenceEqual(other.Terminals.AsSpan());

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Concat(Terminals.Select(phase => phase.ToString()));
}
