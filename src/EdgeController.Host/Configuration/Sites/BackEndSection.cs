using System.Collections.Immutable;
using System.IO.Enumeration;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>One back end of the file; null patterns were unreadable and may match anything.</summary>
internal sealed record BackEndChoice(string Name, Uri? Url, ImmutableArray<PlacedText>? Patterns)
{
    /// <summary>What becomes of its charging profiles.</summary>
    internal ProfilePolicy Profiles { get; init; }

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
    internal static BackEnds Read(Entry? section)
    {
        var none = section?.Value is "none";
        var choices = (section?.Children ?? []).Select(entry => new BackEndChoice(
            entry.Name,
            entry.Find("url")?.Value as Uri,
            entry.Find("stations") is { } stations ? stations.Value as ImmutableArray<PlacedText>? : [new PlacedText("*", entry.KeyPosition)])
        {
            Profiles = entry.Text("profiles") switch
            {
                "forward" => ProfilePolicy.Forward,
                "reject" => ProfilePolicy.Reject,
                _ => ProfilePolicy.Cap,
            },
        });
        return new BackEnds(none || section is { Children.IsEmpty: false }, [.. choices]);
    }
}
