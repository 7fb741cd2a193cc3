using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Calls of ours to the back end under the station's identity: reports of profiles, questions for new values. Their answers never reach the station.</summary>
internal sealed class OwnUpstreamCalls(LinkStep step, StationLinkOptions options, Func<string> newMessageId)
{
    private const int Most = 250;
    private readonly Queue<(string Action, byte[] Payload, Action<OcppFrame?> Answered)> _waiting = new();
    private (string Id, Instant SentAt, Action<OcppFrame?> Answered)? _sent;

    /// <summary>One waits for its answer: nothing else goes to the back end meanwhile (OCPP-J 4.1.1).</summary>
    public bool InFlight => _sent is not null;

    public Instant? Due => _sent is { } sent ? sent.SentAt + options.CsmsCallTimeout : null;

    public void Add(string action, byte[] payload, Action<OcppFrame?> answered)
    {
        if (_waiting.Count < Most)
        {
            _waiting.Enqueue((action, payload, answered));
        }
        else
        {
            answered(null);
        }
    }

    /// <summary>True for an answer to one of ours.</summary>
    public bool Consumes(OcppFrame answer)
    {
        if (_sent is not { } sent || sent.Id != answer.MessageId)
        {
            return false;
        }

        _sent = null;
        sent.Answered(answer);
        return true;
    }

    /// <summary>Sends the next one, where the connection is free for it.</summary>
    public void Settle(bool free)
    {
        if (_sent is { } sent && step.Now - sent.SentAt >= options.CsmsCallTimeout)
        {
            _sent = null;
            sent.Answered(null);
        }

        if (free && _sent is null && _waiting.TryDequeue(out var next))
        {
            var id = options.MessageIdPrefix + newMessageId();
            _sent = (id, step.Now, next.Answered);
            step.ToCsms(OcppFrameWriter.Call(id, next.Action, next.Payload));
        }
    }

    /// <summary>The connection is gone: nobody answers any more.</summary>
    public void Gone()
    {
        var sent = _sent;
        _sent = null;
        sent?.Answered(null);
        while (_waiting.TryDequeue(out var waiting))
        {
            waiting.Answered(null);
        }
    }
}
