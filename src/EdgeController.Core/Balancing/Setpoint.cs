using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What an EVSE is told it may draw per phase, and why. <see cref="Revision"/> grows with each setpoint that is sent;
/// the station's answer comes back with it.
/// </summary>
/// <param name="Evse">The EVSE that it is for.</param>
/// <param name="Limit">Amperes per phase, rounded down to 0.1 A; 0 or at least the station's minimum.</param>
/// <param name="Lease">How long it holds in the station before it falls back by itself.</param>
/// <param name="Change">Why it is sent now; <see cref="SetpointChange.Hold"/> is not sent.</param>
/// <param name="Reason">What binds.</param>
/// <param name="Revision">Number of the sent setpoint, 0 where nothing is sent.</param>
public sealed record Setpoint(EvseId Evse, Amperes Limit, TimeSpan Lease, SetpointChange Change, Reason Reason, long Revision)
{
    /// <summary>Amperes per phase that the vehicle would take beyond <see cref="Limit"/>: what <see cref="Reason"/> costs now; 0 where it wants no more.</summary>
    public Amperes Lost { get; init; }

    /// <summary>On how many phases the limit is meant, where the station can switch; else null.</summary>
    public int? Phases { get; init; }

    /// <summary>On how many it would fit better; null where the station cannot switch or does not take part.</summary>
    public int? PhasesWished { get; init; }

    /// <summary>What its vehicle is told to give back with the same lease, by the same type as a battery; null where it only charges.</summary>
    public ResourceOrder? Order { get; init; }

    /// <summary>What it is written into the station for: a limit below the fallback is kept up for safety, not for energy.</summary>
    public ProfileWrite PurposeAt(Station station) => Change switch
    {
        SetpointChange.Decrease => ProfileWrite.Decrease,
        SetpointChange.Renewal when Limit < station.Fallback => ProfileWrite.Decrease,
        SetpointChange.Renewal => ProfileWrite.Renewal,
        _ => ProfileWrite.Increase,
    };
}

/// <summary>Why a setpoint goes to the station, in order of urgency.</summary>
public enum SetpointChange
{
    /// <summary>Nothing to send: the station holds this limit already.</summary>
    Hold,

    /// <summary>The same limit once more, before its lease ends.</summary>
    Renewal,
    Increase,

    /// <summary>Goes before everything else that waits for the station.</summary>
    Decrease,
}
