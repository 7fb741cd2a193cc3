using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads who gets what, and writes the terms of each station into it: its list element's, else its group's, else the defaults'.</summary>
internal sealed class PolicySection(List<Station> stations, List<StationSource> sources, DiagnosticList diagnostics)
{
    internal SitePolicy Read(Entry? section)
    {
        var groups = section?.Find("groups")?.Children ?? [];
        var groupOf = new int[stations.Count];
        for (var g = 0; g < groups.Length; g++)
        {
            Claim(groups, g, groupOf);
        }

        for (var i = 0; i < stations.Count; i++)
        {
            var group = groupOf[i] == 0 ? null : groups[groupOf[i] - 1];
            Entry? Term(string name) => sources[i].Element.Find(name) ?? group?.Find(name) ?? sources[i].Defaults?.Find(name);
            stations[i] = stations[i] with
            {
                Group = groupOf[i],
                Priority = Term("priority")?.Value as Priority? ?? Priority.Normal,
                Guaranteed = ReadGuaranteed(Term("guaranteed"), stations[i]),
                Departs = group?.Duration("depart"),
                Needs = group?.Number("energy") is { } kwh ? new WattHours(kwh * 1000) : null,
                Mode = PolicyKeys.ModeOf(Term("mode")?.Value as string) ?? ChargingMode.Fast,
            };
        }

        return new SitePolicy
        {
            Sharing = PolicyKeys.SharingOf(section?.Text("sharing")) ?? Sharing.Fair,
            Groups = [.. groups.Select(group => new PolicyGroup(group.Name, PolicyKeys.SharingOf(group.Text("sharing")) ?? Sharing.Fair))],
            Tokens = ReadTokens(section?.Find("tokens")),
        };
    }

    private void Claim(ImmutableArray<Entry> groups, int group, int[] groupOf)
    {
        if (groups[group].Find("stations")?.Value is not ImmutableArray<PlacedText> patterns)
        {
            return;
        }

        foreach (var pattern in patterns)
        {
            var found = false;
            for (var i = 0; i < stations.Count; i++)
            {
                if (!BackEndChoice.Matches(pattern.Text, stations[i].Id.Value))
                {
                    continue;
                }

                found = true;
                if (groupOf[i] != 0 && groupOf[i] != group + 1)
                {
                    diagnostics.Error(pattern.Position, Codes.StationInTwoGroups, $"station '{stations[i].Id}' is in the groups {groups[groupOf[i] - 1].Name} and {groups[group].Name}", "A station stands in one group.");
                }

                groupOf[i] = group + 1;
            }

            if (!found && stations.Count > 0)
            {
                var near = NearestWord.Find(pattern.Text, stations.Select(station => station.Id.Value));
                diagnostics.Error(pattern.Position, Codes.MatchesNothing, $"'{pattern.Text}' matches no station", near is null ? null : $"Did you mean '{near}'?");
            }
        }
    }

    private Amperes ReadGuaranteed(Entry? entry, Station station)
    {
        if (entry?.Value is not double amps || amps == 0)
        {
            return Amperes.Zero;
        }

        if (amps < station.Min.Value || amps > station.Max.Value)
        {
            diagnostics.Error(
                entry.Position,
                Codes.GuaranteeOutside,
                FormattableString.Invariant($"{entry.Path}: {amps:0.##}A is not between min {station.Min.Value:0.##}A and max {station.Max.Value:0.##}A of station '{station.Id}'"),
                "Write 0A for none.");
        }

        return new Amperes(amps);
    }

    private ImmutableDictionary<string, TokenTerms> ReadTokens(Entry? section)
    {
        var tokens = SitePolicy.Default.Tokens.ToBuilder();
        foreach (var entry in section?.Children ?? [])
        {
            if (!tokens.TryAdd(entry.Name, ReadTerms(entry)))
            {
                diagnostics.Error(entry.KeyPosition, Codes.TokenTwice, $"{entry.Path}: the token is there already, in other case", "Tokens are compared without case.");
            }
        }

        return tokens.ToImmutable();
    }

    private TokenTerms ReadTerms(Entry entry)
    {
        var terms = new TokenTerms(entry.Find("priority")?.Value as Priority?, PolicyKeys.ModeOf(entry.Text("mode")))
        {
            Vehicle = entry.Text("vehicle"),
            Departs = entry.Duration("depart"),
            DepartureDays = entry.Find("depart_days")?.Value as Weekdays? ?? Weekdays.All,
            Needs = entry.Number("energy") is { } energy ? new WattHours(energy * 1000) : null,
            Battery = entry.Number("battery") is { } battery ? new WattHours(battery * 1000) : null,
        };
        if (terms is { Needs: { } needs, Battery: { } holds } && needs > holds)
        {
            diagnostics.Error(entry.Find("energy")!.Position, Codes.BadValue, FormattableString.Invariant($"{entry.Path}: {needs.Value / 1000:0.#} kWh are more than its battery of {holds.Value / 1000:0.#} kWh holds"), "Lower 'energy', or correct 'battery'.");
        }

        if (entry.Find("depart_days") is { } days && entry.Find("depart") is null)
        {
            diagnostics.Error(days.KeyPosition, Codes.BadValue, $"{days.Path}: on these days it leaves at no time", "Write 'depart' as well.");
        }

        return terms;
    }
}
