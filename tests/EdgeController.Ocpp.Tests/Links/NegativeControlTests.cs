using System.Text;
using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;
using EdgeController.Ocpp.Tests.Profiles.Csms;
using static EdgeController.Ocpp.Tests.Profiles.Csms.ProfileRig;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>Each protection of a station's link, once with it and once without: then what it is there for does not hold.</summary>
public class NegativeControlTests
{
    [Theory]
    [InlineData(LinkProtections.None, true)]
    [InlineData(LinkProtections.ForwardRules, false)]
    public void The_station_never_gets_a_profile_that_would_lead_over_its_fallback(LinkProtections without, bool holds)
    {
        var rig = new LinkRig(policy: ProfilePolicy.Forward, options: Without(without)).Ready();
        rig.Set(1, Profile16(id: 4, level: 9, periods: """{"startPeriod":0,"limit":32}"""));
        Assert.Equal(holds, !rig.Station.Any(text => text.Contains("TxDefaultProfile", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(LinkProtections.None, true)]
    [InlineData(LinkProtections.NeedsWindow, false)]
    public void Between_a_vehicles_needs_and_the_csmss_answer_no_lease_is_raised(LinkProtections without, bool holds)
    {
        var rig = new LinkRig(options: Without(without)).Ready2("2.0.1").Say("NotifyEVChargingNeeds", """{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase"}}""", """{"status":"Accepted"}""").Forget();
        rig.Setpoint(16);
        Assert.Equal(holds, !rig.Station.Any(text => text.Contains("TxProfile", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(LinkProtections.None, true)]
    [InlineData(LinkProtections.SettingsWatch, false)]
    public void A_setting_that_may_have_wiped_the_fallback_makes_it_uncertain(LinkProtections without, bool holds)
    {
        var rig = new LinkRig(options: Without(without)).Ready();
        rig.Ask("ChangeConfiguration", """{"key":"SmartChargingMaxCurrent","value":"32"}""");
        rig.FromStation($$"""[3,"{{rig.LastCall("ChangeConfiguration").MessageId}}",{"status":"Accepted"}]""");
        Assert.Equal(holds, rig.Events.Any(what => what is FallbackDoubted));
    }

    [Theory]
    [InlineData(LinkProtections.None, true)]
    [InlineData(LinkProtections.MeteringWatch, false)]
    public void A_csms_that_makes_the_metering_slow_does_not_blind_the_controller(LinkProtections without, bool holds)
    {
        var rig = new LinkRig(options: Without(without)).Connected().Wait(3).Accept("ClearChargingProfile").Accept("SetChargingProfile").Configuration(("MeterValueSampleInterval", "10"));
        rig.Forget().FromCsms("""[2,"c","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"900"}]""").FromStation("""[3,"c",{"status":"Accepted"}]""").Wait(5);
        Assert.Equal(holds, rig.Station.Last().Contains("\"value\":\"10\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LinkProtections.None, true)]
    [InlineData(LinkProtections.FallbackCures, false)]
    public void A_station_that_takes_watts_only_and_does_not_say_so_gets_its_fallback(LinkProtections without, bool holds)
    {
        var rig = Picky(new LinkRig(options: Without(without)).Connected().Wait(3), text => text.Contains("\"chargingRateUnit\":\"A\"", StringComparison.Ordinal));
        Assert.Equal(holds, rig.Events.Any(what => what is FallbackInstalled));
        Assert.Equal(holds, !rig.Events.Any(what => what is FallbackRefused));
    }

    [Theory]
    [InlineData(LinkProtections.None, true)]
    [InlineData(LinkProtections.LeaseCures, false)]
    public void A_station_that_takes_whole_amperes_only_gets_its_lease(LinkProtections without, bool holds)
    {
        var rig = Picky(new LinkRig(options: Without(without)).Ready().Setpoint(10.5), text => text.Contains("\"limit\":10.5", StringComparison.Ordinal));
        Assert.Equal([holds ? SetpointOutcome.Accepted : SetpointOutcome.Rejected], rig.Outcomes(1));
    }

    [Theory]
    [InlineData(LinkProtections.None, true)]
    [InlineData(LinkProtections.WentUp, false)]
    public void A_call_that_went_up_goes_there_again_with_the_same_bytes(LinkProtections without, bool holds)
    {
        var rig = new LinkRig(options: Without(without) with { WritesProfiles = false }, book: StationBook.Empty).Connected("2.0.1").FromStation(Event(1)).FromCsms("""[3,"e1",{}]""");
        rig.FromStation(Event(2)).Wait(30).FromStation(Event(2)).Forget();
        rig.Disk = () => "no space left";
        rig.Give(new CsmsClosed("no pong")).Wait(1);
        rig.Disk = () => null;
        rig.Wait(5).Back();
        Assert.Equal(holds, rig.Csms.First() == Event(2));
    }

    private static StationLinkOptions Without(LinkProtections without) => new() { Without = without };

    private static string Event(int n) => $$$"""[2,"e{{{n}}}","TransactionEvent",{"eventType":"Updated","seqNo":{{{n}}},"transactionInfo":{"transactionId":"T"}}]""";

    /// <summary>A station that accepts all but what it does not like, and gives no reason.</summary>
    private static LinkRig Picky(LinkRig rig, Func<string, bool> dislikes)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        while (rig.Outputs.OfType<ToStation>().Select(output => OcppFrameParser.Parse(output.Utf8, FrameLimits.Default).Frame!)
            .FirstOrDefault(frame => frame.Type == MessageType.Call && answered.Add(frame.MessageId)) is { } call)
        {
            var refused = call.Action == "SetChargingProfile" && dislikes(Encoding.UTF8.GetString(call.Payload.Span));
            rig.FromStation($$"""[3,"{{call.MessageId}}",{"status":"{{(refused ? "Rejected" : "Accepted")}}"}]""");
        }

        return rig;
    }
}
