using System.Text.Json;
using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Proxy;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// The charging profiles of one station's back end: answers it as the station would, keeps them, tells the guard what they allow, and
/// by the policy <c>forward</c> lets the station have those that cannot raise anything.
/// </summary>
internal sealed class CsmsProfiles
{
    private readonly Station _station;
    private readonly ProfilePolicy _policy;
    private readonly LinkStep _step;
    private readonly LinkProtections _without;
    private readonly ChargingProfileWriter _writer;
    private readonly ProfileScope _scope;
    private readonly ProfileDesk _desk;
    private readonly ProfileKeeper _keeper;
    private readonly StartProfiles _starts;
    private readonly NeedsWindow _needs = new();
    private readonly LimitWatch _watch;
    private readonly CompositeAnswer _composite;
    private readonly OwnUpstreamCalls _calls;
    private readonly DynamicPulls _pulls;
    private readonly ForwardDesk _forward;
    private readonly WipeWatch _wipes;
    private readonly RecentIds _answered = new();
    private readonly Action<int, string> _began;

    public CsmsProfiles(
        Station station, Site site, LinkStep step, StationLinkOptions options, StationView view, ChargingProfileWriter writer, FallbackLadder ladder, Func<string> newMessageId, KeptProfiles? kept)
    {
        (_station, _step, _writer, _began, _without) = (station, step, writer, Began, options.Without);
        _policy = site.BackEnds.FirstOrDefault(backEnd => backEnd.Name == station.Csms)?.Profiles ?? ProfilePolicy.Cap;
        int[] evses = [.. view.Numbers];
        _scope = new ProfileScope(station, site, evses, new RunningTransactions(view, evses));
        _desk = new ProfileDesk(station.Id.Value, _scope);
        _starts = new StartProfiles(_scope);
        _watch = new LimitWatch(station, site, _scope, step);
        _composite = new CompositeAnswer(station, site, _scope, step);
        _calls = new OwnUpstreamCalls(step, options, newMessageId);
        _pulls = new DynamicPulls(_scope, _desk, _calls, () => step.Wall);
        _forward = new ForwardDesk(_scope, ladder, writer);
        _wipes = new WipeWatch(station, step, ladder);
        _keeper = new ProfileKeeper(station.Id, _scope, step);
        _watch.IsUnknown = _policy != ProfilePolicy.Reject && !_keeper.Restore(kept ?? KeptProfiles.Empty, _desk);
    }

    /// <summary>A call of ours waits for the back end's answer.</summary>
    public bool WaitsForCsms => _calls.InFlight;

    /// <summary>A call of ours waits for the station.</summary>
    public bool HasCall => _forward.HasCall;

    public Instant? Due => _calls.Due;

    public byte[] Take(string id) => _forward.Take(id);

    /// <summary>Whether only decreases may go to that EVSE now (<see cref="NeedsWindow"/>).</summary>
    public bool HoldsBack(int evse) => !_without.HasFlag(LinkProtections.NeedsWindow) && _needs.HoldsBack(evse, _step.Now);

    public void Opened(string version) => _scope.Version = version;

    public void Told(Setpoint setpoint)
    {
        if (setpoint.Change != SetpointChange.Hold)
        {
            _composite.Told(setpoint);
        }
    }

    /// <summary>Reads along with what the station says.</summary>
    public void CalledByStation(OcppFrame call)
    {
        _needs.Called(call, _step.Now);
        _starts.Called(call);
        if (_scope.NeedsSoc)
        {
            SocReader.Read(call, _scope);
        }

        if (_scope.Transactions.Called(call, _step.Wall) is { } ended)
        {
            // A station that holds one of them drops it by itself.
            _scope.Profiles.Remove(profile => profile.Transaction == ended.Id);
            _needs.Forget(ended.Evse);
        }
    }

    /// <summary>What a call of the station was answered.</summary>
    public void StationWasAnswered(OcppFrame call, OcppFrame answer) => _needs.Answered(call, answer);

