using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// The CALLs that go to the station: one outstanding at a time, in the order fallback and decreases, the CSMS's CALLs, increases and
/// renewals, questions of ours.
/// </summary>
internal sealed class StationSide(
    Station station,
    StationLinkOptions options,
    LinkStep step,
    StationView view,
    ChargingProfileWriter writer,
    FallbackLadder ladder,
    DeviceModel deviceModel,
    Func<string> newMessageId)
{
    private readonly Dictionary<string, StationCall> _pending = new(StringComparer.Ordinal);
    private readonly Queue<OcppFrame> _fromCsms = new();
    private readonly LeaseQueue _leases = new();
    private readonly Queue<int> _triggers = new();
    private readonly Queue<(string Action, byte[] Payload)> _orders = new();
    private readonly Dictionary<int, long> _newestSent = [];
    private StationCall? _slot;
    private bool _open;

    /// <summary>The CSMS's charging profiles; null for a station without a CSMS.</summary>
    public Profiles.Csms.CsmsProfiles? Profiles { get; set; }

    private bool UrgentWaits => ladder.HasCall || HasUrgent;

    private bool HasUrgent => _leases.HasUrgent || view.Inherited.Count > 0;

    /// <summary>When <see cref="Pump"/> has something to do.</summary>
    public Instant? Due
    {
        get
        {
            // What is urgent waits for a busy slot no longer than until it may overtake.
            Instant? due = !_open ? null : HasUrgent ? step.Now : ladder.Due;
            if (due is { } urgent && _slot is { } busy)
            {
                var free = busy.SentAt + options.Overtake;
                due = free > urgent ? free : urgent;
            }

            foreach (var call in _pending.Values)
            {
                if (!call.TimedOut)
                {
                    due = Earliest(due, call.SentAt + TimeoutOf(call));
                }
            }

            return due;
        }
    }

    public void Opened() => _open = true;

    /// <summary>The socket is gone: what was sent may be in force, what waits never left.</summary>
    public void Closed()
    {
        _open = false;
        _slot = null;
        _fromCsms.Clear();
        _triggers.Clear();
        _orders.Clear();
        view.Inherited.Clear();
        deviceModel.Reset();
        foreach (var call in _pending.Values)
        {
            if (call is { Setpoint: { } sent, TimedOut: false })
            {
                Answer(sent, SetpointOutcome.TimedOut);
            }
        }

        _pending.Clear();
        while ((_leases.Take(urgent: true) ?? _leases.Take(urgent: false)) is { } waiting)
        {
            Answer(waiting, SetpointOutcome.NotSent);
        }
    }

    /// <summary>The CSMS's connection is gone: nobody waits any more for what it asked.</summary>
    public void CsmsGone()
    {
        _fromCsms.Clear();
        foreach (var call in _pending.Values)
        {
            call.Orphaned |= call.Origin == CallOrigin.Csms;
        }
    }

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
        else if (_leases.Put(setpoint) is { } replaced)
        {
            Answer(replaced, SetpointOutcome.NotSent);
        }
    }

    public void FromCsms(OcppFrame call)
    {
        if (_fromCsms.Count < options.CsmsQueue)
        {
            _fromCsms.Enqueue(call);
            return;
        }

        step.Notice(NoticeCode.CsmsQueueFull, $"{station.Id}: too many calls of the CSMS wait, {call.Action} refused");
        step.ToCsms(OcppFrameWriter.CallError(call.MessageId, "GenericError", "too many calls wait for the station"));
    }

    /// <summary>A CALL of ours whose answer nobody waits for.</summary>
    public void Ask(string action, byte[] payload) => _orders.Enqueue((action, payload));

    public void AskForStatus()
    {
        foreach (var evse in view.Numbers)
        {
            _triggers.Enqueue(evse);
        }
    }

    /// <summary>Routes an answer of the station by the CALL that it answers; nobody's answers go nowhere.</summary>
    public void Answered(OcppFrame answer)
    {
        if (!_pending.Remove(answer.MessageId, out var call))
        {
            step.Counters.UnknownAnswers++;
            step.Notice(NoticeCode.UnknownAnswer, $"{station.Id} answered {answer.MessageId}, which nobody asked");
            return;
        }

        if (ReferenceEquals(_slot, call))
        {
            _slot = null;
        }

        var accepted = answer.Type == MessageType.CallResult && JsonProbe.Text(answer.Payload, "status") == SetChargingProfileResponse.Accepted;
        step.Counters.LateAnswers += call.TimedOut ? 1 : 0;
        if (call.CsmsId is { } asked)
        {
            Profiles?.Answered(asked, answer);
        }

        switch (call.Origin)
        {
            case CallOrigin.Csms when !call.Orphaned:
                step.ToCsms(call.CsmsId == call.Id ? answer.Raw : OcppFrameWriter.WithMessageId(answer, call.CsmsId!));
                break;
            case CallOrigin.Lease when !call.TimedOut:
                Answer(call.Setpoint!, accepted ? SetpointOutcome.Accepted : SetpointOutcome.Rejected);
                break;
            case CallOrigin.Lease when accepted && _newestSent[call.Setpoint!.Evse.Number] == call.Setpoint.Revision:
                Answer(call.Setpoint, SetpointOutcome.Accepted);
                break;
            case CallOrigin.Ladder:
                ladder.Answered(call.Rung!, answer);
                break;
            case CallOrigin.DeviceModel when !call.TimedOut:
                Reworded(deviceModel.Answered(answer));
                break;
            default:
                break;
        }
    }

    /// <summary>Installs the fallback once more where the station was found to take profiles differently.</summary>
    public void Reworded(bool changed)
    {
        if (changed)
        {
            ladder.Start();
        }
    }

    /// <summary>Gives up what took too long and sends what may be sent now.</summary>
    public void Pump()
    {
        Expire();
        if (_open && ladder.IsSettled)
        {
            deviceModel.Begin(ladder.Run);
        }

        while (_open && (_slot is not { } busy || (UrgentWaits && step.Now - busy.SentAt >= options.Overtake)))
        {
            if (!SendNext(urgentOnly: _slot is not null))
            {
                return;
            }
        }
    }

    private static Instant? Earliest(Instant? a, Instant b) => a is { } other && other < b ? other : b;

    private TimeSpan TimeoutOf(StationCall call) => call.Origin == CallOrigin.Csms ? options.CsmsCallTimeout : options.OwnCallTimeout;

    private void Expire()
    {
        foreach (var call in HasOld() ? _pending.Values.ToArray() : [])
        {
            var age = step.Now - call.SentAt;
            if (!call.TimedOut && age >= TimeoutOf(call))
            {
                call.TimedOut = true;
                _slot = ReferenceEquals(_slot, call) ? null : _slot;
                if (call.Setpoint is { } setpoint)
                {
                    Answer(setpoint, SetpointOutcome.TimedOut);
                }
                else if (call.Rung is { } rung)
                {
                    ladder.TimedOut(rung);
                }
                else if (call.Origin == CallOrigin.DeviceModel)
                {
                    deviceModel.Answered(null);
                }
            }

            if (age >= options.LateAnswerWindow)
            {
                _pending.Remove(call.Id);
            }
        }
    }

    private bool HasOld()
    {
        if (_pending.Count == 0)
        {
            return false;
        }

        foreach (var call in _pending.Values)
        {
            var age = step.Now - call.SentAt;
            if (age >= options.LateAnswerWindow || (!call.TimedOut && age >= TimeoutOf(call)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False where nothing waits that may go.</summary>
    private bool SendNext(bool urgentOnly)
    {
        if (Profiles is { HasCall: true })
        {
            var id = NewId();
            Send(new StationCall(id, CallOrigin.Clearing, step.Now), Profiles.Take(id));
            return true;
        }

        if (ladder.HasCall)
        {
            var id = NewId();
            var (rung, frame) = ladder.Take(id, view.Clock.At(step.Now));
            Send(new StationCall(id, CallOrigin.Ladder, step.Now) { Rung = rung }, frame);
            return true;
        }

        if (view.Inherited.TryDequeue(out var inherited))
        {
            var id = NewId();
            Send(new StationCall(id, CallOrigin.Clearing, step.Now), writer.ClearLease(id, inherited));
            return true;
        }

        if (_leases.Take(urgent: true) is { } urgent)
        {
            Send(urgent);
            return true;
        }

        if (urgentOnly)
        {
            return false;
        }

        if (_orders.TryDequeue(out var order))
        {
            var id = NewId();
            Send(new StationCall(id, CallOrigin.Trigger, step.Now), OcppFrameWriter.Call(id, order.Action, order.Payload));
            return true;
        }

        if (_fromCsms.TryDequeue(out var call))
        {
            Send(call);
            return true;
        }

        if (_leases.Take(urgent: false) is { } setpoint)
        {
            Send(setpoint);
            return true;
        }

        if (_triggers.TryDequeue(out var evse))
        {
            var id = NewId();
            Send(new StationCall(id, CallOrigin.Trigger, step.Now), StatusQuestion.Frame(writer.Version, id, evse));
            return true;
        }

        if (deviceModel.HasCall)
        {
            var id = NewId();
            Send(new StationCall(id, CallOrigin.DeviceModel, step.Now), deviceModel.Take(id));
            return true;
        }

        return false;
    }

    private void Send(OcppFrame call)
    {
        var taken = _pending.ContainsKey(call.MessageId);
        var id = taken ? NewId() : call.MessageId;
        if (taken)
        {
            step.Notice(NoticeCode.MessageIdMapped, $"{station.Id}: the CSMS's {call.MessageId} is in use, sent as {id}");
        }

        Send(
            new StationCall(id, CallOrigin.Csms, step.Now) { CsmsId = call.MessageId },
            taken ? OcppFrameWriter.WithMessageId(call, id) : call.Raw);
    }

    private void Send(Setpoint setpoint)
    {
        // Clock, transaction or fallback may have gone while it waited.
        if (!CanHold(setpoint) || (setpoint.Change != SetpointChange.Decrease && Profiles?.HoldsBack(setpoint.Evse.Number) == true))
        {
            Answer(setpoint, SetpointOutcome.NotSent);
            return;
        }

        var id = NewId();
        var evse = setpoint.Evse.Number;
        _newestSent[evse] = setpoint.Revision;
        Send(
            new StationCall(id, CallOrigin.Lease, step.Now) { Setpoint = setpoint },
            writer.Lease(id, ladder.Plan!.Value, setpoint, view.Clock.At(step.Now)!.Value, view.Transaction(evse), view.PhasesUsed(evse)));
    }

    private void Send(StationCall call, ReadOnlyMemory<byte> frame)
    {
        _pending[call.Id] = call;
        _slot = call;
        step.ToStation(frame);
    }

    private bool CanHold(Setpoint setpoint) =>
        _open && ladder.Plan is { } plan && view.Clock.Trusted && view.Evse(setpoint.Evse.Number) == setpoint.Evse
        && (plan != ProfilePlan.TxDefaultAndTx || view.Transaction(setpoint.Evse.Number) is not null);

    private void Answer(Setpoint setpoint, SetpointOutcome outcome) =>
        step.Report(new SetpointAnswered(step.Now, setpoint.Evse, setpoint.Revision, outcome));

    private string NewId()
    {
        while (true)
        {
            var id = options.MessageIdPrefix + newMessageId();
            if (!_pending.ContainsKey(id) && !_fromCsms.Any(waiting => waiting.MessageId == id))
            {
                return id;
            }
        }
    }
}
