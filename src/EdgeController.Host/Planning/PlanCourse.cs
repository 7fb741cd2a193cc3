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
    private Instant? _observed;

    public PlanCourse(Site site, GuardOptions guard, TimeSeriesInputs inputs)
    {
        _site = site;
        _inputs = inputs;
        var (index, zone) = (new SiteIndex(site), TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));
        _trigger = new PlanTrigger(index);
        _forecast = new SiteForecast(index, inputs, zone);
        Prices = new PriceBook(site.Tariff, inputs, zone);
        _builder = new ProblemBuilder(site, guard, Prices, _forecast, zone);
    }

    public PriceBook Prices { get; }

    /// <summary>A problem to plan now; null while the plan in force will do, and where nothing on the site goes by plans.</summary>
    public PlanRequest? Step(SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        if (_observed is not { } observed || now - observed >= Observes)
        {
            _forecast.Observe(snapshot, wall);
            _observed = now;
        }

        return IsWanted(snapshot) && _trigger.IsDue(snapshot, _inputs.Revision, now) ? _builder.Build(snapshot, now, wall) : null;
    }

    /// <summary>Whether a session or a battery goes by plans, or there are prices to show one for.</summary>
    private bool IsWanted(SiteSnapshot snapshot)
    {
        for (var evse = 0; evse < snapshot.Evses.Count; evse++)
        {
            if (snapshot.Evses[evse].Session is { } session && (session.Wishes.Mode ?? snapshot.Index.StationOf(evse).Mode) == ChargingMode.Plan)
            {
                return true;
            }
        }

        return _site.Tariff is not null || Prices.HasPrices;
    }
}
