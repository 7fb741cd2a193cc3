using EdgeController.Core.Events;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Mapping.V2x;

public class ChargingNeedsTests
{
    [Theory]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase","acChargingParameters":{"energyAmount":20000,"evMinCurrent":6,"evMaxCurrent":13,"evMaxVoltage":400}}}""", 13.0, null)]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"DC","dcChargingParameters":{"evMaxCurrent":125,"evMaxVoltage":400}}}""", null, 50_000.0)]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"DC","dcChargingParameters":{"evMaxCurrent":300,"evMaxVoltage":500,"evMaxPower":80000}}}""", null, 80_000.0)]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_BPT","v2xChargingParameters":{"maxChargeCurrent":16,"maxChargePower":11040}}}""", 16.0, null)]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_BPT","v2xChargingParameters":{"maxChargeCurrent":32,"maxChargePower":2300,"maxChargePower_L2":4600,"maxChargePower_L3":2300}}}""", 20.0, null)]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_BPT","v2xChargingParameters":{"maxChargePower":6900,"maxChargeCurrent":32}}}""", 30.0, null)]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"DC_BPT","v2xChargingParameters":{"maxChargePower":20000,"maxChargeCurrent":40,"maxVoltage":400}}}""", null, 16_000.0)]
    public void What_the_vehicle_can_take_at_most_is_told(string payload, double? amps, double? watts)
    {
        var told = Assert.Single(new LinkRig(csms: null).Connected("2.0.1").Say("NotifyEVChargingNeeds", payload).Events.OfType<VehicleNeedsTold>());
        Assert.Equal((amps, watts), (told.MaxCurrent?.Value, told.MaxPower?.Value));
    }

    [Theory]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase","acChargingParameters":{"evMaxCurrent":0}}}""")]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase","acChargingParameters":{"evMaxCurrent":"NaN"}}}""")]
    [InlineData("""{"evseId":7,"chargingNeeds":{"acChargingParameters":{"evMaxCurrent":13}}}""")]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_BPT","v2xChargingParameters":{"maxChargePower":-11040,"maxChargeCurrent":0}}}""")]
    [InlineData("""{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_BPT","v2xChargingParameters":{"maxChargePower":6900}}}""")]
    [InlineData("""{"evseId":1}""")]
    public void What_is_no_limit_is_passed_over(string payload) =>
        Assert.Empty(new LinkRig(csms: null).Connected("2.0.1").Say("NotifyEVChargingNeeds", payload).Events.OfType<VehicleNeedsTold>());
}
