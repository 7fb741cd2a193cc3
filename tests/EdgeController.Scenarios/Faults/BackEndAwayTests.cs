using EdgeController.Core.Topology;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>
/// The back end is away for hours (C1) while vehicles come and go, and the controller is killed meanwhile: charging goes on, and in the end the
/// back end knows of every transaction all that the stations told, in order.
/// </summary>
public sealed class BackEndAwayTests(ITestOutputHelper output)
{
    private static readonly string[][] Mixes = [[OcppVersion.V16], [OcppVersion.V201, OcppVersion.V21]];

    /// <summary>The garage, with a back end that lets everybody charge, and so while it is away.</summary>
    private static readonly Site Open = Examples.Garage with
    {
        BackEnds = [.. Examples.Garage.BackEnds.Select(backEnd => backEnd with { Offline = new OfflineRules { AcceptsUnknown = true } })],
    };

    [Fact]
    public async Task C1_the_back_ends_ledger_equals_what_the_stations_told_and_charging_goes_on()
    {
        var days = await Task.WhenAll(Mixes.SelectMany(mix => new[] { Campaign.RunAsync(() => Simulate(mix, away: true)), Campaign.RunAsync(() => Simulate(mix, away: false)) }));
        for (var mix = 0; mix < Mixes.Length; mix++)
        {
            var (away, calm) = (days[2 * mix], days[(2 * mix) + 1]);
            output.WriteLine($"{string.Join(" + ", Mixes[mix])}: {away.Told.Values.Sum(told => told.Count)} messages told, {away.Ledger.Values.Sum(ledger => ledger.Count)} in the ledger, {away.MostKept} kept at most; {away.Kwh:0.0} kWh, {calm.Kwh:0.0} kWh with the back end there");
            Assert.True(away.MostKept > 200, $"only {away.MostKept} messages were kept");
            Assert.Equal(0, away.Kept);
            Assert.True(away.Kwh >= 0.97 * calm.Kwh, $"{away.Kwh} kWh, {calm.Kwh} kWh with the back end there");
            foreach (var (station, told) in away.Told)
            {
                Assert.Equal(told, away.Ledger[station].Distinct(StringComparer.Ordinal));
                Assert.True(away.Ledger[station].Count - told.Count <= 4, $"{station}: {away.Ledger[station].Count - told.Count} repeats for one kill and one outage");
            }
        }
    }

    private static Day Simulate(string[] versions, bool away)
    {
        var told = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var seen = new HashSet<(string, string)>();
        var most = 0;
        SimulatedRun? run = null;
        using var used = run = new SimulatedRun(Open, Examples.Templates, new SimulationOptions
        {
            Seed = 3,
            Length = Campaign.Long ? TimeSpan.FromHours(9) : TimeSpan.FromHours(3.5),
            Scenario = new Scenario { Versions = versions, StartTimeOfDay = TimeSpan.FromHours(6) },
            Faults = away
                ?
                [
                    new PlannedFault(FaultName.CsmsAway, TimeSpan.FromHours(1.5), null) { Lasts = TimeSpan.FromHours(Campaign.Long ? 6 : 1.5) },
                    new PlannedFault(FaultName.ControllerKilled, TimeSpan.FromHours(2.25), null) { Lasts = TimeSpan.FromSeconds(5) },
                ]
                : [],
            OnFrame = frame =>
            {
                most = Math.Max(most, run!.Kept);
                if (frame.FromStation && Id(frame.Frame) is { } id && seen.Add((frame.Station, id)))
                {
                    List(told, frame.Station).Add(id);
                }
            },
        });
        run.Csms.RecordsFrames = true;
        var report = run.Run();
        var ledger = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var frame in run.Csms.Frames)
        {
            if (frame.FromStation && Id(frame.Frame) is { } id)
            {
                List(ledger, frame.Station).Add(id);
            }
        }

        return new Day(told, ledger, most, run.Kept, report.Sessions.DeliveredKwh);
    }

    private static List<string> List(Dictionary<string, List<string>> of, string station)
    {
        of.TryAdd(station, []);
        return of[station];
    }

    private static string? Id(ReadOnlyMemory<byte> bytes) =>
        OcppFrameParser.Parse(bytes, FrameLimits.Default).Frame is { Type: MessageType.Call } call
        && (call.Action is "StartTransaction" or "StopTransaction" or "TransactionEvent" || (call.Action == "MeterValues" && JsonProbe.Has(call.Payload, "transactionId")))
            ? call.MessageId
            : null;

    private sealed record Day(Dictionary<string, List<string>> Told, Dictionary<string, List<string>> Ledger, int MostKept, int Kept, double Kwh);
}
