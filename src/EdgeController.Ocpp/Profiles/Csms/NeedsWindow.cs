using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// Between a vehicle's needs (2.x NotifyEVChargingNeeds) and the back end's TxProfile a station refuses other TxProfiles (K15.FR.17): for at
/// most a minute only decreases go to that EVSE.
/// </summary>
internal sealed class NeedsWindow
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly Dictionary<int, Instant> _since = [];
    private readonly HashSet<int> _knowsPhases = [];

    public bool HoldsBack(int evse, Instant now) => _since.TryGetValue(evse, out var since) && now - since < Longest;

    /// <summary>Whether the vehicle has told limits of single phases.</summary>
    public bool KnowsPhases(int evse) => _knowsPhases.Contains(evse);

    public void Called(OcppFrame call, Instant now)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        if (action == "NotifyEVChargingNeeds" && JsonProbe.Number(payload, "evseId") is { } evse)
        {
            _since[evse] = now;
            var text = JsonProbe.Object(payload, "chargingNeeds").Span;
            if (text.IndexOf("_L2\""u8) >= 0 || text.IndexOf("_L3\""u8) >= 0)
            {
                _knowsPhases.Add(evse);
            }
        }
    }

    /// <summary>The back end's answer: where it will send nothing, nothing is waited for.</summary>
    public void Answered(OcppFrame call, OcppFrame answer)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        if (action == "NotifyEVChargingNeeds" && JsonProbe.Number(payload, "evseId") is { } evse
            && JsonProbe.Text(answer.Payload, "status") is not ("Accepted" or "Processing"))
        {
            _since.Remove(evse);
        }
    }

    /// <summary>The back end has sent its profile.</summary>
    public void End(int evse) => _since.Remove(evse);

    /// <summary>The transaction is over.</summary>
    public void Forget(int evse)
    {
        _since.Remove(evse);
        _knowsPhases.Remove(evse);
    }
}