    /// <summary>How the station answered a call of the back end.</summary>
    public void Answered(string id, OcppFrame answer)
    {
        _starts.Answered(id, answer);
        _forward.Answered(id, answer);
        _wipes.Answered(id, answer);
    }

    /// <summary>True for the back end's answer to a call of ours.</summary>
    public bool Consumes(OcppFrame answer) => _calls.Consumes(answer);

    /// <summary>True where the back end is told off about an answer that was ours.</summary>
    public bool WasAnsweredHere(string id) => _answered.Remove(id);

    /// <summary>At the end of each step: what has changed, and what is due.</summary>
    public void Settle(bool csmsOpen, bool csmsFree)
    {
        if (_scope.OfflineSince is null == !csmsOpen)
        {
            (_scope.OfflineSince, var since) = (csmsOpen ? null : _step.Wall, _scope.OfflineSince);
            _watch.Wake();
            if (csmsOpen)
            {
                _scope.Profiles.Lapse(since, _step.Wall);
            }
            else
            {
                _calls.Gone();
            }
        }

        _scope.Transactions.Look(_began);
        _starts.Expire(_step.Wall);
        if (_forward.Look())
        {
            _wipes.Doubt("a profile of its back end stood in the fallback's place");
        }

        _pulls.Look();
        _calls.Settle(csmsOpen && csmsFree);
        _watch.Look();
        _keeper.Keep();
    }

    /// <summary>A CALL of the back end: the frame that goes to the station, or null where it has been answered here.</summary>
    public OcppFrame? Passes(OcppFrame call)
    {
        if (_policy == ProfilePolicy.Reject)
        {
            if ((ProxyRules.Intercept(_scope.Version, call) ?? ChangesLease(call)) is { } payload)
            {
                return Reply(call, new ProfileReply(payload));
            }
        }
        else if (IsProfileMessage(call))
        {
            return Answer(call);
        }

        if (!_without.HasFlag(LinkProtections.SettingsWatch))
        {
            _wipes.Asked(call);
        }

        return call;
    }

