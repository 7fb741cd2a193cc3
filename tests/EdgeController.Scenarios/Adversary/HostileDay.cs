using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Configuration.Stations;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Adversary;

/// <summary>Hours with a hostile back end: on nine stations of all versions that want more than their breaker carries, or the whole garage's day.</summary>
internal sealed record HostileDay(ulong Seed, RunReport Report, int Trips)
{
    public AdversaryOutcome Outcome => Report.Adversary!;

    private static readonly Site Nine = Read();

    /// <summary>Nine stations; the controller dies now and then if <paramref name="kills"/>.</summary>
    public static HostileDay Short(ulong seed, AdversaryOptions? adversary = null, Protections without = Protections.None, double hours = 3, bool kills = false, bool forgets = false)
    {
        adversary ??= new AdversaryOptions();
        using var run = new SimulatedRun(Nine, Examples.Templates, Options(seed, hours, adversary with { Settle = TimeSpan.FromMinutes(30) }, without) with
        {
            DiskForgets = forgets,
            Scenario = new Scenario
            {
                Versions = [OcppVersion.V16, OcppVersion.V201, OcppVersion.V21],
                StartTimeOfDay = TimeSpan.FromHours(9),
                Arrivals = new ArrivalParameters { PluggedInAtStart = true, MorningShare = 0, AfternoonShare = 0, OvernightShare = 0, LateSleeperShare = 0, NeverShare = 0, LeastKwh = 60, MostKwh = 80 },
            },
        });
        for (var minute = 11; kills && minute < (hours * 60) - 30; minute += 13)
        {
            run.RunUntil(Instant.FromSeconds(minute * 60));
            run.Kill();
            run.RunUntil(Instant.FromSeconds((minute * 60) + 15));
            run.Start();
        }

        return new HostileDay(seed, run.Run(), run.World.Tree.Trips);
    }

    /// <summary>The garage from midnight to midnight.</summary>
    public static HostileDay Garage(ulong seed)
    {
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, Options(seed, 24, new AdversaryOptions(), Protections.None) with
        {
            Scenario = new Scenario { Versions = [OcppVersion.V16, OcppVersion.V201, OcppVersion.V21] },
        });
        return new HostileDay(seed, run.Run(), run.World.Tree.Trips);
    }

    public override string ToString() => FormattableString.Invariant(
        $"seed {Seed}: {Outcome.Absences} absences, {Outcome.Calls} calls, {Outcome.ProfilesAccepted} profiles, {Outcome.Messages} messages, {Outcome.Lost} lost, {Outcome.Repeats} repeats, {Outcome.CappedSeconds} s capped, {Outcome.WorstAboveCapAmps} A above, worst {Report.Circuits.Max(circuit => circuit.WorstRatio):0.000}, over {Report.Circuits.Max(circuit => circuit.LongestOverLimitSeconds)} s, {Report.Sessions.DeliveredKwh:0} kWh\n{string.Join('\n', Outcome.Wrong)}");

    private static SimulationOptions Options(ulong seed, double hours, AdversaryOptions adversary, Protections without) => new()
    {
        Seed = seed,
        Length = TimeSpan.FromHours(hours),
        Adversary = adversary,
        Guard = GuardOptions.Default with { Without = without },
        Link = new StationLinkOptions { Stations = StationFiles.LoadShipped() },
    };

    private static Site Read()
    {
        const string yaml = """
            schema: 1
            site: { name: Nine, timezone: UTC }
            meters: { grid: { template: janitza-umg96rm, connection: { tcp: 127.0.0.1:502 } } }
            circuits: { main: { limit: { amps: 100 }, meter: grid, uncontrolled: { assumed: 20A } } }
            stations: { list: [ { ids: "A{1..9}", circuit: main, max: 16A, fallback: 6A, rotation: auto-cycle } ] }
            csms: { main: { url: "wss://csms.example.invalid/ocpp", stations: "*", profiles: cap } }
            """;
        var result = SiteFileReader.Read(yaml, "nine.yaml", Examples.Templates);
        return result.Site ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
