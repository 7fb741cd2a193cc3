using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Tells the guard what the back end's profiles allow, half a minute ahead where that is less.</summary>
/// <param name="station">The station; without EVSEs the controller itself, under its own identity.</param>
/// <param name="site">The site.</param>
/// <param name="scope">What decides what the profiles allow.</param>
/// <param name="step">The step that is being taken.</param>
/// <param name="backEnd">For the controller itself: the back end whose stations are limited together.</param>
internal sealed class LimitWatch(Station station, Site site, ProfileScope scope, LinkStep step, string? backEnd = null)
{
    private const int MostLooks = 64;

    /// <summary>A decrease takes its time on the way: station and vehicle have followed when the period begins.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, CsmsLimit?> _told = [];
    private Instant? _lookedAt;
    private long _seen = -1;

    /// <summary>What was kept of the profiles cannot be read.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>Looks again at the next <see cref="Look"/>.</summary>
    public void Wake() => _lookedAt = null;

    /// <summary>Once a second, and at once after a change.</summary>
    public void Look()
    {
        var seen = scope.Profiles.Revision + scope.Transactions.Revision;
        if ((_lookedAt is { } last && step.Now - last < TimeSpan.FromSeconds(1) && seen == _seen)
            || (scope.Profiles.All.Count == 0 && !IsUnknown && _told.Count == 0))
        {
            return;
        }

        (_lookedAt, _seen) = (step.Now, seen);
        var alone = station.Evses.Length == 1;
        foreach (var index in station.Evses)
        {
            var evse = site.Evses[index].Id;
            var limit = IsUnknown ? Unreadable : Limit(evse.Number, own: true, total: alone);
            if (Changed(evse.Number, limit))
            {
                step.Report(new CsmsLimitChanged(step.Now, evse, limit));
            }
        }

        if (!alone && Changed(0, IsUnknown && backEnd is not null ? Unreadable : Limit(0, own: false, total: true)))
        {
            step.Report(backEnd is null ? new CsmsTotalChanged(step.Now, station.Id, _told[0]) : new CsmsGroupChanged(step.Now, backEnd, _told[0]));
        }
    }

    private CsmsLimit Unreadable => new(station.Fallback, null, "unreadable") { IsUnknown = true };

    private bool Changed(int evse, CsmsLimit? limit)
    {
        if (_told.GetValueOrDefault(evse) == limit)
        {
            return false;
        }

        _told[evse] = limit;
        return true;
    }

    private CsmsLimit? Limit(int evse, bool own, bool total)
    {
        var lowest = default(LowestLimit);
        var wall = step.Wall;
        var at = wall;
        for (var look = 0; look < MostLooks; look++)
        {
            var until = DateTimeOffset.MaxValue;
            var moment = scope.Moment(evse, at);
            if (own)
            {
                lowest.Add(CsmsComposite.Base(scope.Profiles.All, evse, moment, ref until), scope);
            }

            if (total)
            {
                lowest.Add(CsmsComposite.Total(scope.Profiles.All, moment, ref until), scope);
            }

            if (until == DateTimeOffset.MaxValue || until - wall > Ahead)
            {
                break;
            }

            at = until;
        }

        return lowest.Limit;
    }

    /// <summary>The lowest current and the lowest power of several limits, and which of all binds.</summary>
    private struct LowestLimit
    {
        private double? _amps;
        private double? _watts;
        private double _binds;
        private string? _source;
        private int? _phases;

        public readonly CsmsLimit? Limit => _source is null
            ? null
            : new CsmsLimit(_amps is { } amps ? new Amperes(amps) : null, _watts is { } watts ? new Watts(watts) : null, _source) { Phases = _phases };

        public void Add(LeadingLimit? limit, ProfileScope scope)
        {
            if (limit is not { } leading)
            {
                return;
            }

            if (leading.InWatts)
            {
                _watts = Math.Min(_watts ?? double.PositiveInfinity, leading.Value);
            }
            else
            {
                _amps = Math.Min(_amps ?? double.PositiveInfinity, leading.Value);
            }

            _phases = leading.Phases is { } phases ? Math.Min(_phases ?? phases, phases) : _phases;
            var amps = leading.Amps(scope.Wired, scope.Volts);
            if (_source is null || amps < _binds)
            {
                (_binds, _source) = (amps, leading.Source(scope.Is16));
            }
        }
    }
}
