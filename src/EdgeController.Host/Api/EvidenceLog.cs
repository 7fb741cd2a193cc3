using EdgeController.Core.Control;
using EdgeController.Core.State;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Api;

/// <summary>Writes each change of the grid operator's signal, and the moment at which charging had followed, as a line of the log.</summary>
internal sealed partial class EvidenceLog(SiteClock clock, ILogger log)
{
    private long _told;
    private DimmingRecord? _waiting;

    /// <summary>Called by the loop after each tick.</summary>
    public void Look(SitePicture picture)
    {
        var state = picture.Snapshot.Dimming;
        if (_waiting is { } waiting && state.Evidence.FirstOrDefault(record => record.At == waiting.At && record.Signal == waiting.Signal) is { ReachedAt: { } reached } done)
        {
            _waiting = null;
            Followed(log, clock.WallAt(done.At), (reached - done.At).TotalSeconds, done.Limit!.Value.Value / 1000);
        }

        var fresh = (int)Math.Min(state.Recorded - _told, state.Evidence.Length);
        _told = state.Recorded;
        for (var i = state.Evidence.Length - fresh; i < state.Evidence.Length; i++)
        {
            Tell(state.Evidence[i]);
        }
    }

    private void Tell(DimmingRecord record)
    {
        var signal = record.Signal switch
        {
            true => "dims",
            false => "does not dim",
            _ => "is not heard any more, which counts as dimmed",
        };
        Changed(log, clock.WallAt(record.At), signal, record.Limit?.Value / 1000, record.Charging.Value / 1000);
        _waiting = record is { Limit: not null, ReachedAt: null } ? record : null;
    }

    [LoggerMessage(1020, LogLevel.Warning, "evidence: at {At:O} the grid operator {Signal}; charging may draw {LimitKw} kW, draws {ChargingKw:0.##} kW")]
    private static partial void Changed(ILogger log, DateTimeOffset at, string signal, double? limitKw, double chargingKw);

    [LoggerMessage(1021, LogLevel.Warning, "evidence: the signal of {At:O} was obeyed after {Seconds:0.#} s: charging is within {LimitKw:0.###} kW")]
    private static partial void Followed(ILogger log, DateTimeOffset at, double seconds, double limitKw);
}
