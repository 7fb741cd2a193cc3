namespace EdgeController.Ocpp.Tests.Links;

/// <summary>A station that loses patience sends its call again while the first copy is still at a silent back end.</summary>
public class ImpatientStationTests
{
    private const string Value = """[2,"s1","MeterValues",{"connectorId":1,"transactionId":77,"meterValue":[]}]""";
    private const string Next = """[2,"s2","MeterValues",{"connectorId":1,"transactionId":77,"meterValue":[{}]}]""";

    [Fact]
    public void Its_copies_do_not_pile_up_behind_the_first()
    {
        var rig = new LinkRig().Ready();
        rig.FromStation(Value).Wait(30).FromStation(Value).Wait(25).FromStation(Value).FromCsms("""[3,"s1",{}]""").FromStation(Next);

        Assert.Equal([Value, Next], rig.Csms);
    }

    [Fact]
    public void A_copy_that_went_up_is_not_brought_again_once_the_first_was_answered()
    {
        var rig = new LinkRig().Ready();
        rig.FromStation(Value).Wait(30).FromStation(Value).Wait(31).FromCsms("""[3,"s1",{}]""").FromStation(Next).FromCsms("""[3,"s1",{}]""");
        Assert.Single(rig.Station, """[3,"s1",{}]""");
        Assert.Equal([Value, Value, Next], rig.Csms.Where(frame => frame.Contains("MeterValues", StringComparison.Ordinal)));

        rig.Forget().Give(new Ocpp.Links.CsmsClosed("reset")).Wait(60);
        Assert.DoesNotContain(Value, rig.Csms);
    }
}
