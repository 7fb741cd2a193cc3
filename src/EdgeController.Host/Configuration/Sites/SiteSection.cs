using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads what holds for the whole site.</summary>
internal static class SiteSection
{
    internal static string ReadTimeZone(Entry? entry, DiagnosticList diagnostics)
    {
        if (entry?.Value is not string name)
        {
            return "UTC";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out _))
        {
            var known = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).ToList();
            diagnostics.Error(entry.Position, Codes.UnknownTimeZone, $"{entry.Path}: there is no time zone '{name}'", NearestWord.Suggest(name, known) ?? "Write an IANA name, for example 'Europe/Berlin'.");
        }

        return name;
    }

    internal static MeterStaleness ReadStaleness(Entry? entry, DiagnosticList diagnostics)
    {
        // What was written but could not be read is taken as the longest, so that no other value fails because of it.
        var noIncrease = entry?.Find("no_increase") is { Value: null } ? TimeSpan.FromSeconds(60) : entry?.Duration("no_increase");
        var staleness = new MeterStaleness(noIncrease ?? TimeSpan.FromSeconds(5), entry?.Duration("blind") ?? TimeSpan.FromSeconds(15));
        if (entry is not null && entry.Children.All(child => child.Value is not null) && staleness.Blind <= staleness.NoIncrease)
        {
            diagnostics.Error(
                (entry.Find("blind") ?? entry.Find("no_increase"))!.Position,
                Codes.StaleOrder,
                FormattableString.Invariant($"{entry.Path}: blind ({staleness.Blind.TotalSeconds}s) must be longer than no_increase ({staleness.NoIncrease.TotalSeconds}s)"),
                "Raises stop first; only later the assumption replaces the meter.");
        }

        return staleness;
    }
}
