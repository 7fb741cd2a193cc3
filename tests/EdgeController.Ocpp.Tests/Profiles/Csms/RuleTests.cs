using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Links;
using static EdgeController.Ocpp.Tests.Profiles.Csms.ProfileRig;

namespace EdgeController.Ocpp.Tests.Profiles.Csms;

/// <summary>Replacement, removal, reports, dynamic values, time out of contact, needs, composite schedules.</summary>
public class RuleTests
{
    private const string Tx = ",\"transactionId\":\"T-1\"";

    [Fact]
    public void In_16_the_same_id_or_the_same_place_replaces()
    {
        var rig = new LinkRig().Ready();
        rig.Set(1, Profile16(id: 1));
        rig.Set(1, Profile16(id: 2, periods: At(9)));
        Assert.Equal(9, rig.Amps());
        Assert.Single(rig.Book()!.Profiles);
        rig.Set(0, Profile16(id: 2, level: 3, periods: At(8)));
        Assert.Equal(8, rig.Amps());
        Assert.Single(rig.Book()!.Profiles);
    }

    [Fact]
    public void In_2x_the_same_id_replaces_and_the_same_place_under_another_id_is_a_duplicate()
    {
        var rig = new LinkRig().Ready2("2.0.1");
        Assert.Equal("Accepted", rig.Set(1, Profile2(id: 1), "2.0.1"));
        Assert.Equal("Accepted", rig.Set(1, Profile2(id: 1, periods: At(9)), "2.0.1"));
        Assert.Equal(9, rig.Amps());
        Assert.Equal("Rejected DuplicateProfile", rig.Set(1, Profile2(id: 2), "2.0.1"));
        Assert.Equal("Rejected DuplicateProfile", rig.Set(0, Profile2(id: 2), "2.0.1"));
        Assert.Equal("Accepted", rig.Set(0, Profile2(id: 2, level: 1, periods: At(7)), "2.0.1"));
        Assert.Equal(7, rig.Amps());
        Assert.Equal("Accepted", rig.Set(1, Profile2(id: 3, more: ",\"validFrom\":\"2027-01-01T00:00:00Z\"", level: 4), "2.0.1"));
        Assert.Equal("Accepted", rig.Set(1, Profile2(id: 4, more: ",\"validTo\":\"2027-01-01T00:00:00Z\"", level: 4), "2.0.1"));
    }

    [Fact]
    public void In_2x_a_later_transaction_profile_takes_the_place_of_the_one_that_came_with_the_start()
    {
        var rig = new LinkRig().WithFallback("2.0.1").Variables().Connector("Occupied").Wait(12);
        rig.Ask("RequestStartTransaction", $$$"""{"idToken":{"idToken":"CARD","type":"ISO14443"},"remoteStartId":5,"evseId":1,"chargingProfile":{{{Profile2(purpose: "TxProfile")}}}}""");
        Assert.DoesNotContain("chargingProfile", rig.Station.Last(), StringComparison.Ordinal);
        rig.Accept("RequestStartTransaction").Start();
        Assert.Equal("T-1", Assert.Single(rig.Book()!.Profiles).Transaction);
        Assert.Equal("Accepted", rig.Set(1, Profile2(id: 2, purpose: "TxProfile", more: Tx, periods: At(7)), "2.0.1"));
        Assert.Equal(7, rig.Amps());
        Assert.Single(rig.Book()!.Profiles);
    }

    /// <summary>A slow station says that the transaction has begun before it answers the start, and its answer names no transaction.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_2x_the_profile_of_a_start_that_is_answered_late_ends_with_the_transaction_that_had_begun(bool overByThen)
    {
        var rig = new LinkRig().WithFallback("2.0.1").Variables().Connector("Occupied").Wait(12);
        rig.Ask("RequestStartTransaction", $$$"""{"idToken":{"idToken":"CARD","type":"ISO14443"},"remoteStartId":5,"evseId":1,"chargingProfile":{{{Profile2(purpose: "TxProfile")}}}}""");
        rig.Start();
        if (overByThen)
        {
            rig.Event("Ended");
        }

        rig.Accept("RequestStartTransaction");
        if (!overByThen)
        {
            Assert.Equal("T-1", Assert.Single(rig.Book()!.Profiles).Transaction);
            Assert.Equal(10, rig.Amps());
            rig.Event("Ended");
        }

        Assert.Empty(rig.Book()?.Profiles ?? []);
        rig.Start("T-2");
        Assert.Null(rig.Amps());
    }

