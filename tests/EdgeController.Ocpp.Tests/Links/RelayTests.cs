using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

public class RelayTests
{
    [Fact]
    public void What_station_and_csms_say_arrives_byte_for_byte_and_in_order()
    {
        var rig = new LinkRig().WithFallback().Forget();
        string[] up = ["""[2, "s1" ,"Vendor\u0058",{ "b":1.50,"a":"é" }]""", """[2,"s2","MeterValues",{"connectorId":1,"signed":"AA=="}]"""];
        string[] down = ["""[ 3,"s1",{"z" : 1e1}]""", """[2,"c1","UnknownAction" , {"x":[]}]""", """[4,"s2","InternalError","",{}]"""];
        string[] answer = ["""[3 ,"c1",{"ok":true}]"""];
        rig.FromStation(up[0]).FromStation(up[1]);
        rig.FromCsms(down[0]).FromCsms(down[1]).FromCsms(down[2]);
        rig.FromStation(answer[0]);

        Assert.Equal([.. up, .. answer], rig.Csms);
        Assert.Equal(down, rig.Station);
    }

    [Fact]
    public void Answers_to_our_own_calls_never_reach_the_csms()
    {
        var rig = new LinkRig().Ready().Setpoint(16).Accept("SetChargingProfile");

        Assert.Empty(rig.Csms);
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(1));
    }

    [Fact]
    public void Answers_that_nobody_waits_for_are_dropped_and_counted()
    {
        var rig = new LinkRig().WithFallback().Forget().FromStation("""[3,"ghost",{}]""").FromCsms("""[3,"ghost",{}]""");

        Assert.Empty(rig.Csms);
        Assert.Empty(rig.Station);
        Assert.Equal(2, rig.Link.Counters.UnknownAnswers);
    }

    [Fact]
    public void A_csms_id_that_is_one_of_ours_is_mapped_and_mapped_back()
    {
        var rig = new LinkRig().Ready().Setpoint(16);
        var own = rig.LastCall("SetChargingProfile").MessageId;
        rig.Forget().FromCsms($$"""[2,"{{own}}","GetConfiguration",{}]""").Wait(10);
        var mapped = rig.LastCall("GetConfiguration").MessageId;
        rig.FromStation($$"""[3,"{{own}}",{"status":"Accepted"}]""").FromStation($$"""[3,"{{mapped}}",{"n":1}]""");

        Assert.NotEqual(own, mapped);
        Assert.Equal([$$"""[3,"{{own}}",{"n":1}]"""], rig.Csms);
    }

    [Fact]
    public void Our_ids_avoid_those_of_the_csms()
    {
        var next = 0;
        var rig = new LinkRig(ids: () => (next++ / 2).ToString(), options: new StationLinkOptions { MessageIdPrefix = "x" }).Ready();
        var coming = $"x{(next + 1) / 2}";
        rig.FromCsms($$"""[2,"{{coming}}","GetConfiguration",{}]""").Setpoint(16, SetpointChange.Decrease).Wait(5);

        Assert.NotEqual(coming, rig.LastCall("SetChargingProfile").MessageId);
    }

    [Fact]
    public void Only_one_call_is_outstanding_and_calls_of_the_csms_keep_their_order()
    {
        var rig = new LinkRig().WithFallback().Forget().FromCsms("""[2,"c1","A",{}]""").FromCsms("""[2,"c2","B",{}]""");
        Assert.Equal(["""[2,"c1","A",{}]"""], rig.Station);

        rig.FromStation("""[3,"c1",{}]""");
        Assert.Equal("""[2,"c2","B",{}]""", rig.Station.Last());
    }

    [Fact]
    public void The_fifty_first_waiting_call_of_the_csms_is_answered_with_an_error()
    {
        var rig = new LinkRig().WithFallback().Forget();
        for (var n = 0; n < 52; n++)
        {
            rig.FromCsms($$"""[2,"c{{n}}","A",{}]""");
        }

        Assert.StartsWith("""[4,"c51","GenericError",""", Assert.Single(rig.Csms), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.6", 0)]
    [InlineData("2.0.1", 0)]
    [InlineData("2.1", 1)]
    public void Types_5_and_6_pass_on_2_1_only(string version, int passed)
    {
        var rig = new LinkRig().Connected(version).Forget();
        rig.FromStation("""[6,"e1","NotifyPeriodicEventStream",{}]""").FromCsms("""[5,"e2","GenericError","",{}]""");

        Assert.Equal((passed, passed), (rig.Csms.Count(), rig.Station.Count()));
    }

    [Fact]
    public void An_unreadable_call_is_answered_and_not_relayed()
    {
        var rig = new LinkRig().WithFallback().Forget().FromStation("""[2,"bad","MeterValues",[]]""").FromStation("rubbish").FromCsms("""[2,"bad2","X",1]""");

        Assert.StartsWith("""[4,"bad","FormationViolation",""", Assert.Single(rig.Station), StringComparison.Ordinal);
        Assert.StartsWith("""[4,"bad2","FormationViolation",""", Assert.Single(rig.Csms), StringComparison.Ordinal);
        Assert.Equal(3, rig.Link.Counters.Malformed);
    }

    [Fact]
    public void More_than_twenty_unreadable_frames_a_minute_close_the_socket()
    {
        var rig = new LinkRig().WithFallback();
        for (var n = 0; n < 40; n++)
        {
            rig.FromStation("rubbish").Wait(4);
        }

        Assert.DoesNotContain(rig.Outputs, output => output is CloseStation);
        for (var n = 0; n < 21; n++)
        {
            rig.FromStation("rubbish");
        }

        Assert.Single(rig.Outputs.OfType<CloseStation>());
        Assert.Single(rig.Events.OfType<StationDisconnected>());
        Assert.False(rig.Link.IsOpen);
    }
}
