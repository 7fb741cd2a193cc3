using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Links;

/// <summary>A message of the station on its way to the CSMS.</summary>
/// <param name="Frame">The message.</param>
/// <param name="At">When it came, or when its connection broke.</param>
/// <param name="Transactional">It must not be answered by anyone but the CSMS unless it is kept.</param>
/// <param name="Owed">Answered here before; the CSMS's answer is swallowed.</param>
/// <param name="Repeat">It went upstream once already; judged when it is kept.</param>
/// <param name="MayRepeat">It is the first since the process began, which the one before may have sent; judged when it is kept.</param>
/// <param name="Orphaned">The station's connection by which it came is gone: its answer is swallowed.</param>
/// <param name="Arrived">A later one was answered on the same socket, so this one is there: it is not sent again when that breaks.</param>
/// <param name="Session">The connection of the station that it came by, where it is being kept.</param>
internal sealed record UpstreamMessage(
    OcppFrame Frame, Instant At, bool Transactional, bool Owed = false, bool Repeat = false, bool MayRepeat = false, bool Orphaned = false, bool Arrived = false, int Session = 0)
{
    /// <summary>The same call with the same id: a station that has lost patience sends it again.</summary>
    public bool IsCopyOf(UpstreamMessage other) => Frame.MessageId == other.Frame.MessageId && Frame.Raw.Span.SequenceEqual(other.Frame.Raw.Span);
}
