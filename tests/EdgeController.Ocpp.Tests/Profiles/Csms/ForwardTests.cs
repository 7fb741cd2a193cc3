using System.Text;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Links;
using static EdgeController.Ocpp.Tests.Profiles.Csms.ProfileRig;

namespace EdgeController.Ocpp.Tests.Profiles.Csms;

/// <summary>Policy forward: the station gets what composes with ours by minimum, and nothing else.</summary>
public class ForwardTests
{
    [Fact]
    public void Beside_default_and_transaction_profiles_of_ours_only_the_station_maximum_passes()
    {
        var rig = Rig();
        Assert.Equal("passed", rig.Set(0, Profile16(id: 3, purpose: "ChargePointMaxProfile")));
        Assert.Contains("ChargePointMaxProfile", rig.Station.Single(), StringComparison.Ordinal);
        rig.Accept("SetChargingProfile");
        Assert.Contains("Accepted", rig.Csms.Last(), StringComparison.Ordinal);
        Assert.Equal(10, rig.Amps());
        Assert.True(Assert.Single(rig.Book()!.Profiles).InStation);
        rig.Forget();
        Assert.Equal("Accepted", rig.Set(1, Profile16(id: 4, periods: """{"startPeriod":0,"limit":8}""")));
        Assert.Equal("Accepted", rig.Set(1, Profile16(id: 5, purpose: "TxProfile", periods: """{"startPeriod":0,"limit":7}""")));
        Assert.Equal(7, rig.Amps());
        Assert.Empty(rig.Station);
    }

    [Fact]
    public void Beside_a_station_maximum_of_ours_transaction_profiles_pass()
    {
        var rig = RigOfPlanB();
        Assert.Equal("passed", rig.Set(1, Profile16(id: 4)));
        rig.Accept("SetChargingProfile");
        Assert.Equal("passed", rig.Set(1, Profile16(id: 5, purpose: "TxProfile")));
        rig.Accept("SetChargingProfile").Forget();
        Assert.Equal("Accepted", rig.Set(0, Profile16(id: 6, purpose: "ChargePointMaxProfile")));
        Assert.Empty(rig.Station);
    }

    [Fact]
    public void What_the_station_refuses_is_not_kept()
    {
        var rig = Rig();
        rig.Set(0, Profile16(id: 3, purpose: "ChargePointMaxProfile"));
        rig.FromStation($$"""[3,"{{rig.LastCall("SetChargingProfile").MessageId}}",{"status":"Rejected"}]""");
        Assert.Contains("Rejected", rig.Csms.Last(), StringComparison.Ordinal);
        Assert.Null(rig.Limit());
    }

    [Fact]
    public void A_profile_with_an_id_of_ours_stays_here()
    {
        var rig = Rig();
        Assert.Equal("Accepted", rig.Set(0, Profile16(id: 900_000_000, purpose: "ChargePointMaxProfile")));
        Assert.Equal("Accepted", rig.Set(0, Profile16(id: 900_000_001, level: 2, purpose: "ChargePointMaxProfile")));
        Assert.Empty(rig.Station);
        Assert.Equal(10, rig.Amps());
    }

    [Fact]
    public void Clear_all_takes_the_csmss_out_of_the_station_by_id_and_never_ours()
    {
        var rig = Rig();
        rig.Set(0, Profile16(id: 3, purpose: "ChargePointMaxProfile"));
        rig.Accept("SetChargingProfile").Forget();
        Assert.Equal("Accepted", rig.Ask("ClearChargingProfile", "{}").Word());
        var cleared = rig.Station.Single();
        Assert.Contains("""ClearChargingProfile",{"id":3}""", cleared, StringComparison.Ordinal);
        rig.Accept("ClearChargingProfile");
        Assert.DoesNotContain(rig.Csms.Skip(1), text => text.Contains(rig.LastCall("ClearChargingProfile").MessageId, StringComparison.Ordinal));
        Assert.Equal("Unknown", rig.Ask("ClearChargingProfile", """{"id":900000000}""").Word());
        Assert.DoesNotContain(rig.Events, what => what is FallbackDoubted);
    }