    [Fact]
    public void The_start_of_somebody_else_does_not_get_the_profile()
    {
        var rig = new LinkRig().WithFallback().Status("Preparing").Wait(12);
        rig.Ask("RemoteStartTransaction", $$"""{"connectorId":1,"idTag":"B","chargingProfile":{{Profile16(purpose: "TxProfile")}}}""");
        rig.Accept("RemoteStartTransaction");
        Assert.Equal(10, rig.Amps());
        rig.StartTransaction();
        Assert.Null(rig.Limit());
    }

    [Theory]
    [InlineData("""{"id":1}""", "2 3")]
    [InlineData("""{"id":1,"stackLevel":9}""", "2 3")]
    [InlineData("""{"connectorId":0}""", "1 2")]
    [InlineData("""{"chargingProfilePurpose":"TxDefaultProfile","stackLevel":1}""", "1 3")]
    [InlineData("""{"stackLevel":0}""", "2")]
    [InlineData("{}", "")]
    public void Clear_takes_the_id_or_all_that_match(string payload, string left)
    {
        var rig = new LinkRig().Ready();
        rig.Set(1, Profile16(id: 1));
        rig.Set(1, Profile16(id: 2, level: 1));
        rig.Set(0, Profile16(id: 3, purpose: "ChargePointMaxProfile"));
        Assert.Equal("Accepted", rig.Ask("ClearChargingProfile", payload).Word());
        Assert.Equal(left, string.Join(' ', rig.Book()!.Profiles.Select(profile => JsonDocument.Parse(profile.Json).RootElement.GetProperty("chargingProfileId").GetInt32())));
    }

    [Theory]
    [InlineData("{}", "1 2 3")]
    [InlineData("""{"chargingProfileId":[2,3]}""", "2 3")]
    [InlineData("""{"stackLevel":1}""", "2")]
    [InlineData("""{"chargingProfilePurpose":"ChargingStationMaxProfile"}""", "3")]
    [InlineData("""{"chargingProfilePurpose":"ChargingStationExternalConstraints"}""", "NoProfiles")]
    [InlineData("""{"chargingLimitSource":["CSO"]}""", "1 2 3")]
    [InlineData("""{"chargingLimitSource":["EMS"]}""", "NoProfiles")]
    public void Get_reports_what_matches(string criteria, string ids)
    {
        var rig = new LinkRig().Ready2("2.0.1");
        rig.Set(1, Profile2(id: 1), "2.0.1");
        rig.Set(1, Profile2(id: 2, level: 1), "2.0.1");
        rig.Set(0, Profile2(id: 3, purpose: "ChargingStationMaxProfile"), "2.0.1");
        rig.Forget();
        var word = rig.Ask("GetChargingProfiles", $$"""{"requestId":1,"chargingProfile":{{criteria}}}""").Word();
        var reported = new List<int>();
        var seen = new HashSet<string>();
        while (rig.Csms.Select(text => JsonDocument.Parse(text).RootElement).FirstOrDefault(frame => frame[0].GetInt32() == 2 && seen.Add(frame[1].GetString()!)) is { ValueKind: JsonValueKind.Array } report)
        {
            reported.AddRange(report[3].GetProperty("chargingProfile").EnumerateArray().Select(profile => profile.GetProperty("id").GetInt32()));
            rig.FromCsms($$"""[3,"{{report[1].GetString()}}",{}]""").Wait(1);
        }

        Assert.Equal(ids, word == "Accepted" ? string.Join(' ', reported.Order()) : word);
    }

