using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Calls of transactions that went upstream and whose answer the station never saw: it will send them again, and what then goes upstream is a
/// repeat.
/// </summary>
internal sealed class CutOffCalls
{
    private readonly List<OcppFrame> _calls = [];
    private bool _any;

    /// <summary>Whether the call is such a one.</summary>
    public bool Holds(OcppFrame call)
    {
        var holds = _calls.Exists(cut => cut.Raw.Span.SequenceEqual(call.Raw.Span));
        _calls.Clear();
        return holds;
    }

    /// <summary>True once: nobody knows what became of the call before the first.</summary>
    public bool IsFirst()
    {
        var first = !_any;
        _any = true;
        return first;
    }

    public void StationGone(IEnumerable<UpstreamMessage> sent, IEnumerable<UpstreamMessage> waiting) =>
        _calls.AddRange(sent.Concat(waiting.Where(message => message is { Repeat: true, Transactional: true })).Select(message => message.Frame));
}
