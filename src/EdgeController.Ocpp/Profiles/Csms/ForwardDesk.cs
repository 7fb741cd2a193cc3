using EdgeController.Core.Events;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// Policy <c>forward</c>: a profile goes to the station as well where it composes with ours by minimum, which is in the purposes that the plan in
/// use does not take. What clears goes there by id or by such a purpose only, so that it can never remove what is ours.
/// </summary>
internal sealed class ForwardDesk(ProfileScope scope, FallbackLadder ladder, ChargingProfileWriter writer)
{
    private const int Most = 64;
    private readonly Dictionary<string, CsmsProfile> _asked = new(StringComparer.Ordinal);
    private readonly Queue<Func<string, byte[]>> _calls = new();
    private ProfilePlan? _plan;

    /// <summary>Calls of ours that wait for the station.</summary>
    public bool HasCall => _calls.Count > 0;

    public byte[] Take(string id) => _calls.Dequeue()(id);

    /// <summary>Whether the station may hold it beside ours.</summary>
    public bool MayPass(CsmsProfile profile) => ladder.Plan is { } plan && Fits(profile.Purpose, plan) && !IsOurs(profile.Id);

    /// <summary>Its id is one of those that ours have in the station.</summary>
    public bool IsOurs(int id)
    {
        var first = scope.Is16 ? LeaseTimes.FirstId : V2xProfiles.FallbackId(writer.Abilities);
        return id >= first && id <= first + scope.Evses.Max();
    }

    /// <summary>A profile goes to the station.</summary>
    public void Asked(OcppFrame call, CsmsProfile profile)
    {
        if (_asked.Count < Most)
        {
            _asked[call.MessageId] = profile;
        }
    }

    /// <summary>How the station answered a profile that was forwarded.</summary>
    public void Answered(string id, OcppFrame answer)
    {
        if (_asked.Remove(id, out var profile) && answer.Type == MessageType.CallResult && JsonProbe.Text(answer.Payload, "status") == "Accepted")
        {
            scope.Profiles.Set(scope.Version, profile with { InStation = true });
        }
    }

    /// <summary>Takes out of the station what has been removed here.</summary>
    public void Removed(IEnumerable<CsmsProfile> profiles)
    {
        foreach (var profile in profiles.Where(profile => profile.InStation))
        {
            _calls.Enqueue(id => Clear(id, profile.Id));
        }
    }

    /// <summary>
    /// After a new fallback: what the station holds of the back end and now stands in our purpose is taken out, and only kept here. True where
    /// there was such a thing: until it is gone the fallback is not certain.
    /// </summary>
    public bool Look()
    {
        if (ladder.Plan is not { } plan || plan == _plan)
        {
            return false;
        }

        _plan = plan;
        var wrong = scope.Profiles.All.Where(profile => profile.InStation && !Fits(profile.Purpose, plan)).ToArray();
        Removed(wrong);
        scope.Profiles.Change(wrong.Contains, profile => profile with { InStation = false });
        return wrong.Length > 0;
    }

    private static bool Fits(CsmsPurpose purpose, ProfilePlan plan) => (plan == ProfilePlan.StationMax) != (purpose == CsmsPurpose.StationMax);

    private byte[] Clear(string id, int profile) => scope.Is16
        ? OcppFrameWriter.Call(id, "ClearChargingProfile", new Messages.V16.ClearChargingProfileRequest(profile), V16Json.Default.ClearChargingProfileRequest)
        : OcppFrameWriter.Call(id, "ClearChargingProfile", new Messages.V201.ClearChargingProfileRequest(profile), V201Json.Default.ClearChargingProfileRequest);
}
