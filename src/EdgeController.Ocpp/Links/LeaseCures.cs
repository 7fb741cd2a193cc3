using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Other wordings of a lease that a station has refused: whole amperes, something else than 0, the lowest stack level, the old one cleared
/// first, no start, and several of these together. Tried once; what did not help is taken back.
/// </summary>
internal sealed class LeaseCures(ChargingProfileWriter writer, LinkStep step)
{
    /// <summary>After all of it was tried in vain, so long nothing is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly Queue<StationAbilities> _untried = new();
    private StationAbilities? _before;
    private Instant? _gaveUpAt;

    /// <summary>Whether the wording in use is one that is being tried.</summary>
    public bool Tries => _before is not null;

    public void Reset()
    {
        if (_before is { } before)
        {
            writer.Abilities = before;
        }

        _before = null;
        _untried.Clear();
        _gaveUpAt = null;
    }

    /// <summary>A lease was taken: whatever it was worded by is right. True where that is news.</summary>
    public bool Accepted()
    {
        var news = Tries;
        _before = null;
        _untried.Clear();
        return news;
    }

    /// <summary>Whether the refused lease is to be sent once more, worded otherwise.</summary>
    public bool TryNext(OcppFrame answer, Setpoint setpoint, ProfilePlan plan)
    {
        if (writer.UsesDynamic && _before is null)
        {
            writer.Abilities = writer.Abilities with { RefusedDynamic = true };
            return true;
        }

        if (!IsCurable(answer) || (_gaveUpAt is { } at && step.Now - at < Pause))
        {
            return false;
        }

        if (_before is null)
        {
            _before = writer.Abilities;
            foreach (var other in Others(_before, setpoint.Limit, plan))
            {
                _untried.Enqueue(other);
            }
        }

        if (_untried.TryDequeue(out var next))
        {
            writer.Abilities = next;
            return true;
        }

        Reset();
        _gaveUpAt = step.Now;
        return false;
    }

    /// <summary>A transaction that is over, or a limit on how often it may be told, is no question of wording.</summary>
    private static bool IsCurable(OcppFrame answer) => answer.Type == MessageType.CallError
        ? answer.ErrorCode is not ("NotImplemented" or "NotSupported" or "SecurityError")
        : JsonProbe.Text(answer.Payload, "status") == "Rejected"
            && JsonProbe.Text(JsonProbe.Object(answer.Payload, "statusInfo"), "reasonCode") is null or "InvalidSchedule" or "InvalidProfile" or "DuplicateProfile" or "InvalidStackLevel";

    private static IEnumerable<StationAbilities> Others(StationAbilities known, Amperes limit, ProfilePlan plan)
    {
        var pause = limit == Amperes.Zero;
        if (pause && !known.RefusesZero)
        {
            yield return known with { RefusesZero = true };
        }

        var broken = !pause && limit.Value != Math.Floor(limit.Value) && !known.WholeAmps;
        if (broken)
        {
            yield return known with { WholeAmps = true };
        }

        var stacked = plan == ProfilePlan.TxDefaultAndTx && known.StackLevels > 0;
        if (stacked)
        {
            yield return known with { HighestStack = 0 };
        }

        if (!known.ClearFirst)
        {
            yield return known with { ClearFirst = true };
        }

        if (known.Relative is null && plan != ProfilePlan.StationMax)
        {
            yield return known with { Relative = RelativeAnchor.Receipt };
        }

        yield return known with
        {
            WholeAmps = known.WholeAmps || broken,
            HighestStack = stacked ? 0 : known.HighestStack,
            ClearFirst = true,
            RefusesZero = known.RefusesZero || pause,
        };
    }
}
