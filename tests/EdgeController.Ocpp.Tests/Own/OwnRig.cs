using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Own;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Tests.Own;

/// <summary>The controller's own connection in simulated time, before a site of one station with two EVSEs of 32 A on a circuit of 100 A.</summary>
internal sealed class OwnRig
{
    private static readonly DateTimeOffset Epoch = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private int _asked;

    public OwnRig(string version = "2.0.1", KeptProfiles? kept = null, ProfilePolicy policy = ProfilePolicy.Cap, Func<Site, Site>? site = null)
    {
        var plain = TestSite.Of(2, "main");
        var backEnd = new CsmsBackEnd("main", new Uri("ws://127.0.0.1:1/")) { Identity = new OwnIdentity(new("GARAGE"), version), Profiles = policy };
        Site = (site ?? (same => same))(plain with { BackEnds = [backEnd] });
        Snapshot = SiteSnapshot.Initial(Site);
        Link = new OwnLink(backEnd, Site, new StationLinkOptions { ProductVersion = "1.2" }, MessageIdSource.Seeded(new Random(1)), new Random(2), at => Epoch + at.SinceStart, kept);
    }

    public Site Site { get; }

    public SiteSnapshot Snapshot { get; private set; }

    public OwnLink Link { get; }

    public Instant Now { get; private set; }

    public List<LinkOutput> Outputs { get; } = [];

    public IEnumerable<OcppFrame> Sent => Outputs.OfType<ToCsms>().Select(output => OcppFrameParser.Parse(output.Utf8, FrameLimits.Default).Frame!);

    public IEnumerable<OcppFrame> Calls(string action) => Sent.Where(frame => frame.Action == action);

    public IEnumerable<CsmsLimit?> Limits => Outputs.OfType<Report>().Select(report => report.Event).OfType<CsmsGroupChanged>().Select(changed => changed.Limit);

    public KeptProfiles? Book => Outputs.OfType<KeepProfiles>().LastOrDefault()?.Book;

    public OwnRig Give(LinkInput input)
    {
        Link.Step(input, Now, Outputs);
        return this;
    }

    public OwnRig Hear(string text) => Give(new CsmsMessage(Encoding.UTF8.GetBytes(text)));

    public OwnRig Wait(double seconds)
    {
        for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end;)
        {
            Now += TimeSpan.FromSeconds(1);
            Give(new Elapsed());
        }

        return this;
    }

    /// <summary>Something happens on the site, and the machine sees it.</summary>
    public OwnRig Happens(Func<Instant, SiteEvent> what)
    {
        Snapshot = SiteReducer.Apply(Snapshot, what(Now));
        return Give(new SiteSeen(Snapshot));
    }

    /// <summary>Answers the newest CALL.</summary>
    public OwnRig Answer(string payload = "{}") => Hear($$"""[3,"{{Sent.Last(frame => frame.Type == MessageType.Call).MessageId}}",{{payload}}]""");

    public OwnRig Connected()
    {
        Give(new Elapsed());
        return Give(new CsmsOpened());
    }

    /// <summary>Connected, accepted, all that follows answered, outputs forgotten.</summary>
    public OwnRig Accepted(int interval = 600)
    {
        Connected().Answer($$"""{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":{{interval}}}""");
        if (Calls("StatusNotification").Any())
        {
            Answer();
        }

        return Forget();
    }

    /// <summary>Waits until the connection is tried again, and lets it open.</summary>
    public OwnRig Back()
    {
        while (Link.State != CsmsLinkState.Connecting)
        {
            Wait(1);
        }

        return Give(new CsmsOpened());
    }

    public OwnRig Forget()
    {
        Outputs.Clear();
        return this;
    }

    public JsonElement Ask(string action, string payload)
    {
        var id = $"q{++_asked}";
        Hear($"""[2,"{id}","{action}",{payload}]""");
        return JsonDocument.Parse(Sent.Last(frame => frame.MessageId == id).Raw).RootElement;
    }

    /// <summary>The status in the answer, with the reason code where there is one; the error code of a CALLERROR.</summary>
    public string Word(string action, string payload)
    {
        var frame = Ask(action, payload);
        return frame[0].GetInt32() == 4 ? frame[2].GetString()!
            : frame[2].GetProperty("status").GetString() + (frame[2].TryGetProperty("statusInfo", out var info) ? $" {info.GetProperty("reasonCode").GetString()}" : "");
    }

    public string Composite(string version, int seconds = 600, string unit = "A")
    {
        var answer = Ask("GetCompositeSchedule", $$"""{"{{(version == "1.6" ? "connectorId" : "evseId")}}":0,"duration":{{seconds}},"chargingRateUnit":"{{unit}}"}""")[2];
        return string.Join(' ', answer.GetProperty(version == "1.6" ? "chargingSchedule" : "schedule").GetProperty("chargingSchedulePeriod").EnumerateArray()
            .Select(period => string.Create(CultureInfo.InvariantCulture, $"{period.GetProperty("startPeriod").GetInt32()}:{period.GetProperty("limit").GetDouble()}")));
    }

    public static string Profile(string version, double limit = 20, string purpose = "", string unit = "A", int target = 0, int id = 7, string kind = "Absolute", string more = "") => version == "1.6"
        ? string.Create(CultureInfo.InvariantCulture, $$$$"""{"connectorId":{{{{target}}}},"csChargingProfiles":{"chargingProfileId":{{{{id}}}},"stackLevel":0,"chargingProfilePurpose":"{{{{(purpose.Length > 0 ? purpose : "ChargePointMaxProfile")}}}}","chargingProfileKind":"{{{{kind}}}}"{{{{more}}}},"chargingSchedule":{"chargingRateUnit":"{{{{unit}}}}","startSchedule":"2026-03-01T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{{{limit}}}}}]}}}""")
        : string.Create(CultureInfo.InvariantCulture, $$$$"""{"evseId":{{{{target}}}},"chargingProfile":{"id":{{{{id}}}},"stackLevel":0,"chargingProfilePurpose":"{{{{(purpose.Length > 0 ? purpose : "ChargingStationMaxProfile")}}}}","chargingProfileKind":"{{{{kind}}}}"{{{{more}}}},"chargingSchedule":[{"id":1,"chargingRateUnit":"{{{{unit}}}}","startSchedule":"2026-03-01T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{{{limit}}}}}]}]}}""");
}
