using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Says who gets what, where the site file says anything about it.</summary>
internal static class PolicySummary
{
    public static void Write(Site site, TextWriter output)
    {
        var special = site.Stations.Where(station => station.Priority != Priority.Normal || station.Guaranteed > Amperes.Zero || station.Mode != ChargingMode.Fast || station.Group > 0).ToList();
        if (special.Count == 0 && site.Policy == SitePolicy.Default with { Tokens = site.Policy.Tokens } && site.Policy.Tokens.IsEmpty)
        {
            return;
        }

        output.WriteLine($"Who gets what: {PolicyKeys.Word(site.Policy.Sharing)}{string.Concat(site.Policy.Groups.Select(group => $"; group {group.Name}: {PolicyKeys.Word(group.Sharing)}"))}; {site.Policy.Tokens.Count} tokens");
        foreach (var alike in special.GroupBy(station => (station.Group, station.Priority, station.Guaranteed, station.Mode)))
        {
            var (group, priority, guaranteed, mode) = alike.Key;
            var within = group == 0 ? "" : $"group {site.Policy.Groups[group - 1].Name}, ";
            output.WriteLine(FormattableString.Invariant($"  {string.Join(' ', alike.Select(station => station.Id.Value))}: {within}priority {priority}, guaranteed {guaranteed.Value:0.##}A, mode {PolicyKeys.Word(mode)}"));
        }

        output.WriteLine();
    }
}
