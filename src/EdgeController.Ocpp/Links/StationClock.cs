using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// What is known about a station's own clock, from the timestamps that it sends. A timestamp is late by an unknown delay, never early,
/// so the largest recent offset is the best estimate; a clock is trusted only once it was seen running at our own pace.
/// </summary>
public sealed class StationClock
{
    private const int MostObservations = 32;
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Jump = TimeSpan.FromSeconds(30);

    /// <summary>For so long nothing but late messages is no reason to doubt the clock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);
    private readonly List<(Instant At, DateTimeOffset Zero)> _observations = [];
    private DateTimeOffset _best;

    /// <summary>Whether expiring profiles may be worded in the station's time.</summary>
    public bool Trusted { get; private set; }

    /// <summary>How far the estimate may be off: the spread of the recent offsets plus 2 s.</summary>
    public TimeSpan Uncertainty { get; private set; }

    /// <summary>The station's time at that instant; null while its clock is not trusted.</summary>
    public DateTimeOffset? At(Instant now) => Trusted ? _best + now.SinceStart : null;

    /// <summary>Takes in a timestamp that arrived at that instant; true where the judgement changed.</summary>
    public bool Observe(DateTimeOffset timestamp, Instant at)
    {
        var before = (Trusted, Uncertainty);

        // A time so near the calendar's ends that it cannot be an offset is garbage.
        if (timestamp.UtcDateTime.Year is < 1970 or > 9000)
        {
            return false;
        }

        var zero = timestamp - at.SinceStart;
        if (_observations.Count > 0 && (zero - _best).Duration() > Jump)
        {
            _observations.Clear();
            Trusted = false;
        }

        // They came one after the other, so that the oldest are in front.
        var old = 0;
        while (old < _observations.Count && at - _observations[old].At > Recent)
        {
            old++;
        }

        _observations.RemoveRange(0, old == 0 && _observations.Count == MostObservations ? 1 : old);
        _observations.Add((at, zero));
        Judge(zero, at);
        return before.Trusted != Trusted || (Trusted && (before.Uncertainty - Uncertainty).Duration() >= TimeSpan.FromSeconds(1));
    }

    /// <summary>It is less than was seen of the clock a moment ago: a message that waited, or a clock that was set back.</summary>
    public bool IsLate(DateTimeOffset timestamp, Instant at) =>
        _observations.Count > 0 && at - _observations[^1].At < Patience && timestamp.UtcDateTime.Year is >= 1970 and <= 9000 && timestamp - at.SinceStart < _best - Agreement;

    /// <summary>Forgets everything, as after a reboot; true where the clock had been trusted.</summary>
    public bool Forget()
    {
        var was = Trusted;
        _observations.Clear();
        Trusted = false;
        return was;
    }

    private void Judge(DateTimeOffset zero, Instant at)
    {
        var (best, earliest) = (zero, zero);
        foreach (var (seenAt, seen) in _observations)
        {
            Trusted |= at - seenAt >= Apart && (zero - seen).Duration() <= Agreement;
            best = seen > best ? seen : best;
            earliest = seen < earliest ? seen : earliest;
        }

        _best = best;
        if (best - earliest > Jump)
        {
            // They waited: what they say of the clock is only that it is later than that.
            _observations.RemoveAll(seen => best - seen.Zero > Jump);
            earliest = _observations.Min(seen => seen.Zero);
        }

        if (best - earliest + Margin > Jump)
        {
            // The same of those before the best: with one that waited almost so long nothing would be trusted until it is forgotten. What is less after the best may be a clock that was set back.
            var bestAt = _observations.FindLast(seen => seen.Zero == best).At;
            _observations.RemoveAll(seen => seen.At < bestAt && best - seen.Zero + Margin > Jump);
            earliest = _observations.Min(seen => seen.Zero);
        }

        Uncertainty = best - earliest + Margin;
        if (Uncertainty > Jump)
        {
            Trusted = false;
        }
    }
}
