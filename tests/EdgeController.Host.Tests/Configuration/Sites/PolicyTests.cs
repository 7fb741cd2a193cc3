using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Tests.Configuration.Sites;

public sealed class PolicyTests
{
    private static string Policy(string policy, string stations = "{ ids: \"A{1..5}\", circuit: main, max: 32A, fallback: 6A }") =>
        SiteFiles.Small(stations: stations) + "\npolicy:\n  " + policy.Replace("\n", "\n  ", StringComparison.Ordinal) + "\n";

    [Fact]
    public void Without_a_policy_all_are_equal_and_fair()
    {
        var site = SiteFiles.Good(SiteFiles.Small());
        Assert.Equal((Sharing.Fair, 0, 0), (site.Policy.Sharing, site.Policy.Groups.Length, site.Policy.Tokens.Count));
        Assert.All(site.Stations, station => Assert.Equal((Priority.Normal, Amperes.Zero, ChargingMode.Fast, 0), (station.Priority, station.Guaranteed, station.Mode, station.Group)));
    }

    [Theory]
    [InlineData("fair", Sharing.Fair)]
    [InlineData("priority", Sharing.Priority)]
    [InlineData("first-come", Sharing.FirstCome)]
    [InlineData("earliest-departure", Sharing.EarliestDeparture)]
    [InlineData("least-laxity", Sharing.LeastLaxity)]
    public void Each_policy_has_its_word(string word, Sharing sharing) => Assert.Equal(sharing, SiteFiles.Good(Policy($"sharing: {word}")).Policy.Sharing);

    [Fact]
    public void A_station_s_own_terms_go_before_its_group_s_and_those_before_the_defaults()
    {
        var site = SiteFiles.Good(Policy("sharing: fair\ngroups:\n  vans: { stations: [A1, \"A{2..3}\"], sharing: priority, priority: high, guaranteed: 8A, mode: solar+minimum }")
            .Replace("stations:\n  list:", "stations:\n  defaults: { priority: low, guaranteed: 6A }\n  list:\n    - { ids: B1, circuit: main, max: 16A, fallback: 6A, priority: 10 }", once: true));

        Station Of(string id) => site.Stations.Single(station => station.Id.Value == id);
        Assert.Equal((1, Priority.High, new Amperes(8), ChargingMode.SolarMinimum), (Of("A2").Group, Of("A2").Priority, Of("A2").Guaranteed, Of("A2").Mode));
        Assert.Equal((0, Priority.Low, new Amperes(6), ChargingMode.Fast), (Of("A4").Group, Of("A4").Priority, Of("A4").Guaranteed, Of("A4").Mode));
        Assert.Equal(new Priority(10), Of("B1").Priority);
        Assert.Equal(new PolicyGroup("vans", Sharing.Priority), Assert.Single(site.Policy.Groups));
    }

    [Fact]
    public void Tokens_have_priority_and_mode_and_are_compared_without_case()
    {
        var site = SiteFiles.Good(Policy("tokens:\n  04A2B7: { priority: high, mode: solar }\n  \"12345678\": { mode: paused }"));
        Assert.Equal(new TokenTerms(Priority.High, ChargingMode.Solar), site.Policy.Tokens["04a2b7"]);
        Assert.Equal(new TokenTerms(null, ChargingMode.Paused), site.Policy.Tokens["12345678"]);
    }

    [Theory]
    [InlineData("sharing: rotate", "EC103 policy.sharing: 'rotate' is not one of: fair, priority, first-come, earliest-departure, least-laxity")]
    [InlineData("objective: cost", "EC102 policy.objective: is not built yet")]
    [InlineData("groups: { vans: { sharing: fair } }", "EC105 policy.groups.vans.stations is missing")]
    [InlineData("groups: { vans: { stations: [A9] } }", "EC215 'A9' matches no station")]
    [InlineData("groups: { vans: { stations: [A1] }, cars: { stations: [\"A*\"] } }", "EC230 station 'A1' is in the groups vans and cars")]
    [InlineData("groups: { vans: { stations: [A1], priority: 11 } }", "EC103 policy.groups.vans.priority: '11' is not low, normal, high or a whole number from 1 to 10")]
    [InlineData("groups: { vans: { stations: [A1], guaranteed: 5A } }", "EC330 policy.groups.vans.guaranteed: 5A is not between min 6A and max 32A of station 'A1'")]
    [InlineData("groups: { all: { stations: [\"A*\"], guaranteed: 19A } }", "EC338 main L1: guaranteed 95A + assumed 10A = 105A, more than the usable 100A. Guarantee 5A less below main.")]
    [InlineData("tokens: { 04a2: { mode: fast }, 04A2: { mode: solar } }", "EC231 policy.tokens.04A2: the token is there already")]
    [InlineData("tokens: { 04a2: { leaves: 6 } }", "EC101 unknown key 'policy.tokens.04a2.leaves'")]
    [InlineData("tokens: { 04a2: { energy: 80, battery: 60 } }", "policy.tokens.04a2: 80 kWh are more than its battery of 60 kWh holds")]
    [InlineData("tokens: { 04a2: { depart_days: mo-fr } }", "policy.tokens.04a2.depart_days: on these days it leaves at no time")]
    public void Wrong_policies_are_errors_that_say_what_and_where(string policy, string finding) =>
        Assert.Contains(finding, Assert.Single(SiteFiles.Findings(Policy(policy))), StringComparison.Ordinal);

    [Fact]
    public void Guaranteed_power_must_fit_the_contract() =>
        Assert.Contains(
            "EC338 main: guaranteed currents + assumed load = 27.6kW, more than the usable 25kW",
            Assert.Single(SiteFiles.Findings(SiteFiles.Small("{ amps: 100, kw: 25 }", stations: "{ ids: A1, circuit: main, max: 32A, fallback: 6A, guaranteed: 30A }"))),
            StringComparison.Ordinal);
}
