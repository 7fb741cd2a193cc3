using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;

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
    public void A_question_for_our_profile_is_answered_here_and_another_goes_to_the_csms()
    {
        var rig = Ready().Setpoint(10).Accept("SetChargingProfile").Forget();
        Assert.Equal(Refused, Pull(rig.Wait(5)));
        Assert.Equal(Refused, Pull(rig, 900000000));
        Assert.Equal(Refused, Pull(rig, 900000002));
        Assert.Empty(rig.Csms);

        rig.FromStation("""[2,"q","PullDynamicScheduleUpdate",{"chargingProfileId":7}]""");
        Assert.Single(rig.Csms);
    }

    /// <summary>The guard gave 300 s: what is written ends after 200 s, so that an answer up to 100 s later ends no later than what the guard gave.</summary>
    [Fact]
    public void A_station_that_asks_gets_a_shorter_duration_and_the_limit_as_long_as_a_whole_one_ends_in_time()
    {
        var rig = Asking();
        Assert.Contains("\"duration\":200", rig.Station.Last(text => text.Contains("SetChargingProfile", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(Told(12), Pull(rig.Wait(99)));
        Assert.Equal(Refused, Pull(rig.Wait(2)));

        rig.Setpoint(12, SetpointChange.Renewal);
        Assert.Contains("UpdateDynamicSchedule", rig.Station.Last(), StringComparison.Ordinal);
        rig.Accept("UpdateDynamicSchedule");
        Assert.Equal(Told(12), Pull(rig));
    }

    [Fact]
    public void Without_the_bound_a_station_that_asks_keeps_its_lease_alive_for_ever()
    {
        var rig = Asking(new StationLinkOptions { Without = LinkProtections.PullBound });
        Assert.Equal(Told(12), Pull(rig.Wait(299)));
    }

    [Fact]
    public void A_decrease_is_said_before_it_is_accepted_and_what_was_refused_is_not_said()
    {
        var rig = Asking().Setpoint(8, SetpointChange.Decrease);
        Assert.Equal(Told(8), Pull(rig));

        rig.FromStation($$"""[3,"{{rig.LastCall("UpdateDynamicSchedule").MessageId}}",{"status":"Rejected"}]""");
        Assert.Equal(Refused, Pull(rig));
        rig.FromStation($$$"""[3,"{{{rig.LastCall("SetChargingProfile").MessageId}}}",{"status":"Rejected","statusInfo":{"reasonCode":"InvalidProfile"}}]""");
        Assert.Equal(Refused, Pull(rig));
    }

    [Fact]
    public void After_a_new_connection_nothing_is_said_before_a_lease_is_written_again() => Assert.Equal(Refused, Pull(Asking().Ready2("2.1")));

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

    private static LinkRig Ready(ProfilePolicy policy = ProfilePolicy.Cap, StationLinkOptions? options = null) => new LinkRig(storage: StorageClass.Dynamic, policy: policy, options: options).Ready2("2.1");

    private const string Refused = """[3,"p",{"status":"Rejected"}]""";

    private static string Told(int limit) => $$$"""[3,"p",{"status":"Accepted","scheduleUpdate":{"limit":{{{limit}}}}}]""";

    private static string Pull(LinkRig rig, int profile = 900000001)
    {
        rig.FromStation($$"""[2,"p","PullDynamicScheduleUpdate",{"chargingProfileId":{{profile}}}]""");
        return rig.Station.Last();
    }

    /// <summary>It has asked once, and then got a lease of 12 A.</summary>
    private static LinkRig Asking(StationLinkOptions? options = null)
    {
        var rig = Ready(options: options).Setpoint(10).Accept("SetChargingProfile");
        Pull(rig);
        return rig.Setpoint(12).Accept("SetChargingProfile");
    }
}
