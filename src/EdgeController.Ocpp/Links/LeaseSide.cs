using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Leases on their way to the station: the newest setpoint of each EVSE, worded for what the station can hold, worded otherwise where it
/// refuses, and answered to the site once it is certain what became of it.
/// </summary>
internal sealed class LeaseSide(LinkStep step, StationView view, ChargingProfileWriter writer, FallbackLadder ladder, StationHabits habits, Obedience obedience, LinkProtections without)
{
    private readonly LeaseQueue _waiting = new();
    private readonly LeaseCures _cures = new(writer, step);
    private readonly GivingSide _gives = new(step, view, writer);
    private readonly Dictionary<int, long> _newestSent = [];
    private readonly Dictionary<int, (long Revision, Instant At)> _applied = [];
    private readonly Dictionary<int, Dynamic> _dynamic = [];
    private readonly HashSet<int> _cleared = [];
    private readonly LeaseFrames _frames = new();
    private readonly HashSet<ProfilePlan> _takenBefore = [];
    private readonly PulledLeases _pulled = new();

    /// <summary>A Dynamic lease that the station holds: which one it is, how long it lasts after each change, and its limit now.</summary>
    private readonly record struct Dynamic(ProfilePlan Plan, string? Transaction, TimeSpan Lease, bool GivesBack);

    public bool HasUrgent => _waiting.HasUrgent || view.Inherited.Count > 0;

    public bool IsOpen { get; set; }

    /// <summary>The CSMS's charging profiles; null for a station without a CSMS.</summary>
    public CsmsProfiles? Profiles { get; set; }

    public void Apply(Setpoint setpoint)
    {
        if (setpoint.Change == SetpointChange.Hold)
        {
            return;
        }

        if (!CanHold(setpoint))
        {
            Answer(setpoint, SetpointOutcome.NotSent);
        }
        else
        {
            _applied[setpoint.Evse.Number] = (setpoint.Revision, step.Now);
            _pulled.Decided(setpoint, step.Now);
            if (_waiting.Put(setpoint) is { } replaced)
            {
                Answer(replaced, SetpointOutcome.NotSent);
            }
        }
    }

    /// <summary>The socket is gone, or the station has booted: it may hold nothing of what it was told.</summary>
    public void Forget()
    {
        _dynamic.Clear();
        _cleared.Clear();
        _gives.Forget();
        _frames.Forget();
        _pulled.Forget();
        _takenBefore.Clear();
        _cures.Reset();
    }

    public void Closed()
    {
        IsOpen = false;
        view.Inherited.Clear();
        Forget();
        while ((_waiting.Take(urgent: true) ?? _waiting.Take(urgent: false)) is { } waiting)
        {
            Answer(waiting, SetpointOutcome.NotSent);
        }
    }

    /// <summary>What goes next of that urgency; null where nothing may.</summary>
    public (StationCall Call, byte[] Frame)? Take(bool urgent, Func<string> newId)
    {
        if (urgent && view.Inherited.TryDequeue(out var inherited))
        {
            return Clear(inherited, newId());
        }

        while (_waiting.Take(urgent) is { } taken)
        {
            var setpoint = _gives.Fit(taken, ladder.Plan);

            // Clock, transaction or fallback may have gone while it waited, or its time.
            var left = Left(setpoint);
            if (!CanHold(setpoint) || left <= TimeSpan.Zero || (setpoint.Change != SetpointChange.Decrease && Profiles?.HoldsBack(setpoint.Evse.Number) == true))
            {
                Answer(setpoint, SetpointOutcome.NotSent);
                continue;
            }

            var (id, evse) = (newId(), setpoint.Evse.Number);
            if (!view.Clock.Trusted)
            {
                _newestSent[evse] = setpoint.Revision;
                var lowers = _frames.Take(evse);
                return (
                    new StationCall(id, CallOrigin.Lease, step.Now) { Setpoint = setpoint, Lease = left, IsClearing = true, IsLowering = lowers is not null },
                    lowers is { } frame ? Lowered(id, setpoint, frame) : writer.ClearLease(id, evse));
            }

            if (ClearsFirst(evse) && _cleared.Add(evse) && _waiting.PutBack(setpoint))
            {
                return Clear(evse, id);
            }

            _cleared.Remove(evse);
            _newestSent[evse] = setpoint.Revision;
            _pulled.Sent(setpoint, left, step.Now);
            var rest = setpoint with { Lease = writer.UsesDynamic ? _pulled.Duration(setpoint, left) : left };
            var updates = writer.UsesDynamic && _dynamic.TryGetValue(evse, out var held) && held == DynamicOf(rest);
            return (
                new StationCall(id, CallOrigin.Lease, step.Now) { Setpoint = setpoint, Lease = rest.Lease, IsUpdate = updates },
                updates ? writer.Update(id, rest, view.PhasesUsed(evse)) : Lease(id, rest));
        }

        return null;
    }

