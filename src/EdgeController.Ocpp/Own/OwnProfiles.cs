using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Own;

/// <summary>
/// The charging profiles that a back end sets on the controller itself: station maximums, which limit all its stations together. The rules, the
/// memory and the time are those of the profiles of a station.
/// </summary>
internal sealed class OwnProfiles
{
    private readonly OwnIdentity _identity;
    private readonly bool _refuses;
    private readonly LinkStep _step;
    private readonly OwnUpstreamCalls _calls;
    private readonly Station _self;
    private readonly ProfileScope _scope;
    private readonly ProfileDesk _desk;
    private readonly ProfileKeeper _keeper;
    private readonly LimitWatch _watch;
    private readonly DynamicPulls _pulls;
    private readonly GroupComposite _composite;

    public OwnProfiles(CsmsBackEnd backEnd, Site site, LinkStep step, OwnUpstreamCalls calls, KeptProfiles? kept)
    {
        (_identity, _step, _calls) = (backEnd.Identity!, step, calls);
        _refuses = backEnd.Profiles == ProfilePolicy.Reject;
        _self = new Station
        {
            Id = _identity.Id, Index = -1, Circuit = -1, Max = new(double.PositiveInfinity), Min = Amperes.Zero, Fallback = Amperes.Zero,
            Rotation = PhaseRotation.L1L2L3, Csms = backEnd.Name, Evses = [],
        };
        _scope = new ProfileScope(_self, site, [], new RunningTransactions(new StationView(_self, site, step), [])) { Version = _identity.Version };
        _desk = new ProfileDesk(_identity.Id.Value, _scope);
        _keeper = new ProfileKeeper(_identity.Id, _scope, step);
        _watch = new LimitWatch(_self, site, _scope, step, backEnd.Name);
        _pulls = new DynamicPulls(_scope, _desk, calls, () => step.Wall);
        _composite = new GroupComposite(backEnd.Name, site, _scope, step);
        _watch.IsUnknown = !_refuses && !_keeper.Restore(kept ?? KeptProfiles.Empty, _desk);
    }

    /// <summary>Profiles that are kept.</summary>
    public int Count => _scope.Profiles.All.Count;

    public void See(SiteSnapshot snapshot) => _composite.See(snapshot);

    /// <summary>At the end of each step: what has changed, and what is due.</summary>
    public void Settle(bool open)
    {
        if (_scope.OfflineSince is null == !open)
        {
            (_scope.OfflineSince, var since) = (open ? null : _step.Wall, _scope.OfflineSince);
            _watch.Wake();
            if (open)
            {
                _scope.Profiles.Lapse(since, _step.Wall);
            }
        }

        if (open)
        {
            _pulls.Look();
        }

        _watch.Look();
        _keeper.Keep();
    }

    public ProfileReply Set(ProfileFields fields)
    {
        if (_refuses)
        {
            return Refused(ProfileFault.Refused("NotEnabled", "the site file refuses the profiles of this back end"));
        }

        var (profile, fault) = _desk.Read(fields, new ProfileRules(_self, _identity.Version, []) { Transaction = _ => null, KnowsPhases = _ => false }, _step.Wall);
        if (fault is null && profile!.Purpose != CsmsPurpose.StationMax)
        {
            fault = ProfileFault.Refused("UnsupportedPurpose", "the controller takes limits for all its stations together: a station maximum on 0");
        }

        fault ??= _scope.Profiles.Problem(_identity.Version, profile!);
        if (fault is not null)
        {
            return Refused(fault);
        }

        _scope.Profiles.Set(_identity.Version, profile!);
        return Kept("Accepted");
    }

    public ProfileReply Clear(ProfileFields fields)
    {
        var criteria = ClearCriteria.Read(_identity.Version, fields);
        if (fields.Fault is { } fault)
        {
            return Refused(fault);
        }

        var gone = _scope.Profiles.Remove(criteria.Matches);
        var unknown = criteria.IsAll && _watch.IsUnknown;
        _watch.IsUnknown &= !criteria.IsAll;
        _watch.Wake();
        _keeper.IsTrusted |= criteria.IsAll;
        return Kept(gone.Count > 0 || unknown ? "Accepted" : "Unknown");
    }

    public ProfileReply Composite(ProfileFields fields) => _composite.Answer(fields);

    public ProfileReply Get(ProfileFields fields)
    {
        var (reply, reports) = ReportedProfiles.Answer(_identity.Version, fields, _scope.Profiles.All);
        foreach (var report in reports)
        {
            _calls.Add("ReportChargingProfiles", report, _ => { });
        }

        return reply;
    }

    public ProfileReply Update(ProfileFields fields)
    {
        var reply = _desk.Update(fields, _step.Wall);
        _keeper.Keep();
        return reply;
    }

    /// <summary>It lies on the disk before the back end is answered.</summary>
    private ProfileReply Kept(string status)
    {
        _keeper.Keep();
        return ProfileReply.Status(status);
    }

    private ProfileReply Refused(ProfileFault fault) => ProfileReply.Refused(_identity.Version, fault);
}
