using System.Collections.Immutable;
using System.IO.Enumeration;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>One back end of the file; null patterns were unreadable and may match anything.</summary>
internal sealed record BackEndChoice(string Name, Uri? Url, ImmutableArray<PlacedText>? Patterns, OfflineRules Offline)
{
    /// <summary>What becomes of its charging profiles.</summary>
    internal ProfilePolicy Profiles { get; init; }

    /// <summary>As whom the controller itself connects; null where it does not.</summary>
    internal OwnIdentity? Identity { get; init; }

    internal bool Matches(string station) => Patterns is not { } patterns || patterns.Any(pattern => Matches(pattern.Text, station));

    internal static bool Matches(string pattern, string station) =>
        FileSystemName.MatchesSimpleExpression(pattern, station, ignoreCase: false)
        || StationIds.Expand(pattern).Ids.Contains(station, StringComparer.Ordinal);
}

/// <summary>The back ends of the file.</summary>
internal sealed record BackEnds(bool Readable, ImmutableArray<BackEndChoice> Choices);

/// <summary>Reads the back ends.</summary>
internal static class BackEndSection
{
    private static readonly string[] KeepOnly = ["offline_tokens", "offline_unknown", "on_rejected_start"];

    internal static BackEnds Read(Entry? section, DiagnosticList diagnostics)
    {
        var none = section?.Value is "none";
        var choices = (section?.Children ?? []).Select(entry => new BackEndChoice(
            entry.Name,
            entry.Find("url")?.Value as Uri,
            entry.Find("stations") is { } stations ? stations.Value as ImmutableArray<PlacedText>? : [new PlacedText("*", entry.KeyPosition)],
            ReadOffline(entry, diagnostics))
        {
            Profiles = entry.Text("profiles") switch
            {
                "forward" => ProfilePolicy.Forward,
                "reject" => ProfilePolicy.Reject,
                _ => ProfilePolicy.Cap,
            },
            Identity = IdentityRule.Read(entry, diagnostics),
        });
        return new BackEnds(none || section is { Children.IsEmpty: false }, [.. choices]);
    }

    /// <summary>The tokens that may charge where no station asks a back end; null where everyone may.</summary>
    internal static ImmutableHashSet<string>? ReadTokens(Entry? entry, IEnumerable<Station> stations, DiagnosticList diagnostics)
    {
        if (entry is not null && stations.All(station => station.Csms is not null))
        {
            diagnostics.Error(entry.KeyPosition, Codes.WithoutEffect, "every station has a back end, which decides who may charge", "Write the list as offline_tokens of a back end, or remove it.");
        }

        return entry is null ? null : Tokens(entry);
    }

    private static OfflineRules ReadOffline(Entry entry, DiagnosticList diagnostics)
    {
        var mirrors = entry.Text("offline") == "mirror-close";
        foreach (var key in KeepOnly)
        {
            if (mirrors && entry.Find(key) is { } unused)
            {
                diagnostics.Error(unused.KeyPosition, Codes.WithoutEffect, $"with offline: mirror-close the stations are on their own, so that {key} has no effect", $"Remove {key}, or write offline: keep.");
            }
        }

        return new OfflineRules
        {
            Mode = mirrors ? OfflineMode.MirrorClose : OfflineMode.Keep,
            Tokens = Tokens(entry.Find("offline_tokens")),
            AcceptsUnknown = entry.Text("offline_unknown") == "accept",
            StopsRejected = entry.Text("on_rejected_start") != "continue",
        };
    }

    private static ImmutableHashSet<string> Tokens(Entry? entry) =>
        [.. (entry?.Value as ImmutableArray<PlacedText>? ?? []).Select(token => token.Text.ToUpperInvariant())];
}
