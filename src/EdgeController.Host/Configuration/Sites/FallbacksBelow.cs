using EdgeController.Core.Topology;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The stations whose fallbacks make a sum too large, for wording what to do about it.</summary>
internal sealed record FallbacksBelow(TextPosition Position, IReadOnlyList<Station> Stations, string Where, string AssumedPath)
{
    private int Evses => Stations.Sum(station => station.Evses.Length);

    /// <summary>The sum's first term: <c>12 x 16A =</c> where all are alike.</summary>
    internal string Text => Stations.Select(station => station.Fallback).Distinct().ToList() is [var all]
        ? FormattableString.Invariant($"fallbacks {Evses} x {all.Value:0.##}A =")
        : $"the fallbacks of {Evses} connectors";

    internal int TerminalsEach => Stations.Count == 0 ? 1 : Stations.Max(station => station.Rotation.Terminals.Length);

    /// <summary>How low the fallbacks must be. <paramref name="fits"/> is the equal fallback that would fit, <paramref name="excessAmps"/> what is too much.</summary>
    internal string Advice(double fits, double excessAmps)
    {
        if (fits < 0 || Stations.Count == 0)
        {
            return $"Not even 0A fits: lower {AssumedPath} (its children's count too) or the circuit is too small.";
        }

        // Rounded down to tenths; the small term keeps an exact tenth.
        var tenths = Math.Floor((fits * 10) + 1e-6) / 10;
        if (tenths >= Stations.Max(station => station.Min.Value))
        {
            return FormattableString.Invariant($"Lower {Where} to {tenths:0.#}A or less.");
        }

        var fallback = Stations.Max(station => station.Fallback.Value);
        var paused = (int)Math.Min(Evses, Math.Ceiling((excessAmps / fallback) - 1e-6));
        return FormattableString.Invariant($"Only {tenths:0.#}A each would fit, which no vehicle accepts: write 'fallback: 0A' for at least {paused} of the {Evses} connectors.");
    }
}
