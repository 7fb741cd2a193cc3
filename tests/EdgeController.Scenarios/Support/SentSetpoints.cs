using EdgeController.Core.Balancing;
using EdgeController.Core.Units;

namespace EdgeController.Scenarios.Support;

/// <summary>What the controller sent in a run, and when.</summary>
internal sealed class SentSetpoints
{
    private readonly List<(Instant At, Setpoint Setpoint)> _sent = [];

    public IReadOnlyList<(Instant At, Setpoint Setpoint)> All => _sent;

    public void Note(Instant at, Setpoint setpoint) => _sent.Add((at, setpoint));

    /// <summary>Seconds from <paramref name="begins"/> to each such change after it, in order; everywhere where <paramref name="where"/> is null.</summary>
    public IEnumerable<double> After(Instant begins, SetpointChange change, Func<Setpoint, bool>? where = null) =>
        _sent.Where(sent => sent.At > begins && sent.Setpoint.Change == change && (where is null || where(sent.Setpoint))).Select(sent => (sent.At - begins).TotalSeconds);

    /// <summary>The last of <see cref="After"/>; NaN where there is none.</summary>
    public double Last(Instant begins, SetpointChange change, Func<Setpoint, bool>? where = null) => After(begins, change, where).DefaultIfEmpty(double.NaN).Max();
}
