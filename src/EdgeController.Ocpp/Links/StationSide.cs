using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// The CALLs that go to the station: one outstanding at a time, in the order fallback and decreases, the CSMS's CALLs, increases and
/// renewals, questions of ours.
/// </summary>
internal sealed class StationSide(Station station, StationLinkOptions options, LinkStep step, StationView view, StationParts parts, Func<string> newMessageId)
{
    private readonly Dictionary<string, StationCall> _pending = new(StringComparer.Ordinal);
    private readonly Queue<OcppFrame> _fromCsms = new();
    private readonly Queue<(string Action, byte[] Payload)> _orders = new();
    private readonly FallbackLadder _ladder = parts.Ladder;
    private readonly LeaseSide _leases = parts.Leases;
    private Func<string>? _newId;
    private StationCall? _slot;
    private bool _open;

    /// <summary>The CSMS's charging profiles; null for a station without a CSMS.</summary>
    public CsmsProfiles? Profiles { get; set; }

    /// <summary>Nothing of ours or of the CSMS is on its way to the station, nor due.</summary>
    public bool IsCalm => _slot is null && _pending.Count == 0 && _ladder.Due is null;

    private bool UrgentWaits => _ladder.HasCall || _leases.HasUrgent;

    /// <summary>When <see cref="Pump"/> has something to do.</summary>
    public Instant? Due
    {
        get
        {
            // What is urgent waits for a busy slot no longer than until it may overtake.
            Instant? due = !_open ? null : _leases.HasUrgent ? step.Now : _ladder.Due;
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

    public void Opened() => _open = _leases.IsOpen = true;

    /// <summary>The socket is gone: what was sent may be in force, what waits never left.</summary>
    public void Closed()
    {
        _open = false;
        _slot = null;
        _fromCsms.Clear();
        _orders.Clear();
        parts.Reset();
        foreach (var call in _pending.Values.Where(call => !call.TimedOut))
        {
            Unanswered(call);
            if (call.Setpoint is { } sent)
            {
                _leases.TimedOut(sent);
            }
        }

        _pending.Clear();
        _leases.Closed();
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

    public void Apply(Setpoint setpoint) => _leases.Apply(setpoint);

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

        step.Counters.LateAnswers += call.TimedOut ? 1 : 0;
        if (call.CsmsId is { } asked)
        {
            Profiles?.Answered(asked, answer);
        }

        if (!call.TimedOut && IsUpkeep(call) && JsonProbe.Text(answer.Payload, "status") == SetChargingProfileResponse.Accepted)
        {
            MemoryWritten();
        }

        switch (call.Origin)
        {
            case CallOrigin.Csms:
                ToCsms(call, answer);
                break;
            case CallOrigin.Lease:
                _leases.Answered(call, answer);
                break;
            case CallOrigin.Ladder:
                _ladder.Answered(call.Rung!, answer);
                break;
            case CallOrigin.Question when !call.TimedOut:
                Reworded(call.Asker!.Answered(answer));
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
            _ladder.Start();
        }
    }

    /// <summary>Gives up what took too long and sends what may be sent now.</summary>
    public void Pump()
    {
        Expire();
        if (_open)
        {
            parts.Elapse();
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

    private void ToCsms(StationCall call, OcppFrame answer)
    {
        var shown = parts.ShownToCsms(call, answer);
        if (!call.Orphaned)
        {
            step.ToCsms(shown ?? (call.CsmsId == call.Id ? answer.Raw : OcppFrameWriter.WithMessageId(answer, call.CsmsId!)));
        }
    }

    /// <summary>What writes into the station's memory if it is accepted, and counts nowhere else: setpoints count when they are issued, the fallback when it is installed.</summary>
    private bool IsUpkeep(StationCall call) => call.Origin == CallOrigin.Clearing || (call.Rung is { } rung && (rung.Rung != FallbackLadder.Rung.Setting || parts.Writer.Abilities.SwitchedOff));

    /// <summary>What was never answered may have been written all the same.</summary>
    private void Unanswered(StationCall call)
    {
        if (call.Origin is CallOrigin.Clearing or CallOrigin.Ladder)
        {
            MemoryWritten();
        }
    }

    private void MemoryWritten()
    {
        if (!options.Without.HasFlag(LinkProtections.UpkeepCounts))
        {
            step.Report(new StationMemoryWritten(step.Now, station.Id));
        }
    }

    private void Expire()
    {
        foreach (var call in HasOld() ? _pending.Values.ToArray() : [])
        {
            var age = step.Now - call.SentAt;
            if (!call.TimedOut && age >= TimeoutOf(call))
            {
                call.TimedOut = true;
                _slot = ReferenceEquals(_slot, call) ? null : _slot;
                Unanswered(call);
                if (call.Setpoint is { } setpoint)
                {
                    _leases.TimedOut(setpoint);
                }
                else if (call.Rung is { } rung)
                {
                    _ladder.TimedOut(rung);
                }
                else
                {
                    call.Asker?.Answered(null);
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
        }
        else if (_ladder.HasCall)
        {
            var id = NewId();
            var (rung, frame) = _ladder.Take(id, view.Clock.At(step.Now));
            Send(new StationCall(id, CallOrigin.Ladder, step.Now) { Rung = rung }, frame);
        }
        else if (_leases.Take(urgent: true, _newId ??= NewId) is { } urgent)
        {
            Send(urgent.Call, urgent.Frame);
        }
        else if (urgentOnly)
        {
            return false;
        }
        else if (_orders.TryDequeue(out var order))
        {
            var id = NewId();
            Send(new StationCall(id, CallOrigin.Order, step.Now), OcppFrameWriter.Call(id, order.Action, order.Payload));
        }
        else if (_fromCsms.TryDequeue(out var call))
        {
            Send(call);
        }
        else if (_leases.Take(urgent: false, _newId ??= NewId) is { } setpoint)
        {
            Send(setpoint.Call, setpoint.Frame);
        }
        else if (parts.Asker is { } asker)
        {
            var id = NewId();
            Send(new StationCall(id, CallOrigin.Question, step.Now) { Asker = asker }, asker.Take(id));
        }
        else
        {
            return false;
        }

        return true;
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
            new StationCall(id, CallOrigin.Csms, step.Now) { CsmsId = call.MessageId, Asked = call },
            taken ? OcppFrameWriter.WithMessageId(call, id) : call.Raw);
    }

    private void Send(StationCall call, ReadOnlyMemory<byte> frame)
    {
        _pending[call.Id] = call;
        _slot = call;
        step.ToStation(frame);
    }

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
