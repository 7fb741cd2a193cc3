using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Quirks;

/// <summary>A value that only the controller has asked for is answered here, but never in the place of one that its CSMS has not got.</summary>
public class ThinnedValuesTests
{
    private const string Other = """[2,"o","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Charging"}]""";

    [Fact]
    public void A_copy_of_a_value_that_waits_for_the_csms_is_not_answered_before_the_first()
    {
        var rig = Faster().FromStation(Other).FromStation(Value(1)).Wait(30).FromStation(Value(1));
        Assert.DoesNotContain("""[3,"m1",{}]""", rig.Station);

        rig.FromCsms("""[3,"o",{}]""").FromCsms("""[3,"m1",{}]""");
        Assert.Single(rig.Csms, Value(1));
        Assert.Single(rig.Station, """[3,"m1",{}]""");
    }

    [Fact]
    public void A_copy_is_not_answered_here_either_when_the_csms_wants_no_values_any_more()
    {
        var rig = Faster().FromStation(Other).FromStation(Value(1));
        rig.FromCsms("""[2,"c","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"0"}]""").FromStation("""[3,"c",{"status":"Accepted"}]""").Accept("ChangeConfiguration");
        rig.Forget().FromStation(Value(1));

        Assert.Empty(rig.Station);
    }

    [Fact]
    public void A_value_that_was_lost_with_the_stations_connection_holds_no_other_back()
    {
        var rig = Faster().FromStation(Other).FromStation(Value(1));
        rig.Give(new StationClosed("reset")).Wait(5).Connected().FromStation(Value(2));

        Assert.DoesNotContain("""[3,"m2",{}]""", rig.Station);
        Assert.Single(rig.Csms, Value(2));
    }

    [Fact]
    public void A_value_of_no_transaction_that_only_the_controller_answered_holds_none_of_a_transaction_back()
    {
        var rig = Faster().Give(new CsmsClosed("reset"));
        rig.FromStation(Value(1, "")).Back();
        Assert.Empty(rig.Csms);

        rig.FromStation(Value(2));
        Assert.Single(rig.Csms, Value(2));
        Assert.DoesNotContain("""[3,"m2",{}]""", rig.Station);
    }

    [Fact]
    public void Those_after_one_that_was_answered_are_held_back_from_the_moment_when_it_came()
    {
        var rig = Faster().FromStation(Value(1)).Wait(30).FromCsms("""[3,"m1",{}]""").Wait(20).FromStation(Value(2)).Wait(10).FromStation(Value(3));

        Assert.Equal([Value(1), Value(3)], rig.Csms.Where(frame => frame.Contains("MeterValues", StringComparison.Ordinal)));
        Assert.Contains("""[3,"m2",{}]""", rig.Station);
    }

    /// <summary>The CSMS has asked for a value each minute, and the controller has the station say one each 10 s.</summary>
    private static LinkRig Faster() => new LinkRig().Connected().Wait(3).Accept("ClearChargingProfile").Accept("SetChargingProfile")
        .Configuration(("MeterValueSampleInterval", "60")).Accept("ChangeConfiguration").Forget();

    private static string Value(int n, string transaction = "\"transactionId\":77,") =>
        $$$"""[2,"m{{{n}}}","MeterValues",{"connectorId":1,{{{transaction}}}"meterValue":[{"timestamp":"2026-03-01T12:00:0{{{n}}}Z","sampledValue":[{"value":"10","measurand":"Current.Import","phase":"L1","unit":"A"}]}]}]""";
}
