using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Own;

/// <summary>
/// The controller's own connection to a back end, as a machine without I/O: a station without EVSEs (OCPP 2.0.1 part 4, local controller) that
/// takes limits for all stations of that back end together, and tells it which limits the site has of its own.
/// </summary>
/// <remarks>It lives as long as the site and always wants its connection; what it was told holds while that is away (<see cref="CsmsLinkState"/>).</remarks>
public sealed class OwnLink
{
    private readonly CsmsBackEnd _backEnd;
    private readonly OwnIdentity _identity;
    private readonly StationLinkOptions _options;
    private readonly LinkStep _step;
    private readonly CsmsLink _link;
    private readonly OwnUpstreamCalls _calls;
    private readonly Registration _registration;
    private readonly OwnProfiles _profiles;
    private readonly LimitNotices _notices;
    private readonly OwnDesk _desk;
    private readonly MalformedWindow _malformed;
    private bool _begun;
    private bool _shutDown;

    /// <param name="backEnd">The back end; it has an identity for the controller.</param>
    /// <param name="site">The site.</param>
    /// <param name="options">Times and bounds, and the version of the product.</param>
    /// <param name="newMessageId">96 random bits as text, new with each call (<see cref="MessageIdSource"/>).</param>
    /// <param name="backOffRandom">Spreads the reconnects.</param>
    /// <param name="wall">Wall-clock time of an instant.</param>
    /// <param name="kept">The profiles that an earlier life left; null for none.</param>
    public OwnLink(CsmsBackEnd backEnd, Site site, StationLinkOptions options, Func<string> newMessageId, Random backOffRandom, Func<Instant, DateTimeOffset> wall, KeptProfiles? kept = null)
    {
        _backEnd = backEnd;
        _identity = backEnd.Identity ?? throw new ArgumentException("the back end has no identity for the controller", nameof(backEnd));
        _options = options;
        _step = new LinkStep(wall);
        _link = new CsmsLink(_step, options, backOffRandom);
        _calls = new OwnUpstreamCalls(_step, options, newMessageId);
        _registration = new Registration(_identity, _step, options, _calls);
        _profiles = new OwnProfiles(backEnd, site, _step, _calls, kept);
        _notices = new LimitNotices(_identity.Version, _step, _calls);
        _desk = new OwnDesk(_identity.Version, _step, _calls, _registration, _profiles);
        _malformed = new MalformedWindow(options.MalformedPerMinute);
    }

    /// <summary>State of the connection.</summary>
    public CsmsLinkState State => _link.State;

    public LinkCounters Counters => _step.Counters;

    /// <summary>Takes one input; what is to be done is appended to <paramref name="outputs"/> in order.</summary>
    public void Step(LinkInput input, Instant now, List<LinkOutput> outputs)
    {
        if (_shutDown)
        {
            return;
        }

        _step.Begin(now, outputs);
        if (!_begun)
        {
            _begun = true;
            _link.Want(_identity.Version);
        }

        switch (input)
        {
            case CsmsOpened when _link.Opened():
                _step.Notice(NoticeCode.CsmsBack, $"connected to back end {_backEnd.Name} as {_identity.Id}");
                _registration.Opened();
                break;
            case CsmsMessage message when State == CsmsLinkState.Open:
                Hear(message.Utf8);
                break;
            case CsmsClosed closed when _link.Closed():
                Gone(closed.Reason);
                break;
            case SiteSeen seen:
                _profiles.See(seen.Snapshot);
                _notices.See(SiteLimits.Of(seen.Snapshot, _backEnd.Name));
                break;
            case ShutDown:
                _link.Unwant("controller stops");
                _shutDown = true;
                return;
            default:
                break;
        }

        AfterTime();
    }

    private void AfterTime()
    {
        var before = State;
        _link.Elapsed();
        if (before is CsmsLinkState.Connecting or CsmsLinkState.Open && State == CsmsLinkState.BackingOff)
        {
            Gone("no connection in time");
        }

        var open = State == CsmsLinkState.Open;
        if (open)
        {
            _registration.Look();
        }

        _profiles.Settle(open);
        if (open && _registration.IsAccepted)
        {
            _notices.Look();
        }

        _calls.Settle(open);
    }

    private void Gone(string reason)
    {
        _step.Notice(NoticeCode.CsmsAway, $"no connection to back end {_backEnd.Name} as {_identity.Id}: {reason}");
        _calls.Gone();
        _malformed.Clear();
    }

    private void Hear(ReadOnlyMemory<byte> utf8)
    {
        var (frame, error) = OcppFrameParser.Parse(utf8, _options.Limits);
        if (frame is null)
        {
            Malformed(error!);
        }
        else if (frame.IsAnswer)
        {
            if (!_calls.Consumes(frame))
            {
                _step.Counters.UnknownAnswers++;
                _step.Notice(NoticeCode.UnknownAnswer, $"back end {_backEnd.Name} answered {frame.MessageId}, which nobody asked");
            }
        }
        else if (frame.Type == MessageType.Call)
        {
            _step.ToCsms(_desk.Answer(frame).Frame(frame.MessageId));
        }
        else
        {
            _step.Counters.Dropped++;
        }
    }

    private void Malformed(FrameError error)
    {
        _step.Counters.Malformed++;
        _step.Notice(NoticeCode.MalformedFrame, $"{_identity.Id}: unreadable frame from back end {_backEnd.Name}: {error.Fault}");
        if (error.DeservesAnswer(_identity.Version))
        {
            _step.ToCsms(OcppFrameWriter.CallError(error.MessageId, error.Code(_identity.Version), error.Fault.ToString()));
        }

        if (_malformed.Add(_step.Now))
        {
            _link.Break("too many unreadable frames");
            Gone("too many unreadable frames");
        }
    }
}
