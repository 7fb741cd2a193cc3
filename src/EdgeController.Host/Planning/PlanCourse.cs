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
    private readonly PlanTrigger _trigger;
    private readonly SiteForecast _forecast;
    private readonly ProblemBuilder _builder;
    private readonly StayBook _stays;
    private readonly ArrivalBook _arrivals;
    private readonly SessionDefaults _defaults;
    private Instant? _observed;

    public PlanCourse(Site site, GuardOptions guard, TimeSeriesInputs inputs, DutyBook? duties = null)
    {
        _site = site;
        _inputs = inputs;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        var index = new SiteIndex(site);
        _trigger = new PlanTrigger(index);
        _forecast = new SiteForecast(index, inputs, zone);
        Prices = new PriceBook(site.Tariff, inputs, zone);
        _arrivals = new ArrivalBook(site, zone);
        _builder = new ProblemBuilder(site, guard, Prices, _forecast, _arrivals, zone);
        _stays = new StayBook(zone);
        _defaults = new SessionDefaults(site, duties ?? new DutyBook(), _stays, zone);
    }

    public PriceBook Prices { get; }

    /// <summary>A problem to plan now; null while the plan in force will do, and where nothing goes by plans.</summary>
    public PlanRequest? Step(SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        foreach (var ended in _stays.Observe(snapshot, now, wall))
        {
            _arrivals.Add(ended);
        }

        if (_observed is not { } observed || now - observed >= Observes)
        {
            _forecast.Observe(snapshot, wall);
            _observed = now;
        }

        return IsWanted(snapshot) && _trigger.IsDue(snapshot, _inputs.Revision, now) ? _builder.Build(snapshot, now, wall) : null;
    }

    /// <summary>What is known of a session's departure and energy where nobody has told it, as far as it is not yet said.</summary>
    public IEnumerable<SessionWished> Defaults(SiteSnapshot snapshot, Instant now, DateTimeOffset wall) => _defaults.Of(snapshot, now, wall);

    /// <summary>What the next life should know.</summary>
    public PlanMemory Remember() => new(_site.Name, _forecast.Remember(), _stays.All) { Arrivals = _arrivals.All };

    /// <summary>Takes what an earlier life of this site's controller knew.</summary>
    public void Restore(PlanMemory memory)
    {
        if (memory.Site == _site.Name)
        {
            _forecast.Restore(memory.Loads);
            _stays.Restore(memory.Tokens);
            _arrivals.Restore(memory.Arrivals);
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
