using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>What a measured current says about the limit that was accepted last.</summary>
internal enum Verdict
{
    Nothing,

    /// <summary>It came down to the limit: the station obeys.</summary>
    Followed,

    /// <summary>More is drawn than allowed.</summary>
    Over,

    /// <summary>It was allowed more than its fallback and stays at that.</summary>
    NoEffect,
}

/// <summary>The limit that one EVSE has accepted, and what was measured since.</summary>
internal sealed class ObeyedLimit
{
    /// <summary>Above the limit by so much was not following it.</summary>
    private const double WellAbove = 2;

    private Instant _changedAt;
    private Instant? _endsAt;
    private double _before;
    private double _newest;
    private bool _raised;
    private Instant? _suspendedAt;

    public Amperes Limit { get; private set; } = new(double.PositiveInfinity);

    /// <summary>It was paused, and has not been seen to obey since.</summary>
    public bool CameFromZero { get; private set; }

    public Instant? OverSince { get; private set; }

    public Instant? IdleSince { get; private set; }

    public Instant? ChargingSince { get; private set; }

    public void Accept(Amperes limit, Instant now, Instant endsAt)
    {
        if (limit != Limit || _endsAt is null || now >= _endsAt)
        {
            CameFromZero |= Limit == Amperes.Zero && limit > Amperes.Zero;
            _before = _newest;
            _changedAt = now;
            OverSince = null;
        }

        (Limit, _endsAt) = (limit, endsAt);
    }

    public void Tell(EvseStatus status, Instant now)
    {
        _suspendedAt = status == EvseStatus.SuspendedEvse ? _suspendedAt ?? now : null;
        ChargingSince = status == EvseStatus.Charging ? ChargingSince ?? now : ChargingSince;
    }

    /// <summary>Something was done about it: what is measured from now on counts.</summary>
    public void Restart() => (OverSince, IdleSince, _raised, CameFromZero) = (null, null, false, false);

    public Verdict Judge(Amperes highest, Station station, Instant now, TimeSpan settles)
    {
        if (highest.Value > (station.Max.Value * 1.05) + 1)
        {
            // More than its hardware can give is a mistaken unit or a sum, no disobedience (faults D21).
            return Verdict.Nothing;
        }

        _newest = highest.Value;
        var leased = _endsAt is { } end && now < end;
        var (allowed, since) = leased ? (Limit.Value, _changedAt) : (station.Fallback.Value, _endsAt ?? now);
        ChargingSince = highest.Value > 1 ? ChargingSince ?? now : ChargingSince;
        if (_endsAt is null || now - since < settles)
        {
            return Verdict.Nothing;
        }

        if (highest.Value > (allowed * 1.05) + 1)
        {
            OverSince ??= now;
            return Verdict.Over;
        }

        OverSince = null;
        CameFromZero &= highest.Value < allowed - WellAbove;
        if (leased && _before > allowed + WellAbove && allowed >= station.Min.Value && highest.Value > allowed - WellAbove)
        {
            _before = 0;
            return Verdict.Followed;
        }

        return leased ? Effect(highest.Value, allowed, station, now) : Verdict.Nothing;
    }

    private Verdict Effect(double highest, double allowed, Station station, Instant now)
    {
        var fallback = station.Fallback.Value;
        _raised |= highest > fallback + 0.7;
        var pinned = fallback > 0 ? !_raised && highest > fallback - 1 : _suspendedAt is not null && highest < 0.5;
        if (!pinned || allowed < Math.Max(station.Min.Value, fallback + WellAbove))
        {
            IdleSince = null;
            return Verdict.Nothing;
        }

        IdleSince ??= now;
        return Verdict.NoEffect;
    }
}