    [Fact]
    public void After_a_change_of_plan_what_stands_in_our_purpose_is_taken_out_before_the_fallback_counts()
    {
        var rig = Rig();
        rig.Set(0, Profile16(id: 3, level: 5, purpose: "ChargePointMaxProfile"));
        rig.Accept("SetChargingProfile").Forget();

        // The station comes back and takes no default profile any more: the fallback goes into the maximum, where the CSMS's would lead.
        rig.FromStation("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""")
            .FromCsms($$"""[3,"boot",{"status":"Accepted","currentTime":"{{rig.Wall:O}}","interval":300}]""");
        rig.Accept("ClearChargingProfile");
        rig.FromStation($$"""[3,"{{rig.LastCall("SetChargingProfile").MessageId}}",{"status":"NotSupported"}]""").Accept("SetChargingProfile");
        Assert.Contains(rig.Station, text => text.Contains("""ClearChargingProfile",{"id":3}""", StringComparison.Ordinal));
        Assert.IsType<FallbackDoubted>(rig.Events.Last(what => what is FallbackDoubted or FallbackInstalled));
        Assert.False(Assert.Single(rig.Book()!.Profiles).InStation);
    }

    [Theory]
    [InlineData("ChangeConfiguration", """{"key":"SmartChargingMaxCurrent","value":"32"}""", "Accepted", true)]
    [InlineData("ChangeConfiguration", """{"key":"ChargeProfileMaxStackLevel","value":"0"}""", "RebootRequired", true)]
    [InlineData("ChangeConfiguration", """{"key":"SmartChargingMaxCurrent","value":"32"}""", "Rejected", false)]
    [InlineData("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"32"}""", "Accepted", false)]
    public void A_setting_that_touches_smart_charging_starts_the_ladder_again(string action, string payload, string status, bool doubted)
    {
        foreach (var policy in Enum.GetValues<ProfilePolicy>())
        {
            var rig = new LinkRig(policy: policy).Ready();
            Assert.Equal("passed", rig.Ask(action, payload).Word());
            var id = rig.LastCall(action).MessageId;
            rig.FromStation($$"""[3,"{{id}}",{"status":"{{status}}"}]""");
            Assert.Equal(doubted, rig.Events.Any(what => what is FallbackDoubted));
            Assert.Contains($"[3,\"{id}\"", rig.Csms.Last(), StringComparison.Ordinal);
            if (doubted)
            {
                rig.Accept("ClearChargingProfile").Accept("SetChargingProfile");
                Assert.IsType<FallbackInstalled>(rig.Events.Last(what => what is FallbackInstalled or FallbackDoubted));
            }
        }
    }

    [Fact]
    public void A_variable_of_smart_charging_starts_the_ladder_again()
    {
        var rig = new LinkRig().Ready2("2.0.1");
        rig.Ask("SetVariables", """{"setVariableData":[{"attributeValue":"false","component":{"name":"SmartChargingCtrlr"},"variable":{"name":"Enabled"}}]}""");
        rig.FromStation($$$"""[3,"{{{rig.LastCall("SetVariables").MessageId}}}",{"setVariableResult":[{"attributeStatus":"Accepted","component":{"name":"SmartChargingCtrlr"},"variable":{"name":"Enabled"}}]}]""");
        Assert.Contains(rig.Events, what => what is FallbackDoubted);
    }

    private static LinkRig Rig() => new LinkRig(policy: ProfilePolicy.Forward).Ready();

    private static LinkRig RigOfPlanB()
    {
        var rig = new LinkRig(policy: ProfilePolicy.Forward).Connected().Wait(3).Accept("ClearChargingProfile");
        return rig.FromStation($$"""[3,"{{rig.LastCall("SetChargingProfile").MessageId}}",{"status":"NotSupported"}]""")
            .Accept("SetChargingProfile").Status().Wait(12).StartTransaction().Forget();
    }
}
