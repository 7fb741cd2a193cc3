using System.Collections.Immutable;
using System.Text;
using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>A station link in simulated time with what it has put out since the last look.</summary>
internal sealed class LinkRig
{
    public static readonly DateTimeOffset Epoch = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private long _revision;

    public LinkRig(
        int evses = 1,
        string? csms = "main",
        Func<string>? ids = null,
        StationLinkOptions? options = null,
        StationBook? book = null,
        OfflineRules? offline = null,
        Instant now = default,
        string[]? tokens = null,
        ProfilePolicy policy = ProfilePolicy.Cap,
        KeptProfiles? kept = null,
        Func<Station, Station>? station = null,
        StorageClass storage = StorageClass.WearLevelled)
    {
        Site = TestSite.Of(evses, csms, offline: offline, policy: policy) with { Tokens = tokens?.ToImmutableHashSet() };
        Site = Site with { Stations = [.. Site.Stations.Select(one => one with { Storage = storage })] };
        Site = station is null ? Site : Site with { Stations = [station(Site.Stations[0])] };
        (Book, Now) = (book, now);
        Link = new StationLink(
            Site.Stations[0], Site, options ?? new StationLinkOptions(), ids ?? MessageIdSource.Seeded(new Random(1)), new Random(2), at => Epoch + at.SinceStart, new StationKept(book, kept));
    }

    /// <summary>What lies on the disk; null where there is no journal.</summary>
    public StationBook? Book { get; private set; }

    /// <summary>How the disk answers a write: null where it works, a sentence where it fails; without one it does not answer.</summary>
    public Func<string?>? Disk { get; set; } = () => null;

    public Site Site { get; }

    public StationLink Link { get; }

    public Instant Now { get; private set; }

    public List<LinkOutput> Outputs { get; } = [];

    public DateTimeOffset Wall => Epoch + Now.SinceStart;

    public IEnumerable<string> Station => Outputs.OfType<ToStation>().Select(output => Encoding.UTF8.GetString(output.Utf8.Span));

    public IEnumerable<string> Csms => Outputs.OfType<ToCsms>().Select(output => Encoding.UTF8.GetString(output.Utf8.Span));

    public IEnumerable<SiteEvent> Events => Outputs.OfType<Report>().Select(output => output.Event);

    public LinkRig Give(LinkInput input)
    {
        var first = Outputs.Count;
        Link.Step(input, Now, Outputs);
        if (Disk is not null && Book is not null && Outputs.Skip(first).OfType<WriteJournal>().FirstOrDefault() is { } write)
        {
            var problem = Disk();
            Book = problem is null ? Book.With(write.Change) : Book;
            return Give(problem is null ? new JournalWritten(write.Ticket) : new JournalFailed(write.Ticket, problem));
        }

        return this;
    }

    public LinkRig FromStation(string text) => Give(new StationMessage(Encoding.UTF8.GetBytes(text)));

    public LinkRig FromCsms(string text) => Give(new CsmsMessage(Encoding.UTF8.GetBytes(text)));

    /// <summary>Lets the seconds pass one by one.</summary>
    public LinkRig Wait(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (Now < end)
        {
            Now += end - Now < TimeSpan.FromSeconds(1) ? end - Now : TimeSpan.FromSeconds(1);
            Give(new Elapsed());
        }

        return this;
    }

    public LinkRig Forget()
    {
        Outputs.Clear();
        return this;
    }

    /// <summary>The last CALL to the station with that action.</summary>
    public OcppFrame LastCall(string action) => Outputs.OfType<ToStation>()
        .Select(output => OcppFrameParser.Parse(output.Utf8, FrameLimits.Default).Frame!)
        .Last(frame => frame.Action == action);

    public LinkRig Accept(string action) => FromStation($$"""[3,"{{LastCall(action).MessageId}}",{"status":"Accepted"}]""");

    /// <summary>Connected on both sides, without boot.</summary>
    public LinkRig Connected(string version = "1.6")
    {
        Give(new StationOpened(version));
        return Link.Csms == CsmsLinkState.Connecting ? Give(new CsmsOpened()) : this;
    }

    /// <summary>Waits until the upstream leg is tried again, and lets it open.</summary>
    public LinkRig Back()
    {
        while (Link.Csms != CsmsLinkState.Connecting)
        {
            Wait(1);
        }

        return Forget().Give(new CsmsOpened());
    }

    /// <summary>Fallback in the station by its first rung.</summary>
    public LinkRig WithFallback(string version = "1.6")
    {
        Connected(version).Wait(3);
        foreach (var _ in Site.Evses)
        {
            Accept("ClearChargingProfile");
        }

        Accept("SetChargingProfile");
        return version == "1.6" ? Configuration() : this;
    }

    /// <summary>Answers the question for the 1.6 configuration.</summary>
    public LinkRig Configuration(params (string Key, string Value)[] keys) => FromStation(
        $$"""[3,"{{LastCall("GetConfiguration").MessageId}}",{"configurationKey":[{{string.Join(',', keys.Select(key => $$"""{"key":"{{key.Key}}","readonly":false,"value":"{{key.Value}}"}"""))}}]}]""");

    /// <summary>Status of connector 1, stamped by a station clock that is off by that much, and answered by the CSMS.</summary>
    public LinkRig Status(string status = "Charging", TimeSpan off = default, DateTimeOffset? stamp = null)
    {
        var id = $"st{Now.SinceStart.TotalSeconds}";
        FromStation($$"""[2,"{{id}}","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"{{status}}","timestamp":"{{(stamp ?? Wall + off):O}}"}]""");
        return Link.Csms == CsmsLinkState.Open ? FromCsms($$"""[3,"{{id}}",{}]""") : this;
    }

    /// <summary>The start of a transaction, told that much after it happened, and taken by the CSMS.</summary>
    public LinkRig StartTransaction(int transaction = 77, int connector = 1, TimeSpan late = default)
    {
        FromStation($$"""[2,"start{{connector}}","StartTransaction",{"connectorId":{{connector}},"idTag":"A","meterStart":0,"timestamp":"{{Wall - late:O}}"}]""");
        return FromCsms($$$"""[3,"start{{{connector}}}",{"transactionId":{{{transaction}}},"idTagInfo":{"status":"Accepted"}}]""");
    }

    /// <summary>All that a lease needs: fallback, clock, transaction; outputs forgotten.</summary>
    public LinkRig Ready() => WithFallback().Status().Wait(12).StartTransaction().Forget();

    /// <summary>A setpoint whose vehicle is to give back.</summary>
    public LinkRig Gives(double watts, double amps = 0, SetpointChange change = SetpointChange.Renewal) => Give(new ApplySetpoint(
        new Setpoint(new EvseId(TestSite.Id, 1), new Amperes(amps), TimeSpan.FromSeconds(60), change, new Reason(ReasonCode.Ramping), ++_revision)
        {
            Order = new ResourceOrder(0, new Watts(-watts), null, TimeSpan.FromSeconds(60)),
        }));

    public LinkRig Setpoint(double amps, SetpointChange change = SetpointChange.Increase, int evse = 1) => Give(new ApplySetpoint(
        new Setpoint(new EvseId(TestSite.Id, evse), new Amperes(amps), TimeSpan.FromSeconds(300), change, new Reason(ReasonCode.Ramping), ++_revision)));

    public SetpointOutcome[] Outcomes(long revision) =>
        [.. Events.OfType<SetpointAnswered>().Where(answered => answered.Revision == revision).Select(answered => answered.Outcome)];
}
