using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V201;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Other wordings of a permanent profile that a station has refused without a usable reason: the other unit, the other kind, both, and
/// the old one cleared first. Each is tried once for each purpose; what did not help is taken back.
/// </summary>
internal sealed class FallbackCures(Station station, ChargingProfileWriter writer)
{
    private readonly Queue<StationAbilities> _untried = new();
    private StationAbilities? _before;

    /// <summary>A purpose is tried for the first time: what was tried for the one before it says nothing about this one.</summary>
    public void Begin()
    {
        if (_before is { } before)
        {
            writer.Abilities = before;
        }

        _before = null;
        _untried.Clear();
    }

    /// <summary>The wording that was tried last is the right one.</summary>
    public void Keep() => _before = null;

    /// <summary>False where no other wording is worth a try.</summary>
    public bool TryNext(OcppFrame answer, ProfilePlan plan, bool clockKnown)
    {
        if (!IsCurable(answer))
        {
            return false;
        }

        if (_before is null)
        {
            _before = writer.Abilities;
            foreach (var other in Others(_before, plan, clockKnown))
            {
                _untried.Enqueue(other);
            }
        }

        if (_untried.TryDequeue(out var next))
        {
            writer.Abilities = next;
            return true;
        }

        return false;
    }

    /// <summary>A station that says that it cannot, or why, needs no guesses.</summary>
    private static bool IsCurable(OcppFrame answer)
    {
        if (answer.Type == MessageType.CallError)
        {
            return answer.ErrorCode is not ("NotImplemented" or "NotSupported" or "SecurityError" or "InternalError");
        }

        return JsonProbe.Text(answer.Payload, "status") == "Rejected"
            && JsonProbe.Text(JsonProbe.Object(answer.Payload, "statusInfo"), "reasonCode") is null or "InvalidSchedule" or "InvalidProfile" or StatusInfo.UnsupportedRateUnit;
    }

    private IEnumerable<StationAbilities> Others(StationAbilities known, ProfilePlan plan, bool clockKnown)
    {
        var otherUnit = station.Dc is null ? known with { Unit = known.InWatts ? "A" : "W" } : null;
        var mayBeRelative = plan != ProfilePlan.StationMax || writer.Version == OcppVersion.V16;
        var wasRelative = (known.FallbackRelative ?? !clockKnown) && mayBeRelative;
        if (otherUnit is not null)
        {
            yield return otherUnit;
        }

        if (mayBeRelative)
        {
            yield return known with { FallbackRelative = !wasRelative };
            if (otherUnit is not null)
            {
                yield return otherUnit with { FallbackRelative = !wasRelative };
            }
        }

        if (!known.ClearFirst)
        {
            yield return known with { ClearFirst = true };
        }
    }
}
