using EdgeController.Ocpp.Links;

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

        rig.Forget().Give(new CsmsClosed("reset")).Wait(60);
        Assert.DoesNotContain(Value, rig.Csms);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void A_copy_that_crosses_the_answer_is_answered_once_more_and_not_brought(bool without, int brought)
    {
        var options = new StationLinkOptions { Without = without ? LinkProtections.CrossedCopies : LinkProtections.None };
        var rig = new LinkRig(options: options).Ready();
        rig.FromStation(Value).FromCsms("""[3,"s1",{}]""").FromStation(Value).FromStation(Next).FromCsms("""[3,"s1",{}]""");

        Assert.Equal(2, rig.Station.Count(frame => frame == """[3,"s1",{}]"""));
        Assert.Equal(brought, rig.Csms.Count(frame => frame == Value));
        Assert.Contains(Next, rig.Csms);
    }

    [Fact]
    public void A_call_that_was_refused_may_be_tried_again()
    {
        var rig = new LinkRig().Ready();
        rig.FromStation(Value).FromCsms("""[4,"s1","InternalError","",{}]""").FromStation(Value);
        Assert.Equal([Value, Value], rig.Csms);
    }

    /// <summary>Three copies are at the back end; two answers come, and the second is not lost on the copy that nobody waits for.</summary>
    [Fact]
    public void An_answer_is_for_the_copy_that_the_station_waits_for()
    {
        const string answer = """[3,"s1",{}]""";
        var rig = new LinkRig(options: new StationLinkOptions { Without = LinkProtections.CrossedCopies }).Ready();
        rig.FromStation(Value).Wait(30).FromStation(Value).Wait(31).FromCsms(answer).FromStation(Value).Wait(61);
        Assert.Equal(3, rig.Csms.Count(frame => frame == Value));
        Assert.Contains(answer, rig.Forget().FromCsms(answer).Station);

        rig.Forget().Give(new CsmsClosed("reset")).Back();
        Assert.DoesNotContain(Value, rig.Csms);
    }
}
