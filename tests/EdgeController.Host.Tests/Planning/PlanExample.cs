using System.Collections.Immutable;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Api;
using EdgeController.Host.Planning;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Planning;

/// <summary>A site in Berlin with one vehicle in mode plan, and a plan of four hours for it: two dear ones, then two cheap ones.</summary>
internal sealed class PlanExample
{
    /// <summary>22:00 in Berlin.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 21, 0, 0, TimeSpan.Zero);

    public PlanExample()
    {
        Time = new HandTime(Start);
        Clock = new SiteClock(Time);
        Site = SiteFiles.Read(
            """
            schema: 1
            site: { name: Example, timezone: Europe/Berlin }
            circuits:
              main: { limit: { amps: 100 }, uncontrolled: { assumed: 10A } }
              level2: { parent: main, limit: { amps: 63 }, uncontrolled: { assumed: 2A } }
            stations: { list: [ { ids: "A{1..2}", circuit: level2, max: 16A, fallback: 6A, mode: plan } ] }
            csms: none
            """).Site!;
        var connected = SiteReducer.Apply(SiteSnapshot.Initial(Site), new StationConnected(Instant.Start, Site.Stations[0].Id, "1.6"));
        Snapshot = SiteReducer.Apply(connected, new EvseStatusReported(Instant.Start, Site.Evses[0].Id, EvseStatus.Preparing, null));
        Views = new PlanViewBuilder(Book, Clock);
    }

    public HandTime Time { get; }

    public SiteClock Clock { get; }

    public Site Site { get; }

    public SiteSnapshot Snapshot { get; }

    public PlanBook Book { get; } = new();

    public PlanViewBuilder Views { get; }

    public PlanningProblem Problem { get; init; } = new()
    {
        Revision = 7,
        Start = Start,
        Slots = [TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1)],
        Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
        Circuits =
        [
            new PlanCircuit { Id = "main", Limit = PerPhase.All(new Amperes(96)), LimitPower = new Watts(40_000), Uncontrolled = Each(PerPhase.All(new Watts(1000))), Margin = 0.2 },
            new PlanCircuit { Id = "level2", Parent = 0, Limit = PerPhase.All(new Amperes(60)), Timed = [] },
        ],
        Vehicles = [new PlanVehicle { Id = "A1/1", Circuit = 1, Phases = Phases.All, Max = new Amperes(16), Arrival = Start, Departure = Start.AddHours(3), Energy = new WattHours(9000) }],
        Pv = [new PlanPv { Id = "sun", Circuit = 0, Forecast = Each(Watts.Zero) }],
        Batteries = [new PlanBattery { Id = "cell", Circuit = 0, Capacity = new WattHours(10_000), Initial = 0.5, MaxCharge = new Watts(5000), MaxDischarge = new Watts(5000) }],
        Prices = new PlanPrices { ImportPerKwh = [0.31, 0.31, 0.098, 0.098], ExportPerKwh = [0.07, 0.07, 0.07, 0.07] },
    };

    /// <summary>Puts a plan into the book in which the vehicle gets these currents.</summary>
    public ChargingPlan Put(double[] amps, Func<ChargingPlan, ChargingPlan>? change = null)
    {
        var plan = Plan(amps);
        plan = change?.Invoke(plan) ?? plan;
        Book.Newest = new PlanPicture(new PlanRequest(Problem, Clock.Now, [], [], [new UnplannedSession(1, "nobody has said when it leaves")]), plan, "EUR");
        return plan;
    }

    public ChargingPlan Plan(double[] amps) => ScriptedPlanner.Of(Problem, _ => 0) with
    {
        Vehicles = [new VehiclePlan("A1/1", [.. amps.Select(a => new Watts(a * 690))], [], [.. amps.Select(a => new Amperes(a))])],
        Batteries = [new BatteryPlan("cell", Each(new Watts(1500)), Each(Watts.Zero), Each(0.6))],
    };

    /// <summary>Why the vehicle gets what it gets, slot by slot.</summary>
    public string[] Why(ChargingPlan plan) =>
        [.. new PlanReasons(Problem, plan, "EUR").Of(Problem.Vehicles[0], plan.Vehicles[0]).SelectMany(run => Enumerable.Repeat(run.Sentence, run.Slots))];

    public static ImmutableArray<T> Each<T>(T value) => [value, value, value, value];
}