    /// <summary>Only the guard changes what the controller has leased.</summary>
    private ReadOnlyMemory<byte>? ChangesLease(OcppFrame call)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        var ours = action == "UpdateDynamicSchedule" && JsonProbe.Number(payload, "chargingProfileId") is { } profile && _writer.IsOurs(profile);
        return ours ? """{"status":"Rejected"}"""u8.ToArray() : default(ReadOnlyMemory<byte>?);
    }

    private static bool IsProfileMessage(OcppFrame call)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        return action is "SetChargingProfile" or "ClearChargingProfile" or "GetCompositeSchedule" or "GetChargingProfiles" or "UpdateDynamicSchedule"
            || (action is "RemoteStartTransaction" or "RequestStartTransaction" && JsonProbe.Has(payload, "chargingProfile"));
    }

    private OcppFrame? Answer(OcppFrame call)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(payload);
        }
        catch (JsonException)
        {
            return Reply(call, new ProfileReply(default, _scope.Is16 ? "FormationViolation" : "FormatViolation", "the content of the message cannot be read"));
        }

        using (document)
        {
            var fields = ProfileFields.Of(document.RootElement);
            switch (action)
            {
                case "SetChargingProfile":
                    return Set(call, fields);
                case "ClearChargingProfile":
                    return Clear(call, fields);
                case "GetCompositeSchedule":
                    return Reply(call, _composite.Answer(fields));
                case "GetChargingProfiles" when !_scope.Is16:
                    return Get(call, fields);
                case "UpdateDynamicSchedule" when _scope.Version == OcppVersion.V21:
                    return Reply(call, _desk.Update(fields, _step.Wall));
                case "RemoteStartTransaction" or "RequestStartTransaction":
                    return Start(call, fields);
                default:
                    // A message that the version does not have is the station's to refuse.
                    return call;
            }
        }
    }

    private ProfileRules Rules() => new(_station, _scope.Version, _scope.Evses)
    {
        MaxExternalConstraintsId = _writer.Abilities.MaxExternalConstraintsId,
        Transaction = _scope.Transactions.On,
        KnowsPhases = _needs.KnowsPhases,
    };

    private OcppFrame? Set(OcppFrame call, ProfileFields fields)
    {
        var (profile, fault) = _desk.Read(fields, Rules(), _step.Wall);
        fault ??= _scope.Profiles.Problem(_scope.Version, profile!);
        if (fault is not null)
        {
            return Reply(call, ProfileReply.Refused(_scope.Version, fault));
        }

        if (profile is { Purpose: CsmsPurpose.Tx, Target: { } evse })
        {
            _needs.End(evse);
        }

        if (_policy == ProfilePolicy.Forward && (_without.HasFlag(LinkProtections.ForwardRules) || _forward.MayPass(profile!)))
        {
            _forward.Asked(call, profile!);
            return call;
        }

        _forward.Removed(_scope.Profiles.Set(_scope.Version, profile!));
        return Reply(call, ProfileReply.Status("Accepted"));
    }

    private OcppFrame? Clear(OcppFrame call, ProfileFields fields)
    {
        var criteria = ClearCriteria.Read(_scope.Version, fields);
        if (fields.Fault is { } fault)
        {
            return Reply(call, ProfileReply.Refused(_scope.Version, fault));
        }

        var gone = _scope.Profiles.Remove(criteria.Matches);
        _forward.Removed(gone);
        var unknown = criteria.IsAll && _watch.IsUnknown;
        _watch.IsUnknown &= !criteria.IsAll;
        _watch.Wake();
        _keeper.IsTrusted |= criteria.IsAll;
        return Reply(call, ProfileReply.Status(gone.Count > 0 || unknown ? "Accepted" : "Unknown"));
    }

    private OcppFrame? Get(OcppFrame call, ProfileFields fields)
    {
        var (reply, reports) = ReportedProfiles.Answer(_scope.Version, fields, _scope.Profiles.All);
        Reply(call, reply);
        foreach (var report in reports)
        {
            _calls.Add("ReportChargingProfiles", report, _ => { });
        }

        return null;
    }

    private OcppFrame? Start(OcppFrame call, ProfileFields fields)
    {
        var (profile, fault) = _desk.ReadOfStart(fields, Rules(), _step.Wall);
        fault ??= _scope.Profiles.Problem(OcppVersion.V16, profile!);

        // A signature covers the profile: it cannot be taken out.
        fault ??= call.Action!.EndsWith("-Signed", StringComparison.Ordinal) ? ProfileFault.Refused("UnsupportedParam", "a signed start cannot carry a profile") : null;
        if (fault is not null)
        {
            return Reply(call, ProfileReply.Refused(_scope.Version, fault));
        }

        _starts.Asked(call, profile!);
        _step.Counters.Intercepted++;
        _step.Notice(NoticeCode.ProfileMessageIntercepted, $"the profile of a {call.Action} of the CSMS for {_station.Id} is kept here");
        return OcppFrameParser.Parse(OcppFrameWriter.Call(call.MessageId, call.Action!, JsonCut.Without(call.Payload, "chargingProfile")), FrameLimits.Default).Frame;
    }

    private OcppFrame? Reply(OcppFrame call, ProfileReply reply)
    {
        _keeper.Keep();
        _step.Counters.Intercepted++;
        _answered.Add(call.MessageId);
        _step.Notice(NoticeCode.ProfileMessageIntercepted, $"{call.Action} of the CSMS for {_station.Id} answered by the profile policy");
        _step.ToCsms(reply.Frame(call.MessageId));
        return null;
    }

    private void Began(int evse, string transaction)
    {
        // A TxProfile lives as long as its transaction.
        _scope.Profiles.Remove(profile => profile.Purpose == CsmsPurpose.Tx && profile.Target == evse && profile.Transaction is { } other && other != transaction);
        _scope.Charged(evse, null);
        _starts.Began(evse, transaction);
    }
}
