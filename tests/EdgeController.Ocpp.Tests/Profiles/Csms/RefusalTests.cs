using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Tests.Links;
using static EdgeController.Ocpp.Tests.Profiles.Csms.ProfileRig;

namespace EdgeController.Ocpp.Tests.Profiles.Csms;

/// <summary>What is refused, and in which words.</summary>
public class RefusalTests
{
    private const string First = """{"startPeriod":0,"limit":10}""";

    [Theory]
    [InlineData(1, "ChargePointMaxProfile", "Absolute", First, "", "Rejected")]
    [InlineData(0, "ChargePointMaxProfile", "Relative", First, "", "Accepted")]
    [InlineData(0, "TxProfile", "Absolute", First, "", "Rejected")]
    [InlineData(1, "TxProfile", "Absolute", First, "", "Accepted")]
    [InlineData(1, "TxProfile", "Absolute", First, ",\"transactionId\":77", "Accepted")]
    [InlineData(1, "TxProfile", "Absolute", First, ",\"transactionId\":78", "Rejected")]
    [InlineData(2, "TxDefaultProfile", "Absolute", First, "", "PropertyConstraintViolation")]
    [InlineData(1, "Nonsense", "Absolute", First, "", "PropertyConstraintViolation")]
    [InlineData(1, "TxDefaultProfile", "Dynamic", First, "", "PropertyConstraintViolation")]
    [InlineData(1, "TxDefaultProfile", "Recurring", First, "", "Rejected")]
    [InlineData(1, "TxDefaultProfile", "Recurring", First, ",\"recurrencyKind\":\"Daily\"", "Accepted")]
    [InlineData(1, "TxDefaultProfile", "Recurring", First, ",\"recurrencyKind\":\"Yearly\"", "PropertyConstraintViolation")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":5,"limit":10}""", "", "Rejected")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":10},{"startPeriod":0,"limit":8}""", "", "Rejected")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":-1}""", "", "Rejected")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0}""", "", "OccurenceConstraintViolation")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":"10"}""", "", "TypeConstraintViolation")]
    [InlineData(1, "TxDefaultProfile", "Absolute", "", "", "OccurenceConstraintViolation")]
    [InlineData(1, "TxDefaultProfile", "Absolute", First, ",\"validFrom\":\"2026-03-02T00:00:00Z\",\"validTo\":\"2026-03-01T00:00:00Z\"", "Rejected")]
    [InlineData(1, "TxDefaultProfile", "Absolute", First, ",\"validFrom\":\"soon\"", "PropertyConstraintViolation")]
    public void A_16_profile_is_judged(int target, string purpose, string kind, string periods, string more, string word)
    {
        var rig = new LinkRig().Ready();
        Assert.Equal(word, rig.Set(target, Profile16(purpose: purpose, kind: kind, periods: periods, more: more)));
        Assert.Empty(rig.Station);
    }

    [Theory]
    [InlineData(1, "ChargingStationMaxProfile", "Absolute", First, "", "Rejected InvalidProfile")]
    [InlineData(0, "ChargingStationMaxProfile", "Relative", First, "", "Rejected InvalidProfile")]
    [InlineData(0, "ChargingStationMaxProfile", "Absolute", First, "", "Accepted")]
    [InlineData(0, "TxProfile", "Absolute", First, ",\"transactionId\":\"T-1\"", "Rejected InvalidProfile")]
    [InlineData(1, "TxProfile", "Absolute", First, "", "Rejected InvalidProfile")]
    [InlineData(1, "TxProfile", "Absolute", First, ",\"transactionId\":\"T-9\"", "Rejected TxNotFound")]
    [InlineData(1, "TxDefaultProfile", "Absolute", First, ",\"transactionId\":\"T-1\"", "Rejected InvalidProfile")]
    [InlineData(7, "TxDefaultProfile", "Absolute", First, "", "Rejected UnknownEVSE")]
    [InlineData(1, "ChargingStationExternalConstraints", "Absolute", First, "", "Rejected UnsupportedPurpose")]
    [InlineData(1, "PriorityCharging", "Absolute", First, "", "Rejected UnsupportedPurpose")]
    [InlineData(1, "LocalGeneration", "Absolute", First, "", "Rejected UnsupportedPurpose")]
    [InlineData(1, "Nonsense", "Absolute", First, "", "PropertyConstraintViolation")]
    [InlineData(1, "TxDefaultProfile", "Recurring", First, "", "Rejected InvalidProfile")]
    [InlineData(1, "TxDefaultProfile", "Absolute", First, ",\"recurrencyKind\":\"Daily\"", "Rejected InvalidProfile")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":10,"numberPhases":1}""", "", "Rejected UnsupportedParam")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":10,"numberPhases":3}""", "", "Accepted")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":10,"phaseToUse":2}""", "", "Rejected InvalidSchedule")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":-1}""", "", "Rejected InvalidSchedule")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":10,"limit_L2":8}""", "", "Rejected PhaseConflict")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0}""", "", "Rejected InvalidSchedule")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":10,"operationMode":"CentralSetpoint","setpoint":5}""", "", "Rejected InvalidOperationMode")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"operationMode":"LocalFrequency"}""", "", "Rejected NoFreqWattCurve")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":10,"operationMode":"Sideways"}""", "", "PropertyConstraintViolation")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":10,"dischargeLimit":-5}""", "", "Rejected InvalidSchedule")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"operationMode":"Idle"}""", "", "Accepted")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"limit":4,"operationMode":"Idle"}""", "", "Rejected InvalidSchedule")]
    [InlineData(1, "TxDefaultProfile", "Absolute", """{"startPeriod":0,"operationMode":"Idle","evseSleep":true}""", "", "Rejected UnsupportedParam")]
    [InlineData(0, "ChargingStationMaxProfile", "Absolute", """{"startPeriod":0,"operationMode":"Idle"}""", "", "Rejected InvalidOperationMode")]
    [InlineData(1, "TxDefaultProfile", "Dynamic", """{"startPeriod":0,"limit":10},{"startPeriod":60,"limit":8}""", "", "Rejected InvalidSchedule")]
    [InlineData(1, "TxDefaultProfile", "Dynamic", First, ",\"dynUpdateInterval\":60", "Accepted")]
    [InlineData(1, "TxDefaultProfile", "Absolute", First, ",\"dynUpdateInterval\":60", "Rejected InvalidProfile")]
    public void A_21_profile_is_judged(int target, string purpose, string kind, string periods, string more, string word)
    {
        var rig = new LinkRig().Ready2("2.1");
        Assert.Equal(word, rig.Set(target, Profile2(purpose: purpose, kind: kind, periods: periods, more: more), "2.1"));
        Assert.Empty(rig.Station);
    }

    [Theory]
    [InlineData("TxDefaultProfile", "Absolute", "", "Rejected InvalidSchedule")]
    [InlineData("TxDefaultProfile", "Relative", ",\"startSchedule\":\"2026-03-01T00:00:00Z\"", "Rejected InvalidSchedule")]
    [InlineData("ChargingStationMaxProfile", "Absolute", ",\"randomizedDelay\":60,\"startSchedule\":\"2026-03-01T00:00:00Z\"", "Rejected InvalidSchedule")]
    [InlineData("TxDefaultProfile", "Relative", ",\"randomizedDelay\":60", "Accepted")]
    [InlineData("TxDefaultProfile", "Relative", ",\"limitAtSoC\":{\"soc\":120,\"limit\":5}", "Rejected InvalidSchedule")]
    [InlineData("TxDefaultProfile", "Relative", ",\"minChargingRate\":6", "Accepted")]
    [InlineData("TxDefaultProfile", "Relative", ",\"minChargingRate\":-6", "Rejected InvalidSchedule")]
    [InlineData("TxDefaultProfile", "Relative", ",\"duration\":-6", "PropertyConstraintViolation")]
    public void A_schedule_is_judged(string purpose, string kind, string schedule, string word) =>
        Assert.Equal(word, new LinkRig().Ready2("2.1").Set(0, Profile2(purpose: purpose, kind: kind, schedule: schedule), "2.1"));

    [Fact]
    public void The_older_version_does_not_know_dynamic_profiles() =>
        Assert.Equal("PropertyConstraintViolation", new LinkRig().Ready2("2.0.1").Set(1, Profile2(kind: "Dynamic"), "2.0.1"));

    [Fact]
    public void A_transaction_profile_needs_a_transaction()
    {
        Assert.Equal("Rejected", new LinkRig().WithFallback().Set(1, Profile16(purpose: "TxProfile")));
        Assert.Equal("Rejected TxNotFound", new LinkRig().WithFallback("2.0.1").Set(1, Profile2(purpose: "TxProfile", more: ",\"transactionId\":\"T-1\""), "2.0.1"));
    }

    [Fact]
    public void A_direct_current_station_takes_watts_without_phases()
    {
        static Station Dc(Station station) => station with { Dc = new DcSupply(new Watts(50_000), new Watts(5_000), new Watts(5_000), 0.95, Watts.Zero) };
        var rig = new LinkRig(station: Dc).Ready2("2.1");
        Assert.Equal("Rejected UnsupportedRateUnit", rig.Set(1, Profile2(), "2.1"));
        Assert.Equal("Rejected NoPhaseForDC", rig.Set(1, Profile2(periods: """{"startPeriod":0,"limit":20000,"numberPhases":3}""", unit: "W"), "2.1"));
        Assert.Equal("Accepted", rig.Set(1, Profile2(periods: """{"startPeriod":0,"limit":20000}""", unit: "W"), "2.1"));
        Assert.Equal(20_000, rig.Limit()!.Power!.Value.Value);
    }

    [Fact]
    public void A_station_that_switches_phases_takes_one_and_its_first()
    {
        var rig = new LinkRig(station: station => station with { SwitchesPhases = true }).Ready2("2.1");
        Assert.Equal("Accepted", rig.Set(1, Profile2(periods: """{"startPeriod":0,"limit":10,"numberPhases":1,"phaseToUse":1}"""), "2.1"));
        Assert.Equal(1, rig.Limit()!.Phases);
        Assert.Equal("Rejected PhaseConflict", rig.Set(1, Profile2(id: 2, level: 1, periods: """{"startPeriod":0,"limit":10,"numberPhases":1,"phaseToUse":2}"""), "2.1"));
    }

    [Fact]
    public void Ids_that_a_21_station_keeps_for_itself_are_refused()
    {
        var rig = new LinkRig().WithFallback("2.1").Variables(("MaxExternalConstraintsId", "500"));
        Assert.Equal("Rejected InvalidProfileId", rig.Set(1, Profile2(id: 500), "2.1"));
        Assert.Equal("Accepted", rig.Set(1, Profile2(id: 501), "2.1"));
    }

    [Theory]
    [InlineData("""{"connectorId":1,"idTag":"A","chargingProfile":PROFILE}""", "TxDefaultProfile", "")]
    [InlineData("""{"connectorId":1,"idTag":"A","chargingProfile":PROFILE}""", "TxProfile", ",\"transactionId\":5")]
    public void A_start_with_another_profile_than_one_of_its_own_is_refused(string start, string purpose, string more)
    {
        var rig = new LinkRig().WithFallback().Forget();
        Assert.Equal("Rejected", rig.Ask("RemoteStartTransaction", start.Replace("PROFILE", Profile16(purpose: purpose, more: more), StringComparison.Ordinal)).Word());
        Assert.Empty(rig.Station);
    }
}
