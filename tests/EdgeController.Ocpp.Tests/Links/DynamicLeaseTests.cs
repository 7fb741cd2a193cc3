using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;

namespace EdgeController.Ocpp.Tests.Links;

public class DynamicLeaseTests
{
    [Fact]
    public void A_lease_is_set_once_and_then_only_updated()
    {
        var rig = Ready().Setpoint(10);
        Assert.Contains("\"chargingProfileKind\":\"Dynamic\"", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Contains("\"duration\":300", rig.Station.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain("startSchedule", rig.Station.Last(), StringComparison.Ordinal);

        rig.Accept("SetChargingProfile").Setpoint(12);
        Assert.EndsWith("""{"chargingProfileId":900000001,"scheduleUpdate":{"limit":12}}]""", rig.Station.Last(), StringComparison.Ordinal);
        rig.Accept("UpdateDynamicSchedule").Setpoint(8, SetpointChange.Decrease);
        Assert.Contains("\"limit\":8", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(2));
    }

    [Fact]
    public void A_refused_update_is_followed_by_a_whole_profile()
    {
        var rig = Ready().Setpoint(10).Accept("SetChargingProfile").Setpoint(12);
        rig.FromStation($$"""[3,"{{rig.LastCall("UpdateDynamicSchedule").MessageId}}",{"status":"Rejected"}]""");

        Assert.Contains("\"SetChargingProfile\"", rig.Station.Last(), StringComparison.Ordinal);
        rig.Accept("SetChargingProfile");
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(2));
    }

    [Fact]
    public void A_station_that_takes_none_gets_ordinary_leases()
    {
        var rig = Ready().Setpoint(10);
        rig.FromStation($$$"""[3,"{{{rig.LastCall("SetChargingProfile").MessageId}}}",{"status":"Rejected","statusInfo":{"reasonCode":"InvalidProfile"}}]""");
        Assert.Contains("\"chargingProfileKind\":\"Absolute\"", rig.Station.Last(), StringComparison.Ordinal);

        rig.Accept("SetChargingProfile").Setpoint(12);
        Assert.Contains("\"SetChargingProfile\"", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_for_our_profile_is_answered_here_and_renews_nothing_and_another_goes_to_the_csms()
    {
        var rig = Ready().Setpoint(10).Accept("SetChargingProfile").Forget();
        rig.FromStation("""[2,"p","PullDynamicScheduleUpdate",{"chargingProfileId":900000001}]""");
        Assert.Equal(["""[3,"p",{"status":"Rejected"}]"""], rig.Station);
        Assert.Empty(rig.Csms);

        rig.FromStation("""[2,"q","PullDynamicScheduleUpdate",{"chargingProfileId":7}]""");
        Assert.Single(rig.Csms);
    }

    [Theory]
    [InlineData(ProfilePolicy.Cap)]
    [InlineData(ProfilePolicy.Reject)]
    public void The_csms_cannot_change_a_lease(ProfilePolicy policy)
    {
        var rig = Ready(policy).Setpoint(10).Accept("SetChargingProfile").Forget();
        rig.FromCsms("""[2,"u","UpdateDynamicSchedule",{"chargingProfileId":900000001,"scheduleUpdate":{"limit":32}}]""");

        Assert.Empty(rig.Station);
        Assert.StartsWith("[3,\"u\",{\"status\":\"Rejected\"", Assert.Single(rig.Csms), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_csms_profiles_are_refused_its_word_on_an_id_that_is_not_ours_passes()
    {
        var rig = Ready(ProfilePolicy.Reject).Setpoint(10).Accept("SetChargingProfile").Forget();
        var frame = """[2,"u","UpdateDynamicSchedule",{"chargingProfileId":1920905747,"scheduleUpdate":{"limit":32}}]""";
        rig.FromCsms(frame);

        Assert.Equal([frame], rig.Station);
    }

    [Fact]
    public void Before_2_1_the_class_means_ordinary_leases() =>
        Assert.Contains("\"Absolute\"", new LinkRig(storage: StorageClass.Dynamic).Ready2("2.0.1").Setpoint(10).Station.Last(), StringComparison.Ordinal);

    private static LinkRig Ready(ProfilePolicy policy = ProfilePolicy.Cap) => new LinkRig(storage: StorageClass.Dynamic, policy: policy).Ready2("2.1");
}
