using System.Text;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Own;

/// <summary>What a back end is told of the site's own limits over its stations.</summary>
public sealed class LimitNoticeTests
{
    [Fact]
    public void An_energy_managers_limit_is_told_when_it_begins_and_when_it_has_ended()
    {
        var rig = new OwnRig().Accepted();
        Set(rig, 10);
        Assert.Equal(
            """{"chargingLimit":{"chargingLimitSource":"EMS","isGridCritical":false},"chargingSchedule":[{"id":1,"startSchedule":"2026-03-01T12:00:00.000Z","chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":10}]}]}""",
            Told(rig, "NotifyChargingLimit").Single());
        rig.Answer().Wait(20);
        Clear(rig);
        Assert.Equal("""{"chargingLimitSource":"EMS"}""", Told(rig, "ClearedChargingLimit").Single());
    }

    [Fact]
    public void Only_changes_that_matter_are_told_and_not_too_fast()
    {
        var rig = new OwnRig().Accepted();
        Set(rig, 20);
        rig.Answer().Wait(20);
        Set(rig, 19);
        Set(rig, 21.9);
        Assert.Single(Told(rig, "NotifyChargingLimit"));
        Set(rig, 15);
        Assert.Equal(2, Told(rig, "NotifyChargingLimit").Count());
        rig.Answer();
        Set(rig, 10);
        Clear(rig);
        Assert.Equal((2, 0), (Told(rig, "NotifyChargingLimit").Count(), Told(rig, "ClearedChargingLimit").Count()));
        rig.Wait(11);
        Assert.Single(Told(rig, "ClearedChargingLimit"));
    }

    [Fact]
    public void The_grid_operators_dimming_is_critical_and_its_source_is_SO()
    {
        var rig = new OwnRig(site: site => site with { Dimming = new DimmingRule { Minimum = new Watts(4200) } }).Accepted();
        rig.Happens(at => new DimmingSignalled(at, false, null));
        Assert.Empty(Told(rig, "NotifyChargingLimit"));
        rig.Happens(at => new DimmingSignalled(at, true, null));
        var text = Told(rig, "NotifyChargingLimit").Single();
        Assert.StartsWith("""{"chargingLimit":{"chargingLimitSource":"SO","isGridCritical":true}""", text, StringComparison.Ordinal);
        Assert.Contains("\"chargingRateUnit\":\"W\",\"chargingSchedulePeriod\":[{\"startPeriod\":0,\"limit\":4200}]", text, StringComparison.Ordinal);
        rig.Answer().Wait(20).Happens(at => new DimmingSignalled(at, false, null));
        Assert.Equal("""{"chargingLimitSource":"SO"}""", Told(rig, "ClearedChargingLimit").Single());
    }

    [Fact]
    public void A_limit_above_the_breaker_and_one_of_another_part_of_the_site_are_no_news()
    {
        var rig = new OwnRig(site: site => site with { Circuits = [.. site.Circuits, site.Circuits[0] with { Id = new("other"), Index = 1, PathToRoot = [1] }] }).Accepted();
        Set(rig, 4000);
        rig.Happens(at => new LimitSet(at, new("other"), new LimitSource(LimitKind.External, "ems"), PerPhase.All(new Amperes(1)), null, null, null));
        Assert.Empty(rig.Sent);
    }

    [Fact]
    public void Nothing_is_told_before_the_back_end_has_accepted_the_controller_nor_in_1_6()
    {
        var rig = new OwnRig().Connected();
        Set(rig, 10);
        Assert.Empty(Told(rig, "NotifyChargingLimit"));
        rig.Answer("""{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":600}""");
        Assert.Single(Told(rig, "NotifyChargingLimit"));
        var old = new OwnRig("1.6").Accepted();
        Set(old, 10);
        Assert.Empty(old.Sent);
    }

    [Fact]
    public void What_nobody_answered_is_told_again_after_the_connection_is_back()
    {
        var rig = new OwnRig().Accepted();
        Set(rig, 10);
        rig.Give(new CsmsClosed("gone")).Forget().Back().Answer();
        Assert.Single(Told(rig, "NotifyChargingLimit"));
        rig.Give(new CsmsClosed("gone"));
        Clear(rig);
        rig.Forget().Back().Answer();
        Assert.Single(Told(rig, "ClearedChargingLimit"));
    }

    private static void Set(OwnRig rig, double amps) =>
        rig.Happens(at => new LimitSet(at, rig.Site.Circuits[0].Id, new LimitSource(LimitKind.External, "ems"), PerPhase.All(new Amperes(amps)), null, null, null));

    private static void Clear(OwnRig rig) => rig.Happens(at => new LimitCleared(at, rig.Site.Circuits[0].Id, new LimitSource(LimitKind.External, "ems")));

    private static IEnumerable<string> Told(OwnRig rig, string action) => rig.Calls(action).Select(call => Encoding.UTF8.GetString(call.Payload.Span));
}
