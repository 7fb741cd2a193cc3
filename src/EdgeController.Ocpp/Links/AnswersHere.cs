using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Proxy;

namespace EdgeController.Ocpp.Links;

/// <summary>Answers calls of the station in the place of its CSMS.</summary>
internal sealed class AnswersHere(Station station, LinkStep step, AwayAnswers away, Action<OcppFrame, OcppFrame> onAnswered)
{
    /// <summary>Calls that were answered here.</summary>
    public RecentIds Ids { get; } = new();

    /// <summary>Answers what waits and belongs to no transaction; what nobody answers is dropped.</summary>
    public void Give(List<UpstreamMessage> waiting, string version)
    {
        for (var place = 0; place < waiting.Count;)
        {
            if (waiting[place].Transactional)
            {
                place++;
                continue;
            }

            var call = waiting[place].Frame;
            waiting.RemoveAt(place);
            if (call.Type == MessageType.Call)
            {
                Give(call, away.Answer(version, call, step.Wall));
                continue;
            }

            step.Counters.Dropped++;
            step.Notice(NoticeCode.MessageDropped, $"{call.Type} of {station.Id} dropped, its CSMS is away");
        }
    }

    public void Give(OcppFrame call, ReadOnlyMemory<byte> payload) => Give(call, OcppFrameWriter.CallResult(call.MessageId, payload));

    private void Give(OcppFrame call, byte[] answer)
    {
        step.Counters.AnsweredLocally++;
        Ids.Add(call.MessageId);
        step.ToStation(answer);
        if (OcppFrameParser.Parse(answer, FrameLimits.Default).Frame is { } frame)
        {
            onAnswered(call, frame);
        }
    }
}
