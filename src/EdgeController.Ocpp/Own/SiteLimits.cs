using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Own;

/// <summary>A limit that the site has of its own over the stations of a back end. Its values are null where it concerns some of them only: then it is no limit of the whole.</summary>
/// <param name="IsCritical">The grid depends on it.</param>
/// <param name="Amps">Current per phase.</param>
/// <param name="Power">Power over all phases.</param>
internal sealed record SiteLimit(bool IsCritical, Amperes? Amps, Watts? Power);

/// <summary>
/// The limits that come and go and lower what stations of one back end may draw, by OCPP's words for their source: SO for the grid operator, EMS for energy
/// managers, Other for calendar and contract demand. Of several with one source the lowest counts. What the back end itself set is no news to it.
/// </summary>
internal static class SiteLimits
{
    public const string GridOperator = "SO";
    public const string EnergyManager = "EMS";
    public const string Others = "Other";

    public static IReadOnlyDictionary<string, SiteLimit> Of(SiteSnapshot snapshot, string backEnd)
    {
        var site = snapshot.Site;
        var paths = site.Stations.Where(station => station.Csms == backEnd).Select(station => site.Circuits[station.Circuit].PathToRoot).ToArray();
        var limits = new Dictionary<string, SiteLimit>(StringComparer.Ordinal);
        foreach (var limit in snapshot.Limits.All)
        {
            if (limit.Holds(snapshot.At) && Lowers(limit, site.Circuits[limit.Circuit]))
            {
                Add(limits, limit.Source.Kind == LimitKind.External ? EnergyManager : Others, paths.Count(path => path.Contains(limit.Circuit)), paths.Length, Lowest(limit.Amps), limit.Power);
            }
        }

        if (site.Dimming is { } rule && snapshot.Dimming.Limit(rule, snapshot.At) is { } dimmed)
        {
            Add(limits, GridOperator, rule.Circuit is { } circuit ? paths.Count(path => path.Contains(circuit)) : paths.Length, paths.Length, null, dimmed);
        }

        return limits;
    }

    private static void Add(Dictionary<string, SiteLimit> limits, string source, int concerned, int all, Amperes? amps, Watts? power)
    {
        if (concerned == 0)
        {
            return;
        }

        var limit = concerned == all ? new SiteLimit(source == GridOperator, amps, power) : new SiteLimit(source == GridOperator, null, null);
        limits[source] = limits.TryGetValue(source, out var other)
            ? limit with { Amps = Lower(other.Amps, limit.Amps), Power = other.Power is { } one && !(limit.Power < one) ? one : limit.Power }
            : limit;
    }

    private static Amperes? Lower(Amperes? a, Amperes? b) => a is { } one && !(b < one) ? one : b;

    private static Amperes? Lowest(PerPhase<Amperes>? amps) => amps is { } each ? Amperes.Min(each.L1, Amperes.Min(each.L2, each.L3)) : null;

    private static bool Lowers(StandingLimit limit, Circuit circuit) =>
        (limit.Amps is { } amps && PerPhase.Each.Any(phase => amps[phase] < circuit.LimitAmps[phase])) || (limit.Power is { } power && !(power >= circuit.LimitPower));
}