    public void Answered(StationCall call, OcppFrame answer)
    {
        var setpoint = call.Setpoint!;
        var accepted = answer.Type == MessageType.CallResult && JsonProbe.Text(answer.Payload, "status") == SetChargingProfileResponse.Accepted;
        if (call.TimedOut && !(accepted && _newestSent[setpoint.Evse.Number] == setpoint.Revision))
        {
            return;
        }

        if (call.IsClearing)
        {
            _dynamic.Remove(setpoint.Evse.Number);
            if (!accepted && !call.IsLowering && Lowers(setpoint))
            {
                Again(setpoint);
                return;
            }

            // Where it knows of none, the older leases count until they end.
            Answer(setpoint, accepted ? SetpointOutcome.Accepted : SetpointOutcome.Rejected);
        }
        else if (accepted)
        {
            Accepted(setpoint with { Lease = call.Lease });
        }
        else if (_gives.Refused(setpoint, call.IsUpdate, answer))
        {
            _dynamic.Remove(setpoint.Evse.Number);
            Again(setpoint with { Order = null });
        }
        else if (call.IsUpdate)
        {
            // The profile is gone, or it was not Dynamic after all: a whole one says the same.
            _dynamic.Remove(setpoint.Evse.Number);
            Again(setpoint);
        }
        else if (ladder.Plan is { } plan && !without.HasFlag(LinkProtections.LeaseCures) && _cures.TryNext(answer, setpoint, plan))
        {
            Again(setpoint);
        }
        else
        {
            Answer(setpoint, SetpointOutcome.Rejected);
            if (ladder.Plan is { } refused && !_takenBefore.Contains(refused) && habits.Proven != refused && IsNotTaken(answer) && ladder.TryNextPlan())
            {
                step.Notice(NoticeCode.AbilitiesLearned, $"{setpoint.Evse.Station} takes no lease by plan {refused}: the next one is tried");
            }
        }
    }

    public void TimedOut(Setpoint setpoint) => Answer(setpoint, SetpointOutcome.TimedOut);

    /// <summary>The station asks for the limit of a Dynamic profile: what is ours is answered here; null for others.</summary>
    public byte[]? AnswerPull(OcppFrame call)
    {
        if (call.Action != "PullDynamicScheduleUpdate" || JsonProbe.Number(call.Payload, "chargingProfileId") is not { } profile || !writer.IsOurs(profile))
        {
            return null;
        }

        _pulled.Asked();
        var evse = writer.EvseOf(profile);
        return Pullable(evse) is { } setpoint ? writer.Pulled(call.MessageId, setpoint, view.PhasesUsed(evse)) : writer.Pulled(call.MessageId, null, null);
    }

    /// <summary>An answer makes the station's lease last its whole duration again: it gets one only where that ends before what the guard gave does.</summary>
    private Setpoint? Pullable(int evse)
    {
        if (!_dynamic.TryGetValue(evse, out var held) || _pulled.Newest(evse) is not { } newest || !CanHold(newest.Setpoint))
        {
            return null;
        }

        var setpoint = _gives.Fit(newest.Setpoint, ladder.Plan);
        var isOurTime = step.Now + held.Lease <= newest.Ends || without.HasFlag(LinkProtections.PullBound);
        return isOurTime && view.Clock.Trusted && held == DynamicOf(setpoint with { Lease = held.Lease }) ? setpoint : null;
    }

    private void Accepted(Setpoint setpoint)
    {
        var plan = ladder.Plan;
        if (writer.UsesDynamic)
        {
            _dynamic[setpoint.Evse.Number] = DynamicOf(setpoint);
        }

        if (_cures.Accepted() && plan is { } worked)
        {
            habits.Keep(worked, proven: false);
        }

        if (plan is { } taken)
        {
            _takenBefore.Add(taken);
        }

        obedience.Accepted(setpoint);
        Answer(setpoint, SetpointOutcome.Accepted);
    }

