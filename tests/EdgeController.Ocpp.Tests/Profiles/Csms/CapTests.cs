using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Links;
using static EdgeController.Ocpp.Tests.Profiles.Csms.ProfileRig;

namespace EdgeController.Ocpp.Tests.Profiles.Csms;

/// <summary>Policy cap: the back end's profiles are kept here, lower what the guard gives, and never reach the station.</summary>
public class CapTests
{
    [Fact]
    public void A_profile_of_a_16_csms_is_accepted_kept_and_told_to_the_guard_and_the_station_hears_nothing()
    {
        var rig = new LinkRig().Ready();
        Assert.Equal("Accepted", rig.Set(1, Profile16(purpose: "TxProfile", level: 2)));
        Assert.Equal(10, rig.Amps());
        Assert.Equal("TxProfile, stack level 2", rig.Limit()!.Source);
        Assert.Empty(rig.Station);
        Assert.Single(rig.Book()!.Profiles);
    }

    [Theory]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void A_profile_of_a_2x_csms_is_accepted_kept_and_told_to_the_guard_and_the_station_hears_nothing(string version)
    {
        var rig = new LinkRig().Ready2(version);
        Assert.Equal("Accepted", rig.Set(1, Profile2(purpose: "TxProfile", more: ",\"transactionId\":\"T-1\""), version));
        Assert.Equal(10, rig.Amps());
        Assert.Empty(rig.Station);
    }

    [Fact]
    public void A_decrease_is_told_half_a_minute_ahead_and_an_increase_when_it_comes()
    {
        var rig = new LinkRig().Ready();
        var start = rig.Wall;
        rig.Set(1, Profile16(periods: """{"startPeriod":0,"limit":16},{"startPeriod":100,"limit":8},{"startPeriod":200,"limit":20}""", schedule: $",\"startSchedule\":\"{start:O}\""));
        Assert.Equal(16, rig.Amps());
        Assert.Equal(16, rig.Wait(69).Amps());
        Assert.Equal(8, rig.Wait(2).Amps());
        Assert.Equal(8, rig.Wait(128).Amps());
        Assert.Equal(20, rig.Wait(2).Amps());
    }

    [Fact]
    public void A_transactions_end_takes_its_profile_with_it()
    {
        var rig = new LinkRig().Ready();
        rig.Set(1, Profile16(id: 1, purpose: "TxProfile"));
        rig.Set(1, Profile16(id: 2, periods: """{"startPeriod":0,"limit":20}"""));
        Assert.Equal(10, rig.Amps());
        rig.FromStation($$"""[2,"stop","StopTransaction",{"transactionId":77,"meterStop":0,"timestamp":"{{rig.Wall:O}}"}]""");
        Assert.Equal(20, rig.Amps());
        Assert.Equal(2, Assert.Single(rig.Book()!.Profiles).Json.Length > 0 ? 2 : 0);
    }

    [Fact]
    public void The_station_maximum_of_several_evses_is_told_as_their_total()
    {
        var rig = new LinkRig(evses: 2).Ready();
        Assert.Equal("Accepted", rig.Set(0, Profile16(purpose: "ChargePointMaxProfile", periods: """{"startPeriod":0,"limit":22000}""", unit: "W")));
        Assert.Equal(22000, rig.Total()!.Power!.Value.Value);
        Assert.Null(rig.Limit());
    }

    [Fact]
    public void What_is_cleared_limits_no_more()
    {
        var rig = new LinkRig().Ready();
        rig.Set(1, Profile16());
        Assert.NotNull(rig.Limit());
        Assert.Equal("Accepted", rig.Ask("ClearChargingProfile", """{"id":1}""").Word());
        Assert.Null(rig.Events.OfType<CsmsLimitChanged>().Last().Limit);
        Assert.Equal("Unknown", rig.Ask("ClearChargingProfile", """{"id":1}""").Word());
        Assert.Empty(rig.Book()!.Profiles);
    }

    [Fact]
    public void Profiles_survive_a_restart_and_a_relative_schedule_goes_on_from_where_its_transaction_began()
    {
        var rig = new LinkRig().Ready();
        rig.Set(1, Profile16(purpose: "TxProfile", kind: "Relative", periods: """{"startPeriod":0,"limit":8},{"startPeriod":600,"limit":16}"""));
        Assert.Equal(8, rig.Amps());
        var again = new LinkRig(kept: rig.Book());
        Assert.Equal(8, again.Connected().Wait(1).Amps());
        Assert.Equal(16, again.Wait(700).Amps());
    }

