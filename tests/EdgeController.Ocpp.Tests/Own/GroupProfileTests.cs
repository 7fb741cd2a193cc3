using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Tests.Own;

/// <summary>Charging profiles on the controller itself: what is taken, what the guard is told, what survives.</summary>
public sealed class GroupProfileTests
{
    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void A_station_maximum_on_0_is_the_groups_limit_until_it_is_cleared(string version)
    {
        var rig = new OwnRig(version).Accepted();
        Assert.Equal("Accepted", rig.Word("SetChargingProfile", OwnRig.Profile(version)));
        var source = version == "1.6" ? "ChargePointMaxProfile, stack level 0" : "ChargingStationMaxProfile, stack level 0";
        Assert.Equal(new CsmsLimit(new Amperes(20), null, source), rig.Limits.Last());
        Assert.Equal("0:20", rig.Composite(version));
        Assert.Equal("Accepted", rig.Word("ClearChargingProfile", "{}"));
        Assert.Null(rig.Limits.Last());
        Assert.Empty(rig.Book!.Profiles);
        Assert.Equal("Unknown", rig.Word("ClearChargingProfile", "{}"));
    }

    [Theory]
    [InlineData("1.6", "TxDefaultProfile", 0, "Rejected")]
    [InlineData("1.6", "TxProfile", 0, "Rejected")]
    [InlineData("1.6", "ChargePointMaxProfile", 1, "PropertyConstraintViolation")]
    [InlineData("2.0.1", "TxDefaultProfile", 0, "Rejected UnsupportedPurpose")]
    [InlineData("2.0.1", "TxProfile", 0, "Rejected InvalidProfile")]
    [InlineData("2.0.1", "ChargingStationExternalConstraints", 0, "Rejected UnsupportedPurpose")]
    [InlineData("2.0.1", "ChargingStationMaxProfile", 1, "Rejected UnknownEVSE")]
    [InlineData("2.1", "LocalGeneration", 0, "Rejected UnsupportedPurpose")]
    public void Anything_else_is_refused(string version, string purpose, int target, string answer)
    {
        var rig = new OwnRig(version).Accepted();
        Assert.Equal(answer, rig.Word("SetChargingProfile", OwnRig.Profile(version, purpose: purpose, target: target)));
        Assert.Empty(rig.Limits);
    }

    [Fact]
    public void Watts_are_told_as_watts_and_shown_over_three_phases()
    {
        var rig = new OwnRig().Accepted();
        Assert.Equal("Accepted", rig.Word("SetChargingProfile", OwnRig.Profile("2.0.1", 6900, unit: "W")));
        Assert.Equal(new Watts(6900), rig.Limits.Last()!.Power);
        Assert.Equal(("0:6900", "0:10"), (rig.Composite("2.0.1", unit: "W"), rig.Composite("2.0.1")));
    }

    [Fact]
    public void It_ends_by_its_validity_and_a_later_one_is_told_half_a_minute_ahead()
    {
        var rig = new OwnRig().Accepted();
        rig.Word("SetChargingProfile", OwnRig.Profile("2.0.1", more: ",\"validFrom\":\"2026-03-01T12:02:00Z\",\"validTo\":\"2026-03-01T12:04:00Z\""));
        Assert.Equal("0:64 120:20 240:64", rig.Composite("2.0.1"));
        rig.Wait(88);
        Assert.Empty(rig.Limits);
        rig.Wait(3);
        Assert.Equal(20, rig.Limits.Single()!.Amps!.Value.Value);
        rig.Wait(155);
        Assert.Null(rig.Limits.Last());
    }

    [Fact]
    public void Away_from_the_back_end_it_holds_and_after_a_restart_too()
    {
        var rig = new OwnRig().Accepted();
        rig.Word("SetChargingProfile", OwnRig.Profile("2.0.1"));
        rig.Give(new CsmsClosed("gone")).Wait(3600);
        Assert.Single(rig.Limits);
        var again = new OwnRig(kept: rig.Book).Give(new Elapsed());
        Assert.Equal(20, again.Limits.Single()!.Amps!.Value.Value);
    }

    [Fact]
    public void Without_what_was_kept_a_restart_forgets_it() => Assert.Empty(new OwnRig().Give(new Elapsed()).Wait(60).Limits);

    [Fact]
    public void What_was_kept_and_cannot_be_read_holds_the_fallbacks_until_all_is_cleared()
    {
        var rig = new OwnRig(kept: KeptProfiles.Unreadable).Accepted(interval: 600);
        var told = new OwnRig(kept: KeptProfiles.Unreadable).Give(new Elapsed());
        Assert.True(told.Limits.Single()!.IsUnknown);
        Assert.Equal("Accepted", rig.Word("ClearChargingProfile", "{}"));
        Assert.Null(rig.Limits.Last());
    }

    [Fact]
    public void The_policy_reject_refuses_it()
    {
        var rig = new OwnRig(policy: ProfilePolicy.Reject).Accepted();
        Assert.Equal("Rejected NotEnabled", rig.Word("SetChargingProfile", OwnRig.Profile("2.0.1")));
        Assert.Empty(rig.Limits);
    }

    [Fact]
    public void It_reports_what_it_was_given()
    {
        var rig = new OwnRig().Accepted();
        Assert.Equal("NoProfiles", rig.Word("GetChargingProfiles", """{"requestId":1,"chargingProfile":{}}"""));
        rig.Word("SetChargingProfile", OwnRig.Profile("2.0.1"));
        Assert.Equal("Accepted", rig.Word("GetChargingProfiles", """{"requestId":2,"chargingProfile":{"chargingProfilePurpose":"ChargingStationMaxProfile"}}"""));
        Assert.Contains("\"chargingLimitSource\":\"CSO\",\"evseId\":0", System.Text.Encoding.UTF8.GetString(rig.Calls("ReportChargingProfiles").Single().Payload.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void The_composite_is_never_more_than_the_site_gives()
    {
        var rig = new OwnRig().Accepted();
        Assert.Equal("0:64", rig.Composite("2.0.1"));
        rig.Word("SetChargingProfile", OwnRig.Profile("2.0.1", 500));
        Assert.Equal("0:64", rig.Composite("2.0.1"));
        rig.Happens(at => new LimitSet(at, rig.Site.Circuits[0].Id, new LimitSource(LimitKind.External, "ems"), PerPhase.All(new Amperes(11)), null, null, null));
        Assert.Equal($"0:{rig.Site.Margin.Usable(new Amperes(11)).Value:0.##}", rig.Composite("2.0.1").Replace(',', '.'));
        Assert.Equal("Rejected UnknownEVSE", rig.Word("GetCompositeSchedule", """{"evseId":1,"duration":60}"""));
    }

    [Fact]
    public void A_dynamic_limit_is_changed_by_the_back_end()
    {
        var rig = new OwnRig("2.1").Accepted();
        var dynamic = OwnRig.Profile("2.1", kind: "Dynamic").Replace("\"startSchedule\":\"2026-03-01T00:00:00Z\",", "", StringComparison.Ordinal);
        Assert.Equal("Accepted", rig.Word("SetChargingProfile", dynamic));
        Assert.Equal("Accepted", rig.Word("UpdateDynamicSchedule", """{"chargingProfileId":7,"scheduleUpdate":{"limit":9}}"""));
        Assert.Equal(9, rig.Limits.Last()!.Amps!.Value.Value);
    }
}
