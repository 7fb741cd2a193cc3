using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Quirks;

public class DeviceModelTests
{
    [Theory]
    [InlineData("1.6", 0)]
    [InlineData("2.0.1", 8)]
    [InlineData("2.1", 9)]
    public void Each_variable_is_asked_once_by_itself_after_the_fallback(string version, int questions)
    {
        var rig = new LinkRig().WithFallback(version);
        Assert.Equal(Math.Min(1, questions), Asked(rig));

        rig.Variables().Wait(3600);
        Assert.Equal(questions, Asked(rig));
    }

    [Fact]
    public void Questions_wait_for_everything_else()
    {
        var rig = new LinkRig().WithFallback("2.0.1").FromCsms("""[2,"c","Reset",{"type":"OnIdle"}]""").Connector("Occupied");
        rig.FromStation($$"""[3,"{{rig.LastCall("GetVariables").MessageId}}",{}]""");

        Assert.Equal("""[2,"c","Reset",{"type":"OnIdle"}]""", rig.Station.Last());
    }

    [Fact]
    public void A_station_that_takes_watts_only_gets_its_fallback_again_in_watts()
    {
        var rig = new LinkRig().WithFallback("2.0.1").Variables(("RateUnit", "W"));
        rig.Accept("ClearChargingProfile");

        Assert.Contains("\"chargingRateUnit\":\"W\"", rig.Station.Last(), StringComparison.Ordinal);
        rig.Accept("SetChargingProfile");
        Assert.Equal(2, rig.Events.OfType<FallbackInstalled>().Count());
        Assert.Single(rig.Outputs.OfType<Notice>(), notice => notice.Code == NoticeCode.AbilitiesLearned);
    }

    [Fact]
    public void Profile_ids_move_above_those_of_external_constraints()
    {
        var rig = new LinkRig().WithFallback("2.1").Variables(("MaxExternalConstraintsId", "1000000000"));
        rig.Accept("ClearChargingProfile");

        Assert.Contains("\"id\":1000000001,", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_station_whose_smart_charging_is_off_is_not_believed_until_it_is_on()
    {
        var rig = new LinkRig().WithFallback("2.0.1").Variables(("Enabled", "false"));
        rig.Accept("ClearChargingProfile").Accept("SetChargingProfile").Variables(("Enabled", "false"));
        Assert.Contains("switched off", Assert.Single(rig.Events.OfType<FallbackRefused>()).Reason, StringComparison.Ordinal);

        rig.Connector("Occupied").Wait(12).Start().Setpoint(10);
        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(1));
        rig.Forget().Wait(590).Variables(("Enabled", "true"));
        rig.Accept("ClearChargingProfile").Accept("SetChargingProfile");
        Assert.Single(rig.Events.OfType<FallbackInstalled>());
    }

    [Fact]
    public void A_stack_level_of_zero_rules_out_the_station_maximum()
    {
        var rig = new LinkRig().WithFallback("2.0.1").Variables(("ProfileStackLevel", "0"));
        rig.Accept("ClearChargingProfile");
        rig.FromStation($$$"""[3,"{{{rig.LastCall("SetChargingProfile").MessageId}}}",{"status":"Rejected","statusInfo":{"reasonCode":"UnsupportedPurpose"}}]""");

        Assert.Single(rig.Events.OfType<FallbackRefused>());
    }

    [Fact]
    public void A_station_that_answers_only_by_report_is_asked_for_one_and_the_csms_does_not_see_it()
    {
        var rig = new LinkRig().WithFallback("2.0.1");
        rig.FromStation($$"""[4,"{{rig.LastCall("GetVariables").MessageId}}","NotImplemented","",{}]""").Accept("GetBaseReport").Forget();
        rig.FromStation(Report(905_000_001, "true", """{"component":{"name":"SmartChargingCtrlr"},"variable":{"name":"ProfileStackLevel"},"variableAttribute":[{"value":"4"}]}"""));
        rig.FromStation(Report(905_000_001, "false", """{"component":{"name":"SmartChargingCtrlr"},"variable":{"name":"RateUnit"},"variableAttribute":[{"value":"W"}],"variableCharacteristics":{"dataType":"MemberList"}}"""));

        Assert.Empty(rig.Csms);
        Assert.Equal(2, rig.Station.Count(text => text.StartsWith("""[3,"r",{}]""", StringComparison.Ordinal)));
        Assert.Contains(rig.Station, text => text.Contains("ClearChargingProfile", StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_that_the_csms_asked_for_passes_and_is_read_along()
    {
        var report = Report(7, "false", """{"component":{"name":"SmartChargingCtrlr"},"variable":{"name":"RateUnit"},"variableAttribute":[{"value":"W"}]}""");
        var rig = new LinkRig().WithFallback("2.0.1").Variables().Forget().FromStation(report);

        Assert.Equal([report], rig.Csms);
        Assert.Contains("ClearChargingProfile", Assert.Single(rig.Station), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GetBaseReport")]
    [InlineData("GetReport")]
    public void A_report_passes_even_when_the_csms_asked_for_it_with_a_number_of_ours(string action)
    {
        var report = Report(905_000_001, "false", """{"component":{"name":"SmartChargingCtrlr"},"variable":{"name":"ProfileStackLevel"},"variableAttribute":[{"value":"4"}]}""");
        var rig = new LinkRig().WithFallback("2.0.1").Variables().FromCsms($$"""[2,"c","{{action}}",{"requestId":905000001}]""").Forget();

        Assert.Equal([report], rig.FromStation(report).Csms);
        Assert.Empty(rig.Station);
    }

    [Fact]
    public void Silence_ends_the_questions_and_changes_nothing()
    {
        var rig = new LinkRig().WithFallback("2.1").Wait(3600);

        Assert.Equal(1, Asked(rig));
        Assert.DoesNotContain(rig.Station, text => text.Contains("GetBaseReport", StringComparison.Ordinal));
        rig.Connector("Occupied").Wait(12).Start().Setpoint(10, SetpointChange.Decrease);
        Assert.Contains("TxProfile", rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_station_that_contradicts_itself_is_not_written_to_for_ever()
    {
        var rig = new LinkRig().WithFallback("2.0.1");
        for (var n = 0; n < 20; n++)
        {
            var unit = n % 2 == 0 ? "W" : "A";
            rig.FromStation(Report(7, "false", $$$"""{"component":{"name":"SmartChargingCtrlr"},"variable":{"name":"RateUnit"},"variableAttribute":[{"value":"{{{unit}}}"}]}"""));
            rig.Wait(20);
        }

        Assert.True(rig.Station.Count(text => text.Contains("ClearChargingProfile", StringComparison.Ordinal)) <= 3);
    }

    private static int Asked(LinkRig rig) => rig.Station.Count(text => text.Contains("\"GetVariables\"", StringComparison.Ordinal));

    private static string Report(int request, string more, string variable) =>
        $$"""[2,"r","NotifyReport",{"requestId":{{request}},"generatedAt":"2026-03-01T12:00:00Z","seqNo":0,"tbc":{{more}},"reportData":[{{variable}}]}]""";
}