    /// <summary>What is left of the lease: the site counts it from the moment at which it was handed over, however long it waited or how often it was refused.</summary>
    private TimeSpan Left(Setpoint setpoint)
    {
        var waited = _applied.TryGetValue(setpoint.Evse.Number, out var applied) && applied.Revision == setpoint.Revision ? step.Now - applied.At : TimeSpan.Zero;
        return waited < TimeSpan.FromSeconds(1) ? setpoint.Lease : setpoint.Lease - waited;
    }

    /// <summary>Sends it once more, unless a newer one waits.</summary>
    private void Again(Setpoint setpoint)
    {
        if (!_waiting.PutBack(setpoint))
        {
            Answer(setpoint, SetpointOutcome.Rejected);
        }
    }

    /// <summary>It was no question of the moment: it is this kind of profile that the station does not take.</summary>
    private static bool IsNotTaken(OcppFrame answer) => answer.Type == MessageType.CallError
        || (JsonProbe.Text(answer.Payload, "status") is "Rejected" or "NotSupported"
            && JsonProbe.Text(JsonProbe.Object(answer.Payload, "statusInfo"), "reasonCode") is not ("TxNotFound" or "RateLimitExceeded" or "InvalidMessageSeq"));

    private bool ClearsFirst(int evse) => writer.Abilities.ClearFirst || (writer.Abilities.ClearAfterZero && obedience.WasPaused(evse));

    /// <summary>A station that clears nothing may take a lower limit in the lease's own time. One that counts from the receipt, or from each change, would hold it for longer.</summary>
    private bool Lowers(Setpoint setpoint) =>
        !without.HasFlag(LinkProtections.LeaseLowering) && writer.Abilities.Relative is null && !writer.UsesDynamic
        && _frames.Lowers(setpoint.Evse.Number, ladder.Plan, view.Transaction(setpoint.Evse.Number), setpoint.Limit);

    private byte[] Lowered(string id, Setpoint setpoint, LeaseFrame frame) =>
        writer.Lease(id, frame.Plan, setpoint with { Lease = frame.Lease }, frame.StationNow, frame.Transaction, view.PhasesUsed(setpoint.Evse.Number));

    private byte[] Lease(string id, Setpoint setpoint)
    {
        var evse = setpoint.Evse.Number;
        _frames.Worded(evse, new LeaseFrame(ladder.Plan!.Value, view.Transaction(evse), view.Clock.At(step.Now)!.Value, setpoint.Lease, setpoint.Limit));
        return writer.Lease(
            id, ladder.Plan!.Value, setpoint, view.Clock.At(step.Now)!.Value, view.Transaction(evse), view.PhasesUsed(evse), obedience.ChargingFor(evse));
    }

    private Dynamic DynamicOf(Setpoint setpoint) => new(ladder.Plan!.Value, view.Transaction(setpoint.Evse.Number), setpoint.Lease, setpoint.Order is { GivesBack: true });

    private (StationCall, byte[]) Clear(int evse, string id) => (new StationCall(id, CallOrigin.Clearing, step.Now), writer.ClearLease(id, evse));

    private bool CanHold(Setpoint setpoint) =>
        IsOpen && ladder.Plan is { } plan && view.Evse(setpoint.Evse.Number) == setpoint.Evse
        && (view.Clock.Trusted ? plan != ProfilePlan.TxDefaultAndTx || view.Transaction(setpoint.Evse.Number) is not null : CanClear(setpoint));

    /// <summary>Without the station's clock nothing that ends can be worded; a cleared lease leaves the fallback, which is no more than what was meant.</summary>
    private bool CanClear(Setpoint setpoint) => setpoint.Change == SetpointChange.Decrease && setpoint.Limit >= writer.FallbackLimit;

    private void Answer(Setpoint setpoint, SetpointOutcome outcome)
    {
        if (outcome is SetpointOutcome.Rejected or SetpointOutcome.NotSent)
        {
            _pulled.Dropped(setpoint);
        }

        step.Report(new SetpointAnswered(step.Now, setpoint.Evse, setpoint.Revision, outcome));
    }
}
