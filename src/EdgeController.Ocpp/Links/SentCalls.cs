using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>The station's calls that are at the CSMS: the one under way, and those whose answer may still come late.</summary>
internal sealed class SentCalls(StationLinkOptions options, LinkStep step)
{
    private readonly List<UpstreamMessage> _sent = [];

    /// <summary>One CALL at a time (OCPP-J 4.1.1), whatever the station does: back ends refuse overlapping calls, and none piles up here.</summary>
    public bool IsBusy
    {
        get
        {
            foreach (var message in _sent)
            {
                if (step.Now - message.At < PatienceFor(message))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>When the next one may go even without an answer.</summary>
    public Instant? Due
    {
        get
        {
            var due = new EarliestDue(step.Now);
            foreach (var message in _sent)
            {
                due.Add(message.At + PatienceFor(message));
            }

            return due.At;
        }
    }

    public void Add(UpstreamMessage message) => _sent.Add(message.At == step.Now ? message : message with { At = step.Now });

    public bool Holds(string? id) => id is not null && Place(id) >= 0;

    /// <summary>The call with that id, which is over; null where there is none.</summary>
    public UpstreamMessage? Take(string id)
    {
        var place = Place(id);
        if (place < 0)
        {
            return null;
        }

        var call = _sent[place];
        _sent.RemoveAt(place);
        for (var other = 0; other < _sent.Count; other++)
        {
            // The answer is for each copy of the call, and says that what went before it on this socket has come.
            _sent[other] = _sent[other] with
            {
                Arrived = _sent[other].Arrived || other < place,
                Orphaned = _sent[other].Orphaned || (!call.Orphaned && !_sent[other].Owed && _sent[other].IsCopyOf(call)),
            };
        }

        return call;
    }

    /// <summary>The socket is gone: those that nobody will answer and that may not have come, each once.</summary>
    public IReadOnlyList<UpstreamMessage> TakeAll()
    {
        List<UpstreamMessage> all = [];
        foreach (var message in _sent)
        {
            if (message is not { Arrived: true, Owed: false } && !all.Exists(message.IsCopyOf))
            {
                all.Add(message);
            }
        }

        _sent.Clear();
        return all;
    }

    /// <summary>The station's connection is gone. The CSMS is still at its calls: the next one waits for it, as long as its connection stands.</summary>
    public void Orphan()
    {
        for (var place = 0; place < _sent.Count; place++)
        {
            _sent[place] = _sent[place] with { Orphaned = !_sent[place].Owed };
        }
    }

    /// <summary>Forgets those whose answer would be too late for anybody.</summary>
    public void Expire()
    {
        for (var place = _sent.Count - 1; place >= 0; place--)
        {
            if (step.Now - _sent[place].At >= options.LateAnswerWindow)
            {
                _sent.RemoveAt(place);
            }
        }
    }

    /// <summary>Of several copies the one whose answer the station waits for: whichever the CSMS means, it says the same of all.</summary>
    private int Place(string id)
    {
        var first = -1;
        for (var place = 0; place < _sent.Count; place++)
        {
            if (first < 0 ? _sent[place].Frame.MessageId == id : !_sent[place].Orphaned && _sent[place].IsCopyOf(_sent[first]))
            {
                if (!_sent[place].Orphaned)
                {
                    return place;
                }

                first = place;
            }
        }

        return first;
    }

    private TimeSpan PatienceFor(UpstreamMessage message) => message.Owed ? options.OwnCallTimeout : options.CsmsCallTimeout;
}
