using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Links;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.Vehicles;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults.Named;

/// <summary>What a <see cref="Stage"/> is built of: a circuit with a few stations and, unless told otherwise, a hungry vehicle at each.</summary>
internal sealed record StageSetting
{
    public ulong Seed { get; init; } = 1;

    public int Stations { get; init; } = 4;

    public double Amps { get; init; } = 63;

    public double StationAmps { get; init; } = 20;

    public double Fallback { get; init; } = 6;

    public double Assumed { get; init; }

    /// <summary>False leaves the circuit to the stations' accounts.</summary>
    public bool Metered { get; init; } = true;

    public string Storage { get; init; } = "ram";

    public string Rotation { get; init; } = "L1L2L3";

    /// <summary>More keys of the circuit.</summary>
    public string More { get; init; } = "";

    /// <summary>Null for a site without a back end.</summary>
    public OfflineRules? BackEnd { get; init; }

    public ProfilePolicy Profiles { get; init; }

    public string[] Versions { get; init; } = ["1.6"];

    public StationLinkOptions Link { get; init; } = new();

    public Protections Without { get; init; }

    /// <summary>What the first station is like from the start.</summary>
    public StationQuirks? First { get; init; }

    public Func<int, VehicleTraits> Vehicle { get; init; } = _ => SmallSite.Hungry();

    /// <summary>The visits; null for one at each station, from its second minute on.</summary>
    public IReadOnlyList<PlannedSession>? Visits { get; init; }
}

/// <summary>A small site in simulated time, watched second by second from the moment that its fault begins.</summary>
internal sealed class Stage : IDisposable
{
    private readonly Dictionary<int, double> _under = [];
    private Instant _began;
    private int _over;

    public Stage(StageSetting setting, Action<RecordedFrame>? onFrame = null, Action<Instant, Setpoint>? onSetpoint = null)
    {
        var site = Read(setting);
        Run = new SimulatedRun(site, Examples.Templates, new SimulationOptions
        {
            Seed = setting.Seed,
            Length = TimeSpan.FromHours(6),
            Guard = GuardOptions.Default with { Without = setting.Without },
            Link = setting.Link,
            OnFrame = onFrame,
            OnSetpoint = onSetpoint,
            Scenario = new Scenario
            {
                StartTimeOfDay = TimeSpan.FromHours(10),
                Versions = setting.Versions,
                Quirks = new Dictionary<string, StationQuirks>(StringComparer.Ordinal) { ["S1"] = setting.First ?? new StationQuirks() },
                Sessions = setting.Visits ?? [.. site.Evses.Select(evse => new PlannedSession(evse.Index, TimeSpan.FromSeconds(60), TimeSpan.FromHours(24), setting.Vehicle(evse.Index)))],
            },
        });
    }

    public SimulatedRun Run { get; }

    /// <summary>Seconds since the fault.</summary>
    public double Since => (Run.Now - _began).TotalSeconds;

    /// <summary>What a right clock shows.</summary>
    public DateTimeOffset Wall => new Scenario().Epoch + Run.Now.SinceStart;

    /// <summary>Highest ratio to the limit since the fault.</summary>
    public double Worst { get; private set; }

    /// <summary>The last second since the fault in which the circuit was over its limit.</summary>
    public double LastOver { get; private set; }

    /// <summary>Seconds over the limit in a row, at most.</summary>
    public int LongestOver { get; private set; }

    public int Trips => Run.World.Tree.Trips;

    /// <summary>What really flows into the vehicles, per phase.</summary>
    public double Charging => Run.World.Site.Evses.Sum(evse => Drawn(evse.Index));

    /// <summary>A load that nobody controls.</summary>
    public double Load
    {
        set => Run.World.ExtraLoad = value > 0 ? () => PerPhase.All(value) : null;
    }

    public double Drawn(int evse) => TrueLoad.ChargingAmps(Run.World, evse);

    public double Told(int evse) => Run.Decision!.Setpoints[evse].Limit.Value;

    /// <summary>What a vehicle there may draw by what the station holds.</summary>
    public double May(int evse) => Run.World.Stations[evse].Connectors[0].LimitAmps;

    /// <summary>
    /// By how many amperes the controller counts less for it than its vehicle may draw in its transaction, and did a second ago too: what the vehicle
    /// may draw is known once a second only.
    /// </summary>
    public double NotCounted(int evse)
    {
        var under = Run.World.Stations[evse] is { IsPowered: true } station && station.Connectors[0] is { Vehicle: not null, Transaction: not null }
            ? Math.Max(0, May(evse) - Run.Snapshot!.Cap(evse, Run.Now).Value)
            : 0;
        var before = _under.GetValueOrDefault(evse);
        _under[evse] = under;
        return Math.Min(under, before);
    }

    /// <summary>From now on the first so many stations are like this.</summary>
    public void Become(StationQuirks quirks, int stations = 1)
    {
        foreach (var station in Run.World.Stations.Take(stations))
        {
            station.Options = station.Options with { Quirks = quirks };
        }
    }

    /// <summary>Runs on to that minute; the fault begins there.</summary>
    public Stage Begin(double minute)
    {
        Run.RunUntil(Instant.Start + TimeSpan.FromMinutes(minute));
        (_began, Worst, LastOver, LongestOver, _over) = (Run.Now, 0, 0, 0, 0);
        return this;
    }

    /// <summary>Goes on for so many seconds, or until that holds; whether it does.</summary>
    public bool Watch(double seconds, Action? look = null, Func<bool>? until = null)
    {
        for (var end = Run.Now + TimeSpan.FromSeconds(seconds); Run.Now < end;)
        {
            Run.RunUntil(Run.Now + TimeSpan.FromSeconds(1));
            var ratio = TrueLoad.WorstRatio(Run.World);
            _over = ratio > 1 ? _over + 1 : 0;
            (Worst, LongestOver) = (Math.Max(Worst, ratio), Math.Max(LongestOver, _over));
            LastOver = ratio > 1 ? Since : LastOver;
            look?.Invoke();
            if (until?.Invoke() == true)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => Run.Dispose();

    private static Site Read(StageSetting setting)
    {
        var result = SiteFileReader.Read(
            FormattableString.Invariant($$"""
            schema: 1
            site: { name: Stage, timezone: UTC }
            {{(setting.Metered ? "meters: { grid: { template: janitza-umg96rm, connection: { tcp: 127.0.0.1:502 } } }" : "")}}
            circuits: { main: { limit: { amps: {{setting.Amps}} }, {{(setting.Metered ? "meter: grid, " : "")}}uncontrolled: { assumed: {{setting.Assumed}}A }{{setting.More}} } }
            stations: { list: [ { ids: "S{1..{{setting.Stations}}}", circuit: main, max: {{setting.StationAmps}}A, fallback: {{setting.Fallback}}A, rotation: {{setting.Rotation}}, storage: {{setting.Storage}} } ] }
            csms: {{(setting.BackEnd is null ? "none" : "{ main: { url: \"ws://10.0.0.9/ocpp\", stations: \"*\" } }")}}
            """),
            "stage",
            Examples.Templates);
        var site = result.Site ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        return setting.BackEnd is null ? site : site with
        {
            BackEnds = [.. site.BackEnds.Select(backEnd => backEnd with { Offline = setting.BackEnd, Profiles = setting.Profiles })],
        };
    }
}
