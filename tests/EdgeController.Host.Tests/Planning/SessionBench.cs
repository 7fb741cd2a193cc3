using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Planning;

/// <summary>A site's state by events, and what is known of its sessions, told as in operation: once a step.</summary>
internal sealed class SessionBench
{
    public const string Dc = "{ ids: [A1, A2], circuit: main, current: dc, max: 30kW, min: 5kW, fallback: 5kW, efficiency: 0.94, mode: plan }";
    private const string Ac = "{ ids: [A1, A2], circuit: main, max: 16A, fallback: 6A, mode: plan }";

    public static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private readonly SessionDefaults _defaults;
    private DateTimeOffset _began;

    public SessionBench(string policy, DateTimeOffset wall, string stations = Ac)
    {
        Site = SiteFiles.Good(SiteFiles.Small(stations: stations) + "\n" + policy + "\n") with { TimeZone = "Europe/Berlin" };
        Snapshot = SiteSnapshot.Initial(Site);
        Stays = new StayBook(Berlin);
        Arrivals = new ArrivalBook(Site, Berlin);
        _defaults = new SessionDefaults(Site, Duties, Stays, Berlin);
        _began = wall;
        foreach (var evse in Site.Evses)
        {
            Tell(new StationConnected(Now, evse.Id.Station, "1.6"));
            Tell(new EvseStatusReported(Now, evse.Id, EvseStatus.Available, null));
        }

        Observe();
    }

    /// <summary>Eight in the evening; everybody leaves at that time and needs 20 kWh.</summary>
    public static SessionBench Evening(string departs = "05:40", string stations = Ac) =>
        new($"policy: {{ groups: {{ all: {{ stations: [A1, A2], depart: \"{departs}\", energy: 20 }} }} }}", new DateTimeOffset(2026, 3, 2, 20, 0, 0, TimeSpan.FromHours(1)), stations);

    public Site Site { get; }

    public SiteSnapshot Snapshot { get; private set; }

    public DutyBook Duties { get; } = new();

    public StayBook Stays { get; }

    public ArrivalBook Arrivals { get; }

    public Instant Now { get; private set; } = Instant.Start;

    public DateTimeOffset Wall => _began + Now.SinceStart;

    public SessionWishes Wishes(int evse = 0) => Snapshot.Evses[evse].Session!.Wishes;

    public DateTimeOffset? Departure(int evse = 0) => Wishes(evse).Departure is { } at ? Wall + (at - Now) : null;

    public void Tell(SiteEvent what) => Snapshot = SiteReducer.Apply(Snapshot, what);

    /// <summary>So much later, what is known of sessions is told.</summary>
    public int After(TimeSpan span)
    {
        Now += span;
        Observe();
        var told = 0;
        foreach (var wish in _defaults.Of(Snapshot, Now, Wall).ToList())
        {
            told++;
            Tell(wish);
        }

        return told;
    }

    public void Plug(int evse, string? token)
    {
        Tell(new EvseStatusReported(Now, Site.Evses[evse].Id, EvseStatus.Preparing, null));
        Observe();
        if (token is not null)
        {
            Tell(new TransactionStarted(Now, Site.Evses[evse].Id, "1", token));
        }
    }

    public void Unplug(int evse)
    {
        Tell(new EvseStatusReported(Now, Site.Evses[evse].Id, EvseStatus.Available, null));
        Observe();
    }

    public void Take(int evse, double kwh)
    {
        Tell(new EvseMetered(Now, Site.Evses[evse].Id, null, null, new WattHours(1000)));
        Tell(new EvseMetered(Now, Site.Evses[evse].Id, null, null, new WattHours(1000 + (kwh * 1000))));
    }

    /// <summary>It draws so much on each phase.</summary>
    public void Draw(int evse, double amps)
    {
        Tell(new EvseMetered(Now, Site.Evses[evse].Id, PerPhase.All(new Amperes(amps)), null, null));
        Observe();
    }

    private void Observe()
    {
        foreach (var ended in Stays.Observe(Snapshot, Now, Wall))
        {
            Arrivals.Add(ended);
        }
    }

    public void Jump(TimeSpan step) => _began += step;
}
