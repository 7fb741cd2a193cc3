using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Calls of transactions that went upstream and whose answer the station may not have seen: if it sends them again, what then goes upstream is a
/// repeat.
/// </summary>
internal sealed class CutOffCalls
{
    private readonly List<OcppFrame> _calls = [];
    private bool _any;

    /// <summary>Whether the call is such a one; any other says that the station is past them.</summary>
    public bool Holds(OcppFrame call)
    {
        var holds = _calls.Exists(cut => cut.Raw.Span.SequenceEqual(call.Raw.Span));
        if (!holds)
        {
            _calls.Clear();
        }

        return holds;
    }

    /// <summary>True once: nobody knows what became of the call before the first.</summary>
    public bool IsFirst()
    {
        var first = !_any;
        _any = true;
        return first;
    }

    /// <summary>These went upstream; whether the answer of those of a transaction reaches the station nobody knows.</summary>
    public void Add(IEnumerable<UpstreamMessage> sent) => _calls.AddRange(sent.Where(message => message.Transactional).Select(message => message.Frame));
}
