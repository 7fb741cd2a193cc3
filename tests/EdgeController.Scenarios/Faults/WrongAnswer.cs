using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>A gateway that gives the grid meter's requests answers which belong to something else.</summary>
/// <param name="LateBy">Polls that an answer is late at most.</param>
/// <param name="LoadAfter">Seconds from the fault to the jump of the building's load.</param>
/// <param name="Overloads">True where the site stays over its limit when the answers are taken for what they are not.</param>
internal sealed record WrongAnswerCase(string Words, MeterFault Fault, int LateBy, int LoadAfter, bool Overloads);

/// <summary>
/// All vehicles charge in a busy morning when the gateway begins to mix its answers up; the building's load jumps to what is assumed.
/// Times are seconds since the fault, or since the meter is well again; NaN where it never happened.
/// </summary>
internal sealed class WrongAnswer
{
    private const int Lasts = 240;

    /// <summary>
    /// Both meters of one kind behind one gateway, and every station below the sub-meter, so that what it shows is never less than the
    /// stations draw; its circuit carries more than the connection, so that the connection's own load there holds nobody back.
    /// </summary>
    private static readonly Site OneGateway = WithOneGateway(Examples.Garage);

    private static readonly Instant Begins = Instant.FromSeconds(20 * 60);

    private readonly SentSetpoints _sent = new();

    private WrongAnswer(WrongAnswerCase what) => Case = what;

    public WrongAnswerCase Case { get; }

    /// <summary>The last sample that was believed while the fault lasted; the answer to the first late poll is still its own.</summary>
    public double LastBelieved { get; private set; } = double.NaN;

    /// <summary>Seconds in which the newest believed sample was not what the grid meter measured then.</summary>
    public int WronglyBelieved { get; private set; }

    public double BlindAfter { get; private set; } = double.NaN;

    /// <summary>What the controller said about the meter then.</summary>
    public string? Said { get; private set; }

    /// <summary>Connections to the meter in the first ten seconds of the fault.</summary>
    public int Reconnections { get; private set; }

    public double LastIncrease { get; private set; } = double.NaN;

    public double LastRenewal { get; private set; } = double.NaN;

    public double WorstRatio { get; private set; }

    /// <summary>The last second in which something was over its limit.</summary>
    public double SecondsToSafe { get; private set; }

    /// <summary>Seconds over the limit in a row, at most.</summary>
    public int LongestOver { get; private set; }

    public int Trips { get; private set; }

    public double NormalAgainAfter { get; private set; } = double.NaN;

    public static WrongAnswer Simulate(WrongAnswerCase what, Protections without)
    {
        var wrong = new WrongAnswer(what);
        using var run = new SimulatedRun(OneGateway, Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromHours(1),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(8.5), Arrivals = new ArrivalParameters { PluggedInAtStart = true } },
            OnSetpoint = wrong._sent.Note,
        });
        wrong.Play(run, new Branch(OneGateway, "grid"));
        return wrong;
    }

    public override string ToString() => FormattableString.Invariant(
        $"{Case.Words}, load after {Case.LoadAfter}: last believed {LastBelieved}, wrongly {WronglyBelieved}, blind {BlindAfter} ({Said}), reconnections {Reconnections}, ")
        + FormattableString.Invariant($"last increase {LastIncrease}, last renewal {LastRenewal}, worst {WorstRatio:0.0000}, safe {SecondsToSafe}, over {LongestOver}, trips {Trips}, normal again {NormalAgainAfter}");

    private static Site WithOneGateway(Site garage) => garage with
    {
        Meters = [.. garage.Meters.Select(meter => meter with { Template = garage.Meters[0].Template, Host = garage.Meters[0].Host })],
        Circuits = [.. garage.Circuits.Select(circuit => circuit.Meter is null || circuit.Parent is null ? circuit : circuit with { LimitAmps = PerPhase.All(new Amperes(315)) })],
        Stations = [.. garage.Stations.Select(station => station with { Circuit = garage.Circuits.Single(circuit => circuit.Id.Value == "level1").Index })],
    };

    private void Play(SimulatedRun run, Branch branch)
    {
        run.RunUntil(Begins);
        var meter = run.World.Meters.Single(meter => meter.Meter.Id.Value == "grid");
        var connections = meter.Connections;
        (meter.Fault, meter.LateBy) = (Case.Fault, Case.LateBy);
        for (var (second, over) = (1, 0); second <= Lasts; second++)
        {
            if (second == Case.LoadAfter)
            {
                TrueLoad.ToAssumed(run.World, true);
            }

            run.RunUntil(Begins + TimeSpan.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(run.World);
            over = ratio > 1 ? over + 1 : 0;
            (WorstRatio, LongestOver) = (Math.Max(WorstRatio, ratio), Math.Max(LongestOver, over));
            SecondsToSafe = ratio > 1 ? second : SecondsToSafe;
            Reconnections = second == 10 ? meter.Connections - connections : Reconnections;
            Watch(run, meter, branch);
        }

        (LastIncrease, LastRenewal) = (_sent.Last(Begins, SetpointChange.Increase), _sent.Last(Begins, SetpointChange.Renewal));
        meter.Fault = MeterFault.None;
        for (var (healed, second) = (run.Now, 1); second <= 20; second++)
        {
            run.RunUntil(healed + TimeSpan.FromSeconds(second));
            NormalAgainAfter = double.IsNaN(NormalAgainAfter) && branch.Mode(run) == ControlMode.Normal ? (run.Decision!.At - healed).TotalSeconds : NormalAgainAfter;
        }

        Trips = run.World.Tree.Trips;
    }

    private void Watch(SimulatedRun run, SimulatedMeter meter, Branch branch)
    {
        var seen = run.Snapshot!.Meters[meter.Meter.Index];
        if (seen.LastGoodAt is { } at && at > run.Now - TimeSpan.FromSeconds(1))
        {
            // The tree has not moved since that poll.
            LastBelieved = (at - Begins).TotalSeconds;
            var drawn = run.Snapshot.Circuits[meter.Circuit].Drawn!.Value;
            WronglyBelieved += PerPhase.Each.Any(phase => Math.Abs(drawn[phase].Value - run.World.Tree.Amps(meter.Circuit, phase)) > 1) ? 1 : 0;
        }

        if (double.IsNaN(BlindAfter) && branch.Mode(run) == ControlMode.Blind)
        {
            (BlindAfter, Said) = ((run.Decision!.At - Begins).TotalSeconds, seen.LastError);
        }
    }
}