    /// <summary>A start waited in its station, which was away for five minutes; its lower step lies 600 s after it and is told half a minute ahead.</summary>
    [Theory]
    [InlineData(120, 450)]
    [InlineData(20, 550)]
    [InlineData(0, 570)]
    public void A_start_that_was_told_late_counts_from_where_the_clock_proves_it_to_lie(int lateSeconds, int toldAfter)
    {
        var rig = Relative(Away(300).StartTransaction(late: TimeSpan.FromSeconds(lateSeconds)));
        Assert.Equal(8, rig.Amps());
        rig.Status().Wait(12).Status().Wait(12);
        Assert.Equal(16, rig.Wait(toldAfter - 24 - 2).Amps());
        Assert.Equal(8, rig.Wait(4).Amps());
    }

    [Fact]
    public void Of_a_late_start_whose_clock_is_never_known_the_lowest_step_counts_and_what_would_hold_after_it()
    {
        var rig = Relative(Away(300).StartTransaction(late: TimeSpan.FromSeconds(120)));
        Assert.Equal(8, rig.Wait(300).Amps());
        rig.Set(1, Profile16(id: 2, periods: """{"startPeriod":0,"limit":7}"""));
        Assert.Equal(8, rig.Amps());
        Relative(rig, ",\"duration\":900");
        Assert.Equal(7, rig.Amps());
    }

