using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// Rolling plans as a machine without I/O: told once a second how the site stands it says when there is a problem to plan, and what to tell the site when its
/// plan is there. Whoever drives it runs the planner, on a worker in operation and in line in a simulation.
/// </summary>
internal sealed class PlanCourse
{
    private static readonly TimeSpan Observes = TimeSpan.FromMinutes(1);

    private readonly Site _site;
    private readonly TimeSeriesInputs _inputs;
    private readonly TimeZoneInfo _zone;
    private readonly PlanTrigger _trigger;
    private readonly SiteForecast _forecast;
    private readonly ProblemBuilder _builder;
    private Instant? _observed;

    public PlanCourse(Site site, GuardOptions guard, TimeSeriesInputs inputs)
    {
        _site = site;
        _inputs = inputs;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        var index = new SiteIndex(site);
        _trigger = new PlanTrigger(index);
        _forecast = new SiteForecast(index, inputs, _zone);
        Prices = new PriceBook(site.Tariff, inputs, _zone);
        _builder = new ProblemBuilder(site, guard, Prices, _forecast, _zone);
    }

    public PriceBook Prices { get; }

    /// <summary>A problem to plan now; null while the plan in force will do, and where nothing goes by plans.</summary>
    public PlanRequest? Step(SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        if (_observed is not { } observed || now - observed >= Observes)
        {
            _forecast.Observe(snapshot, wall);
            _observed = now;
        }

        return IsWanted(snapshot) && _trigger.IsDue(snapshot, _inputs.Revision, now) ? _builder.Build(snapshot, now, wall) : null;
    }

    /// <summary>What the site file says of a session's departure and energy where nobody else does.</summary>
    public IEnumerable<SessionWished> Defaults(SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        foreach (var evse in _site.Evses)
        {
            var (state, station) = (snapshot.Evses[evse.Index], _site.Stations[evse.Station]);
            if (state.Session is not { } session || (session.Wishes.Mode ?? station.Mode) != ChargingMode.Plan)
            {
                continue;
            }

            var departure = session.Wishes.Departure is null && station.Departs is { } time ? now + (Next(time, wall) - wall) : (Instant?)null;
            var energy = session.Wishes.Target is null && station.Needs is { } needs ? WattHours.Max(needs - state.Taken, WattHours.Zero) : (WattHours?)null;
            if (departure is not null || energy is not null)
            {
                yield return new SessionWished(now, evse.Id, WishSource.Token) { Departure = departure, Energy = energy };
            }
        }
    }

    /// <summary>The next time that the site's clock shows that; of a time that it skips, the moment after.</summary>
    private DateTimeOffset Next(TimeSpan time, DateTimeOffset wall)
    {
        var today = TimeZoneInfo.ConvertTime(wall, _zone).DateTime.Date;
        var first = At(today + time);
        return first > wall ? first : At(today.AddDays(1) + time);

        DateTimeOffset At(DateTime local)
        {
            while (_zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(1);
            }

            return new DateTimeOffset(local, _zone.GetUtcOffset(local));
        }
    }

    /// <summary>Whether a session or a battery goes by plans.</summary>
    public static bool IsWanted(SiteSnapshot snapshot)
    {
        foreach (var resource in snapshot.Site.Resources)
        {
            if (ProblemBuilder.GoesByPlan(resource) && snapshot.Resources[resource.Index] is { StateOfCharge: not null, Capacity: not null })
            {
                return true;
            }
        }

        for (var evse = 0; evse < snapshot.Evses.Count; evse++)
        {
            if (snapshot.Evses[evse].Session is { } session && (session.Wishes.Mode ?? snapshot.Index.StationOf(evse).Mode) == ChargingMode.Plan)
            {
                return true;
            }
        }

        return false;
    }
}
