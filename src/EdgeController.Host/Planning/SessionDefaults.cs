using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// What is known of departure and energy of a session that nobody has told: from the duty plan, from the site file's word on its token, from that on its group, and from the
/// stays of its token so far. Told as wishes of these sources, whose order decides; a wish that changes (a new duty plan) replaces what the same source said before.
/// </summary>
internal sealed class SessionDefaults(Site site, DutyBook duties, StayBook stays, TimeZoneInfo zone)
{
    /// <summary>Who comes so much before its duty's arrival still has that duty.</summary>
    private static readonly TimeSpan ComesEarly = TimeSpan.FromHours(4);

    /// <summary>The same to the eye: the wall clock is never quite steady.</summary>
    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(30);
    private static readonly WattHours SameEnergy = new(1);

    private readonly Seen[] _seen = new Seen[site.Evses.Length];
    private (DutyPlan? Duties, int Stays, TimeSpan Clock) _by;

    /// <summary>The wishes that are not yet told.</summary>
    public IReadOnlyList<SessionWished> Of(SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        var (plan, clock) = (duties.Plan, wall.UtcDateTime - DateTime.UnixEpoch - now.SinceStart);
        if (ReferenceEquals(_by.Duties, plan) && _by.Stays == stays.Revision && (clock - _by.Clock).Duration() < SameTime / 2 && !HasChanged(snapshot))
        {
            return [];
        }

        SessionWished[] wishes = [.. All(plan, snapshot, now, wall)];
        if (wishes.Length == 0)
        {
            _by = (plan, stays.Revision, clock);
            foreach (var evse in site.Evses)
            {
                _seen[evse.Index] = Seen.Of(snapshot.Evses[evse.Index].Session);
            }
        }

        return wishes;
    }

    private bool HasChanged(SiteSnapshot snapshot)
    {
        for (var evse = 0; evse < _seen.Length; evse++)
        {
            if (!_seen[evse].Is(snapshot.Evses[evse].Session))
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<SessionWished> All(DutyPlan plan, SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        var (given, own) = (new HashSet<Duty>(), new Duty?[site.Evses.Length]);
        foreach (var byVehicle in (bool[])[true, false])
        {
            foreach (var evse in site.Evses)
            {
                if (snapshot.Evses[evse.Index].Session is not { } session)
                {
                    continue;
                }

                var arrival = wall - (now - session.StartedAt);
                if (byVehicle)
                {
                    own[evse.Index] = OfVehicle(plan, session, arrival);
                    given.UnionWith(own[evse.Index] is { } taken ? [taken] : []);
                    continue;
                }

                var duty = own[evse.Index] ?? OfBay(plan, session, evse.Index, arrival, given);
                foreach (var wish in OfSession(evse, session, arrival, duty))
                {
                    if (Differs(wish, session))
                    {
                        yield return wish;
                    }
                }
            }
        }

        IEnumerable<SessionWished> OfSession(Evse evse, ChargingSession session, DateTimeOffset arrival, Duty? duty)
        {
            SessionWished By(WishSource source) => new(now, evse.Id, source) { Replaces = true };
            Instant When(DateTimeOffset time) => now + (time - wall);
            var (station, terms) = (site.Stations[evse.Station], session.IdTag is { } tag ? site.Policy.Tokens.GetValueOrDefault(tag) : null);
            yield return duty is null ? By(WishSource.Duty) : By(WishSource.Duty) with
            {
                Departure = When(duty.Departure),
                Total = duty.Energy,
                Note = $"line {duty.Line} of the duty plan{(duty.Vehicle is { } vehicle ? $": {vehicle}" : "")}",
            };
            var isPlanned = (session.Wishes.Mode ?? station.Mode) == ChargingMode.Plan;
            var guess = isPlanned && site.Planning.Learns && session.IdTag is { } token ? stays.Guess(token, arrival) : null;
            yield return By(WishSource.Token) with
            {
                Departure = terms?.Departs is { } time ? When(ClockText.Next(zone, arrival, time, terms.DepartureDays)) : null,
                Total = terms?.Needs ?? (guess is null ? terms?.Battery : null),
                Note = terms is { Needs: null, Battery: not null } && guess is null ? "all that its battery holds" : null,
            };
            yield return By(WishSource.Group) with
            {
                Departure = isPlanned && station.Departs is { } leaves ? When(ClockText.Next(zone, arrival, leaves)) : null,
                Total = isPlanned ? station.Needs : null,
            };
            yield return By(WishSource.Learned) with
            {
                Departure = guess is null ? null : When(arrival + guess.Length),
                Total = guess is null ? null : terms?.Battery is { } battery ? WattHours.Min(guess.Energy, battery) : guess.Energy,
                Note = guess?.Sentence,
            };
        }
    }

    private Duty? OfVehicle(DutyPlan plan, ChargingSession session, DateTimeOffset arrival)
    {
        if (session.IdTag is not { } token || plan.Duties.IsEmpty)
        {
            return null;
        }

        var vehicle = site.Policy.Tokens.GetValueOrDefault(token)?.Vehicle;
        return First(plan, arrival, duty => duty.Vehicle is { } named && (Same(named, vehicle) || Same(named, token)));
    }

    /// <summary>A bay's duty is not that of a session whose token is known to be another vehicle's.</summary>
    private Duty? OfBay(DutyPlan plan, ChargingSession session, int evse, DateTimeOffset arrival, HashSet<Duty> given)
    {
        var vehicle = session.IdTag is { } token ? site.Policy.Tokens.GetValueOrDefault(token)?.Vehicle : null;
        return plan.Duties.IsEmpty ? null : First(plan, arrival, duty => duty.Evse == evse && !given.Contains(duty) && (vehicle is null || duty.Vehicle is null || Same(duty.Vehicle, vehicle)));
    }

    /// <summary>Of those that fit the one that leaves first, as long as the session did not begin long before it.</summary>
    private static Duty? First(DutyPlan plan, DateTimeOffset arrival, Func<Duty, bool> fits)
    {
        var (low, high) = (0, plan.Duties.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = plan.Duties[middle].Departure > arrival ? (low, middle) : (middle + 1, high);
        }

        for (var i = low; i < plan.Duties.Length && plan.Duties[i].Departure - DutyText.Longest - ComesEarly <= arrival; i++)
        {
            if (plan.Duties[i].Arrival - ComesEarly <= arrival && fits(plan.Duties[i]))
            {
                return plan.Duties[i];
            }
        }

        return null;
    }

    private static bool Same(string name, string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static bool Differs(SessionWished wish, ChargingSession session)
    {
        var held = session.Wishes.Of(wish.Source);
        return (wish.Departure is null) != (held.Departure is null)
            || (wish.Departure is { } to && (to - held.Departure!.Value).Duration() > SameTime)
            || (wish.Total is null) != (held.Target is null)
            || (wish.Total is { } energy && Math.Abs((energy - held.Target!.Value).Value) > SameEnergy.Value)
            || wish.Note != held.Note;
    }

    /// <summary>What of a session decides its wishes, as it was when all of them were told.</summary>
    private readonly record struct Seen(Instant? Began, string? Token, SessionWishes? Wishes)
    {
        public static Seen Of(ChargingSession? session) => new(session?.StartedAt, session?.IdTag, session?.Wishes);

        public bool Is(ChargingSession? session) => Began == session?.StartedAt && ReferenceEquals(Wishes, session?.Wishes) && Token == session?.IdTag;
    }
}