    [Fact]
    public void A_clock_that_is_set_after_the_start_raises_nothing()
    {
        var rig = Relative(Away(300).StartTransaction(late: TimeSpan.FromDays(20_000)), ",\"duration\":900");
        Assert.Equal(8, rig.Status().Wait(12).Status().Wait(12).Amps());
        Assert.Equal(8, rig.Wait(900).Amps());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_start_that_cannot_have_waited_counts_from_when_it_came(bool wasAwayForAMoment)
    {
        var rig = wasAwayForAMoment ? Away(20, new LinkRig().WithFallback().Status().Wait(5)) : new LinkRig().WithFallback();
        Relative(rig.StartTransaction(late: TimeSpan.FromDays(20_000)));
        rig.Status().Wait(12).Status().Wait(12);
        Assert.Equal(16, rig.Wait(570 - 24 - 2).Amps());
        Assert.Equal(8, rig.Wait(4).Amps());
    }

    /// <summary>1.6: the back end refuses the start, and the vehicle charges all the same.</summary>
    [Fact]
    public void A_start_that_the_back_end_never_names_counts_from_when_it_was_told_and_until_its_stop()
    {
        var rig = new LinkRig().WithFallback().Status().Wait(12);
        rig.Set(1, Default());
        rig.FromStation($$"""[2,"begin","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"{{rig.Wall:O}}"}]""");
        rig.FromCsms("""[4,"begin","NotSupported","no",{}]""");
        Assert.Equal(16, rig.Wait(560).Amps());
        Assert.Equal(8, rig.Wait(20).Amps());
        Assert.Equal("0:6 60:8", rig.Wait(30).Composite(1, 5000));
        rig.FromStation($$"""[2,"end","StopTransaction",{"transactionId":-1,"meterStop":0,"timestamp":"{{rig.Wall:O}}"}]""");
        Assert.Equal(16, rig.Wait(2).Amps());
    }

    /// <summary>A remote start whose transaction has got no number and is over, and one that has not begun.</summary>
    [Theory]
    [InlineData(true, 12)]
    [InlineData(false, 20)]
    public void The_profile_of_a_remote_start_ends_with_a_transaction_that_was_never_named(bool hasEnded, double allowed)
    {
        var rig = new LinkRig().WithFallback().Status("Preparing").Wait(12);
        rig.Set(1, Profile16(id: 2, periods: """{"startPeriod":0,"limit":12}"""));
        rig.Ask("RemoteStartTransaction", $$"""{"connectorId":1,"idTag":"A","chargingProfile":{{Profile16(id: 3, purpose: "TxProfile", periods: """{"startPeriod":0,"limit":20}""")}}}""");
        rig.Accept("RemoteStartTransaction");
        if (hasEnded)
        {
            rig.FromStation($$"""[2,"begin","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"{{rig.Wall:O}}"}]""");
            rig.FromCsms("""[4,"begin","NotSupported","no",{}]""").Wait(60);
            rig.FromStation($$"""[2,"end","StopTransaction",{"transactionId":-1,"meterStop":0,"timestamp":"{{rig.Wall:O}}"}]""");
            rig.FromCsms("""[3,"end",{}]""").Wait(5);
        }

        Assert.Equal(allowed, rig.StartTransaction(5).Wait(2).Amps());
    }

    [Fact]
    public void Without_a_start_a_relative_schedule_begins_now()
    {
        var rig = new LinkRig().WithFallback().Status().Wait(12);
        rig.Set(1, Default());
        Assert.Equal(16, rig.Wait(620).Amps());
    }

    private static string Default() => Profile16(kind: "Relative", periods: """{"startPeriod":0,"limit":16},{"startPeriod":600,"limit":8}""");

    private static LinkRig Away(double seconds, LinkRig? before = null)
    {
        var rig = (before ?? new LinkRig().WithFallback()).Give(new StationClosed("gone")).Wait(seconds).Give(new StationOpened("1.6"));
        return rig.Link.Csms == CsmsLinkState.Connecting ? rig.Give(new CsmsOpened()) : rig;
    }

    private static LinkRig Relative(LinkRig rig, string duration = "")
    {
        rig.Set(1, Profile16(purpose: "TxProfile", kind: "Relative", periods: """{"startPeriod":0,"limit":16},{"startPeriod":600,"limit":8}""", schedule: duration));
        return rig;
    }

    [Fact]
    public void A_restart_onto_what_cannot_be_read_gives_the_fallback_until_the_csms_clears_all()
    {
        var rig = new LinkRig(kept: EdgeController.Ocpp.Profiles.Csms.KeptProfiles.Unreadable).Ready();
        rig.Wait(1);
        Assert.True(new LinkRig(kept: EdgeController.Ocpp.Profiles.Csms.KeptProfiles.Unreadable).Connected().Wait(1).Limit() is { IsUnknown: true, Amps.Value: 6 });
        Assert.Equal("Unknown", rig.Ask("ClearChargingProfile", """{"id":4}""").Word());
        Assert.Equal("Accepted", rig.Ask("ClearChargingProfile", "{}").Word());
        Assert.Null(rig.Events.OfType<CsmsLimitChanged>().Last().Limit);
    }

    [Fact]
    public void A_start_with_a_profile_reaches_the_station_without_it_and_the_profile_is_bound_to_the_transaction()
    {
        var rig = new LinkRig().WithFallback().Status("Preparing").Wait(12).Forget();
        Assert.Equal("passed", rig.Ask("RemoteStartTransaction", $$"""{"connectorId":1,"idTag":"A","chargingProfile":{{Profile16(purpose: "TxProfile")}}}""").Word());
        var start = rig.LastCall("RemoteStartTransaction");
        Assert.Equal("""{"connectorId":1,"idTag":"A"}""", System.Text.Encoding.UTF8.GetString(start.Payload.Span));
        Assert.Null(rig.Limit());
        rig.Accept("RemoteStartTransaction");
        Assert.Equal(10, rig.Amps());
        rig.StartTransaction(5);
        Assert.Equal("5", Assert.Single(rig.Book()!.Profiles).Transaction);
        rig.FromStation($$"""[2,"stop","StopTransaction",{"transactionId":5,"meterStop":0,"timestamp":"{{rig.Wall:O}}"}]""");
        Assert.Empty(rig.Book()!.Profiles);
    }

    [Fact]
    public void A_start_that_the_station_refuses_leaves_no_profile()
    {
        var rig = new LinkRig().WithFallback().Status("Preparing").Wait(12).Forget();
        rig.Ask("RemoteStartTransaction", $$"""{"connectorId":1,"idTag":"A","chargingProfile":{{Profile16(purpose: "TxProfile")}}}""");
        rig.FromStation($$"""[3,"{{rig.LastCall("RemoteStartTransaction").MessageId}}",{"status":"Rejected"}]""").StartTransaction(5);
        Assert.Null(rig.Limit());
        Assert.Null(rig.Book());
    }

    [Fact]
    public void Reports_go_to_the_csms_one_after_the_other_and_their_answers_to_nobody()
    {
        var rig = new LinkRig(evses: 2).Ready2("2.0.1");
        rig.Set(1, Profile2(id: 1), "2.0.1");
        rig.Set(2, Profile2(id: 2), "2.0.1");
        rig.Forget();
        Assert.Equal("Accepted", rig.Ask("GetChargingProfiles", """{"requestId":7,"chargingProfile":{}}""").Word());
        var first = Assert.Single(rig.Csms, text => text.Contains("ReportChargingProfiles", StringComparison.Ordinal));
        Assert.Contains("\"requestId\":7,\"chargingLimitSource\":\"CSO\",\"evseId\":1", first, StringComparison.Ordinal);
        Assert.Contains("\"tbc\":true", first, StringComparison.Ordinal);
        rig.FromCsms($$"""[3,"{{System.Text.Json.JsonDocument.Parse(first).RootElement[1].GetString()}}",{}]""").Wait(1);
        Assert.Contains("\"tbc\":false", rig.Csms.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Station, text => text.StartsWith("[3", StringComparison.Ordinal));
    }
}