    [Fact]
    public void A_dynamic_value_is_pushed_and_pulled_and_lasts_as_long_as_its_duration()
    {
        var rig = new LinkRig().Ready2("2.1");
        rig.Set(1, Profile2(kind: "Dynamic", more: ",\"dynUpdateInterval\":60", schedule: ",\"duration\":150"), "2.1");
        Assert.Equal(10, rig.Amps());
        Assert.Equal("Accepted", rig.Ask("UpdateDynamicSchedule", """{"chargingProfileId":1,"scheduleUpdate":{"limit":8}}""").Word());
        Assert.Equal(8, rig.Amps());
        rig.Forget().Wait(61);
        var pull = JsonDocument.Parse(rig.Csms.Single(text => text.Contains("PullDynamicScheduleUpdate", StringComparison.Ordinal))).RootElement;
        Assert.Equal(1, pull[3].GetProperty("chargingProfileId").GetInt32());
        rig.FromCsms($$$"""[3,"{{{pull[1].GetString()}}}",{"status":"Accepted","scheduleUpdate":{"limit":7}}]""");
        Assert.Equal(7, rig.Amps());
        Assert.DoesNotContain(rig.Station, text => text.Contains("Profile", StringComparison.Ordinal) || text.Contains("Schedule", StringComparison.Ordinal));
        rig.Wait(149);
        Assert.Equal(7, rig.Amps());
        rig.Wait(2);
        Assert.Null(rig.Limit());
        Assert.Equal("Rejected InvalidProfileId", rig.Ask("UpdateDynamicSchedule", """{"chargingProfileId":9,"scheduleUpdate":{"limit":8}}""").Word());
        rig.Set(1, Profile2(id: 2, level: 1), "2.1");
        Assert.Equal("Rejected InvalidProfile", rig.Ask("UpdateDynamicSchedule", """{"chargingProfileId":2,"scheduleUpdate":{"limit":8}}""").Word());
        Assert.Equal("Rejected UnsupportedParam", rig.Ask("UpdateDynamicSchedule", """{"chargingProfileId":1,"scheduleUpdate":{"setpoint":8}}""").Word());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Out_of_contact_a_profile_is_invalid_after_its_longest_time_and_some_for_good(bool forGood)
    {
        var rig = new LinkRig().Ready2("2.1");
        rig.Set(1, Profile2(more: $",\"maxOfflineDuration\":120,\"invalidAfterOfflineDuration\":{(forGood ? "true" : "false")}"), "2.1");
        rig.Wait(300);
        Assert.Equal(10, rig.Amps());
        rig.Give(new CsmsClosed("cut")).Wait(119);
        Assert.Equal(10, rig.Amps());
        rig.Wait(2);
        Assert.Null(rig.Limit());
        while (rig.Link.Csms != CsmsLinkState.Connecting)
        {
            rig.Wait(1);
        }

        rig.Give(new CsmsOpened()).Wait(2);
        Assert.Equal(forGood ? null : 10.0, rig.Amps());
    }

    [Fact]
    public void A_state_of_charge_lowers_the_limit_once_it_is_known()
    {
        var rig = new LinkRig().Ready2("2.1");
        rig.Set(1, Profile2(schedule: ",\"startSchedule\":\"2026-03-01T00:00:00Z\",\"limitAtSoC\":{\"soc\":80,\"limit\":7}"), "2.1");
        Assert.Equal(10, rig.Amps());
        rig.Event("Updated", rig.Values("""{"measurand":"SoC","value":79,"location":"EV","unitOfMeasure":{"unit":"Percent"}}""")).Wait(1);
        Assert.Equal(10, rig.Amps());
        rig.Event("Updated", rig.Values("""{"measurand":"SoC","value":80,"location":"EV","unitOfMeasure":{"unit":"Percent"}}""")).Wait(1);
        Assert.Equal(7, rig.Amps());
    }

    [Fact]
    public void Local_time_is_what_a_clock_on_the_site_shows()
    {
        // 12:00 UTC is 13:00 in Berlin.
        var rig = new LinkRig().Ready2("2.1");
        rig.Set(1, Profile2(kind: "Recurring", more: ",\"recurrencyKind\":\"Daily\"", periods: """{"startPeriod":0,"limit":10},{"startPeriod":3600,"limit":8}""", schedule: ",\"startSchedule\":\"2026-01-01T12:30:00Z\",\"useLocalTime\":true"), "2.1");
        Assert.Equal(10, rig.Amps());
        rig.Set(1, Profile2(kind: "Recurring", more: ",\"recurrencyKind\":\"Daily\"", periods: """{"startPeriod":0,"limit":10},{"startPeriod":3600,"limit":8}""", schedule: ",\"startSchedule\":\"2026-01-01T11:30:00Z\",\"useLocalTime\":true"), "2.1");
        Assert.Equal(8, rig.Amps());
    }

    [Fact]
    public void A_random_delay_moves_the_later_periods_by_as_much_as_it_says_and_a_restart_draws_none_anew()
    {
        var rig = new LinkRig().Ready2("2.1");
        rig.Set(1, Profile2(purpose: "TxProfile", more: Tx, kind: "Relative", periods: """{"startPeriod":0,"limit":8},{"startPeriod":600,"limit":16}""", schedule: ",\"randomizedDelay\":300"), "2.1");
        double Rise(LinkRig link)
        {
            while (link.Amps() == 8)
            {
                link.Wait(1);
            }

            return (link.Wall - rig.Wall).TotalSeconds;
        }

        var again = new LinkRig(kept: rig.Book()).Connected("2.1").Wait(rig.Now.SinceStart.TotalSeconds);
        Assert.Equal(8, again.Amps());
        var begin = rig.Now;
        var first = Rise(rig);
        Assert.Equal(0, first);
        Assert.InRange((rig.Now - begin).TotalSeconds, 590, 900);
        Rise(again);
        Assert.InRange(Math.Abs((again.Now - rig.Now).TotalSeconds), 0, 2);
    }

    [Fact]
    public void Between_needs_and_the_csmss_profile_only_decreases_go_to_the_evse()
    {
        var rig = new LinkRig().Ready2("2.0.1").Say("NotifyEVChargingNeeds", """{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase"}}""", """{"status":"Accepted"}""").Forget();
        rig.Setpoint(16);
        Assert.Empty(rig.Station);
        Assert.Equal([SetpointOutcome.NotSent], rig.Outcomes(1));
        rig.Setpoint(6, EdgeController.Core.Balancing.SetpointChange.Decrease);
        Assert.Single(rig.Station);
        rig.Accept("SetChargingProfile");
        rig.Set(1, Profile2(purpose: "TxProfile", more: Tx), "2.0.1");
        rig.Setpoint(10);
        Assert.Equal(2, rig.Station.Count());
    }

    [Fact]
    public void A_csms_that_sends_no_profile_holds_nothing_back_for_longer_than_a_minute()
    {
        var rig = new LinkRig().Ready2("2.0.1").Say("NotifyEVChargingNeeds", """{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase"}}""", """{"status":"Rejected"}""").Forget();
        Assert.Single(rig.Setpoint(16).Station);
        rig = new LinkRig().Ready2("2.0.1").Say("NotifyEVChargingNeeds", """{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase"}}""", """{"status":"Processing"}""").Wait(60).Forget();
        Assert.Single(rig.Setpoint(16).Station);
    }

    [Fact]
    public void The_composite_tells_the_lease_first_and_then_what_the_csms_itself_allows()
    {
        var rig = new LinkRig().Ready();
        Assert.Equal("0:6 60:32", rig.Composite(1, 300));
        rig.Setpoint(13).Accept("SetChargingProfile");
        rig.Set(1, Profile16(periods: """{"startPeriod":0,"limit":20},{"startPeriod":600,"limit":9}""", schedule: $",\"startSchedule\":\"{rig.Wall:O}\""));
        Assert.Equal("0:13 300:20 600:9", rig.Composite(1, 900));
        Assert.Equal("0:13 300:20", rig.Composite(0, 600));
        Assert.Equal("0:8970 300:13800", rig.Composite(1, 600, unit: ",\"chargingRateUnit\":\"W\""));
        Assert.Equal("Rejected", rig.Composite(7, 600));
        Assert.Equal("PropertyConstraintViolation", rig.Composite(1, 600, unit: ",\"chargingRateUnit\":\"kW\""));
    }

    [Fact]
    public void The_composite_of_a_2x_station_is_told_in_its_words()
    {
        var rig = new LinkRig(evses: 2).Ready2("2.0.1");
        rig.Set(0, Profile2(purpose: "ChargingStationMaxProfile", periods: At(20)), "2.0.1");
        Assert.Equal("0:12 60:20", rig.Composite(0, 300, "2.0.1"));
        Assert.Equal("0:6 60:20", rig.Composite(2, 300, "2.0.1"));
        Assert.Equal("Rejected UnknownEVSE", rig.Composite(9, 300, "2.0.1"));
    }

    private static string At(double limit) => $$"""{"startPeriod":0,"limit":{{limit}}}""";
}
