using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>Setpoints to give back on the wire (OCPP 2.1 K28, Q01), and what a bidirectional station tells.</summary>
public class GivingBackTests
{
    private const string Bidirectional = """{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_BPT","v2xChargingParameters":{"maxDischargePower":3680,"maxDischargePower_L2":3680,"maxDischargePower_L3":3680,"targetSoC":80}}}""";

    [Fact]
    public void A_setpoint_goes_in_a_dynamic_profile_that_ends_by_itself_and_is_then_only_updated()
    {
        var rig = Ready().Gives(6900, amps: 6);
        var profile = rig.Station.Last();
        Assert.Contains("\"chargingProfilePurpose\":\"TxProfile\",\"chargingProfileKind\":\"Dynamic\"", profile, StringComparison.Ordinal);
        Assert.Contains("\"duration\":60", profile, StringComparison.Ordinal);
        Assert.Contains("\"chargingRateUnit\":\"A\"", profile, StringComparison.Ordinal);
        Assert.Contains("""{"startPeriod":0,"limit":6,"numberPhases":3,"operationMode":"CentralSetpoint","setpoint":-10,"dischargeLimit":-10}""", profile, StringComparison.Ordinal);

        rig.Accept("SetChargingProfile").Gives(3450, amps: 6);
        Assert.EndsWith("""{"chargingProfileId":900000001,"scheduleUpdate":{"limit":6,"setpoint":-5,"dischargeLimit":-5}}]""", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Equal([SetpointOutcome.Accepted], rig.Accept("UpdateDynamicSchedule").Outcomes(2));
    }

    [Fact]
    public void A_station_that_asks_while_its_vehicle_gives_is_told_the_setpoint_and_between_giving_and_charging_nothing()
    {
        var rig = Ready().Gives(6900, amps: 6).Accept("SetChargingProfile");
        const string Pull = """[2,"p","PullDynamicScheduleUpdate",{"chargingProfileId":900000001}]""";
        rig.FromStation(Pull);
        rig.Gives(3450, amps: 6).Accept("SetChargingProfile").FromStation(Pull.Replace("\"p\"", "\"r\"", StringComparison.Ordinal));
        Assert.Equal("""[3,"r",{"status":"Accepted","scheduleUpdate":{"limit":6,"setpoint":-5,"dischargeLimit":-5}}]""", rig.Station.Last());

        rig.Setpoint(10).FromStation(Pull.Replace("\"p\"", "\"s\"", StringComparison.Ordinal));
        Assert.Equal("""[3,"s",{"status":"Rejected"}]""", rig.Station.Last());
    }

    [Fact]
    public void What_only_charges_again_gets_a_whole_profile_without_a_setpoint()
    {
        var rig = Ready().Gives(6900).Accept("SetChargingProfile").Setpoint(10);
        Assert.Contains("\"SetChargingProfile\"", rig.Station.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain("setpoint", rig.Station.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain("operationMode", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_setpoint_leaves_the_limit_and_is_not_tried_again_in_the_transaction()
    {
        var rig = Ready().Gives(6900, amps: 6);
        rig.FromStation($$$"""[3,"{{{rig.LastCall("SetChargingProfile").MessageId}}}",{"status":"Rejected","statusInfo":{"reasonCode":"InvalidOperationMode"}}]""");
        Assert.DoesNotContain("setpoint", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Contains("InvalidOperationMode", rig.Events.OfType<ResourceReported>().Last().Problem, StringComparison.Ordinal);
        Assert.Equal(SteeringState.Unknown, rig.Events.OfType<ResourceReported>().Last().Steering);

        rig.Accept("SetChargingProfile").Gives(3450, amps: 6);
        Assert.DoesNotContain("setpoint", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(1));
    }

    [Fact]
    public void Before_2_1_a_setpoint_is_never_sent_and_the_site_hears_why()
    {
        var rig = Ready("2.0.1").Gives(6900, amps: 10);
        Assert.DoesNotContain("setpoint", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Contains("OCPP 2.1", rig.Events.OfType<ResourceReported>().Last().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Direct_current_is_told_in_whole_watts_at_the_vehicle_and_no_more_than_the_grid_gets()
    {
        var rig = Ready(station: one => one with { Dc = new DcSupply(new Watts(20_000), new Watts(1000), Watts.Zero, 0.92, Watts.Zero) }).Gives(6900);
        Assert.Contains("\"chargingRateUnit\":\"W\"", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Contains("\"operationMode\":\"CentralSetpoint\",\"setpoint\":-6348", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_bidirectional_vehicle_tells_is_one_report_with_what_the_samples_add()
    {
        var rig = Ready().Say("NotifyEVChargingNeeds", Bidirectional);
        var told = rig.Events.OfType<ResourceReported>().Last();
        Assert.Equal((SteeringState.Ready, 11_040.0, 0.8), (told.Steering, told.DischargeAtMost?.Value, told.TargetCharge));

        rig.Event("Updated", rig.Values("""{"value":55.5,"measurand":"SoC","location":"EV"},{"value":60,"measurand":"Display.BatteryEnergyCapacity","unitOfMeasure":{"unit":"kWh"}}"""));
        told = rig.Events.OfType<ResourceReported>().Last();
        Assert.Equal((SteeringState.Ready, 0.555, 60_000.0), (told.Steering, told.StateOfCharge, told.Capacity?.Value));

        Assert.Equal("TEST/1", told.Resource.Replace(TestSite.Id.Value, "TEST", StringComparison.Ordinal));
        rig.Say("NotifyEVChargingNeeds", """{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase"}}""");
        Assert.Equal((SteeringState.Unknown, "its vehicle only charges"), (rig.Events.OfType<ResourceReported>().Last().Steering, rig.Events.OfType<ResourceReported>().Last().Problem));
    }

    [Theory]
    [InlineData("""{"value":6900,"measurand":"Power.Active.Export"},{"value":0,"measurand":"Power.Active.Import"}""", -10)]
    [InlineData("""{"value":8,"measurand":"Current.Export","phase":"L1"},{"value":8,"measurand":"Current.Export","phase":"L2"},{"value":8,"measurand":"Current.Export","phase":"L3"}""", -8)]
    [InlineData("""{"value":0,"measurand":"Power.Active.Export"},{"value":9,"measurand":"Current.Import"}""", 9)]
    public void What_flows_out_is_measured_with_a_minus(string samples, double amps)
    {
        var rig = Ready();
        rig.Event("Updated", rig.Values(samples));
        Assert.Equal(amps, rig.Events.OfType<EvseMetered>().Last().Current!.Value.L2.Value, 3);
    }

    [Fact]
    public void At_a_station_that_only_charges_nothing_flows_out()
    {
        var rig = new LinkRig(storage: StorageClass.Dynamic).Ready2("2.1");
        rig.Event("Updated", rig.Values("""{"value":6900,"measurand":"Power.Active.Export"}"""));
        Assert.DoesNotContain(rig.Events.OfType<EvseMetered>(), metered => metered.Current?.L1.Value < 0);
        rig.Say("NotifyEVChargingNeeds", Bidirectional);
        Assert.Empty(rig.Events.OfType<ResourceReported>());
    }

    private static LinkRig Ready(string version = "2.1", Func<Station, Station>? station = null) =>
        new LinkRig(storage: StorageClass.Dynamic, station: one => (station?.Invoke(one) ?? one) with { V2x = new V2xRating(new Watts(11_000), 0.3) }).Ready2(version);
}
