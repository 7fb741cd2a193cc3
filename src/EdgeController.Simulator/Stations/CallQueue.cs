using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Simulator.Stations;

/// <summary>A CALL that waits for its turn; written only when it is sent, because a transaction's id may come to be known meanwhile.</summary>
internal sealed record OutgoingCall(string Action, bool KeepOffline, Action<Utf8JsonWriter> Write)
{
    /// <summary>The payload of the answer; null where the call failed or was dropped.</summary>
    public Action<JsonElement?, Instant>? Answered { get; init; }
}

/// <summary>The station's CALLs in order, one outstanding; transaction messages survive a lost socket and are repeated until answered.</summary>
internal sealed class CallQueue(TimeSpan timeout, PayloadWriter payloads)
{
    private readonly LinkedList<OutgoingCall> _waiting = new();
    private OutgoingCall? _outstanding;
    private string? _outstandingId;
    private string? _repeatId;
    private Instant _sentAt;
    private long _sequence;

    public int Count => _waiting.Count + (_outstanding is null ? 0 : 1);

    public void Add(OutgoingCall call) => _waiting.AddLast(call);

    public void AddFirst(OutgoingCall call) => _waiting.AddFirst(call);

    /// <summary>The next frame, if one may go now; only a boot may go before the boot is accepted.</summary>
    public byte[]? Next(bool accepted, Instant now)
    {
        if (_outstanding is not null || _waiting.First is not { } first || (!accepted && first.Value.Action != "BootNotification"))
        {
            return null;
        }

        _waiting.RemoveFirst();
        _outstanding = first.Value;
        _outstandingId = _repeatId is not null && first.Value.KeepOffline ? _repeatId : (++_sequence).ToString("D6");
        _repeatId = null;
        _sentAt = now;
        return OcppFrameWriter.Call(_outstandingId, _outstanding.Action, payloads.Write(_outstanding.Write));
    }

    public void Expire(Instant now, List<OutgoingCall> failed)
    {
        if (_outstanding is { } call && now - _sentAt >= timeout)
        {
            GiveUp(call, failed);
        }
    }

    /// <summary>The call that this frame answers; null for a late or unknown answer.</summary>
    public OutgoingCall? Answer(OcppFrame frame)
    {
        if (_outstanding is not { } call || frame.MessageId != _outstandingId)
        {
            return null;
        }

        _outstanding = null;
        return call;
    }

    public void Disconnected(List<OutgoingCall> failed)
    {
        if (_outstanding is { } call)
        {
            GiveUp(call, failed);
        }

        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (!node.Value.KeepOffline)
            {
                failed.Add(node.Value);
                _waiting.Remove(node);
            }

            node = next;
        }
    }

    private void GiveUp(OutgoingCall call, List<OutgoingCall> failed)
    {
        _outstanding = null;
        if (call.KeepOffline)
        {
            _repeatId = _outstandingId;
            _waiting.AddFirst(call);
        }
        else
        {
            failed.Add(call);
        }
    }
}
