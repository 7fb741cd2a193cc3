using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>The time that the last lease of an EVSE was worded with: a lower limit within the same time needs no clock, and ends when that lease would have.</summary>
/// <param name="Plan">Where it lies.</param>
/// <param name="Transaction">The transaction that it was for.</param>
/// <param name="StationNow">The station's time by which it was worded.</param>
/// <param name="Lease">How long it was to last.</param>
/// <param name="Limit">What it allows.</param>
internal readonly record struct LeaseFrame(ProfilePlan Plan, string? Transaction, DateTimeOffset StationNow, TimeSpan Lease, Amperes Limit);

/// <summary>
/// The leases as they were worded last, by EVSE, for a station whose clock was lost and that would not clear one: it is lowered where it stands.
/// </summary>
internal sealed class LeaseFrames
{
    private readonly Dictionary<int, LeaseFrame> _worded = [];
    private readonly HashSet<int> _lowers = [];

    public void Worded(int evse, LeaseFrame frame) => _worded[evse] = frame;

    /// <summary>Asks for the lease to be lowered instead of cleared; false where none is known that this would lower, or it was asked for already.</summary>
    public bool Lowers(int evse, ProfilePlan? plan, string? transaction, Amperes limit) =>
        _worded.TryGetValue(evse, out var frame) && frame.Plan == plan && frame.Transaction == transaction && limit < frame.Limit && _lowers.Add(evse);

    /// <summary>The frame of a lease that is to be lowered now; null where none is.</summary>
    public LeaseFrame? Take(int evse) => _lowers.Remove(evse) ? _worded[evse] : null;

    /// <summary>Nothing is being lowered any more.</summary>
    public void Forget() => _lowers.Clear();
}
