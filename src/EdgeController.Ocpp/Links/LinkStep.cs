using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Links;

/// <summary>The step that is being taken: its time and where its outputs go. Shared by the parts of one link.</summary>
internal sealed class LinkStep(Func<Instant, DateTimeOffset> wall)
{
    private List<LinkOutput> _outputs = [];

    public LinkCounters Counters { get; } = new();

    public Instant Now { get; private set; }

    public DateTimeOffset Wall => wall(Now);

    public void Begin(Instant now, List<LinkOutput> outputs)
    {
        Now = now;
        _outputs = outputs;
    }

    public void Output(LinkOutput output) => _outputs.Add(output);

    public void Report(SiteEvent what) => _outputs.Add(new Report(what));

    public void Notice(NoticeCode code, string text) => _outputs.Add(new Notice(code, text));

    /// <summary>A transactional call goes upstream for the second time.</summary>
    public void Repeated(StationId station, OcppFrame call)
    {
        Counters.Repeats++;
        Notice(NoticeCode.Repeated, $"{call.Action} {call.MessageId} of {station} sent again, its answer was lost");
    }

    public void ToStation(ReadOnlyMemory<byte> utf8) => _outputs.Add(new ToStation(utf8));

    public void ToCsms(ReadOnlyMemory<byte> utf8) => _outputs.Add(new ToCsms(utf8));
}
