using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Mapping.V2x;

public class WishReaderTests
{
    private const string Card = """{"idToken":{"idToken":"CARD","type":"ISO14443"}}""";

    [Fact]
    public void The_priority_of_an_authorized_token_holds_for_its_transaction_once_it_begins()
    {
        var rig = Rig().Say("Authorize", Card, """{"idTokenInfo":{"status":"Accepted","chargingPriority":9}}""");
        Assert.Empty(Wishes(rig));
        rig.Start().Event("Updated");
        Assert.Equal((WishSource.Csms, new Priority(10)), Wishes(rig).Select(wish => (wish.Source, wish.Priority!.Value)).Single());
    }

    [Fact]
    public void The_priority_in_the_answer_to_a_transaction_event_rules_for_that_transaction()
    {
        var rig = Rig().Start();
        rig.Say(
            "TransactionEvent",
            $$$"""{"eventType":"Updated","timestamp":"{{{rig.Wall:O}}}","triggerReason":"MeterValuePeriodic","seqNo":1,"transactionInfo":{"transactionId":"T-1"}}""",
            """{"chargingPriority":-9,"idTokenInfo":{"status":"Accepted","chargingPriority":5}}""");
        Assert.Equal(new Priority(1), Assert.Single(Wishes(rig)).Priority);
    }

    [Theory]
    [InlineData("""{"chargingPriority":10}""")]
    [InlineData("""{"chargingPriority":"high"}""")]
    [InlineData("""{"idTokenInfo":[]}""")]
    [InlineData("""{}""")]
    public void What_is_no_priority_wishes_nothing(string answer)
    {
        var rig = Rig().Start();
        rig.Say("TransactionEvent", $$$"""{"eventType":"Updated","timestamp":"{{{rig.Wall:O}}}","triggerReason":"x","seqNo":1,"transactionInfo":{"transactionId":"T-1"}}""", answer);
        Assert.Empty(Wishes(rig));
    }

    [Fact]
    public void The_vehicle_s_needs_are_read_in_the_station_s_time()
    {
        var rig = Rig().Connector("Occupied").Wait(12).Connector("Occupied");
        rig.Say("NotifyEVChargingNeeds", $$$$"""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase","departureTime":"{{{{rig.Wall.AddHours(3):O}}}}","acChargingParameters":{"energyAmount":22000,"evMinCurrent":6,"evMaxCurrent":16,"evMaxVoltage":400}}}""", """{"status":"Accepted"}""");
        var wish = Assert.Single(Wishes(rig));
        Assert.Equal((WishSource.Vehicle, new WattHours(22_000)), (wish.Source, wish.Energy));
        Assert.InRange((wish.Departure!.Value - rig.Now).TotalHours, 2.99, 3.01);
    }

    [Theory]
    [InlineData("""{"energyAmount":9000,"stateOfCharge":20,"evEnergyCapacity":60000}""", 9000)]
    [InlineData("""{"stateOfCharge":20,"evEnergyCapacity":60000}""", 48_000)]
    [InlineData("""{"stateOfCharge":20,"evEnergyCapacity":60000,"fullSoC":80}""", 36_000)]
    [InlineData("""{"stateOfCharge":90,"evEnergyCapacity":60000,"fullSoC":80}""", 0)]
    [InlineData("""{"stateOfCharge":120,"evEnergyCapacity":60000}""", null)]
    [InlineData("""{"stateOfCharge":20}""", null)]
    public void A_vehicle_that_names_no_energy_lacks_what_is_missing_until_it_is_full(string dc, int? wattHours)
    {
        var rig = Rig().Connector("Occupied").Wait(12).Connector("Occupied");
        rig.Say("NotifyEVChargingNeeds", $$$"""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"DC","dcChargingParameters":{{{dc}}}}}""", """{"status":"Accepted"}""");
        Assert.Equal(wattHours, Wishes(rig).SingleOrDefault()?.Energy is { } energy ? (int)Math.Round(energy.Value) : null);
    }

    [Theory]
    [InlineData("""{"evseId":7,"chargingNeeds":{"acChargingParameters":{"energyAmount":22000}}}""")]
    [InlineData("""{"evseId":1,"chargingNeeds":{"acChargingParameters":{"energyAmount":-5}}}""")]
    [InlineData("""{"evseId":1,"chargingNeeds":{"departureTime":"1999-01-01T00:00:00Z"}}""")]
    [InlineData("""{"evseId":1}""")]
    [InlineData("[]")]
    public void Needs_that_make_no_sense_are_passed_over(string payload) =>
        Assert.Empty(Wishes(Rig().Connector("Occupied").Wait(12).Connector("Occupied").Say("NotifyEVChargingNeeds", payload, """{"status":"Rejected"}""")));

    private static LinkRig Rig() => new LinkRig().Connected("2.0.1");

    private static IEnumerable<SessionWished> Wishes(LinkRig rig) => rig.Events.OfType<SessionWished>();
}
