using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>What is to go wrong with which meter.</summary>
internal sealed record MeterLossCase(string Meter, MeterFault Fault, ulong Seed)
{
    public override string ToString() => $"{Meter} {Fault}, seed {Seed}";
}

/// <summary>
/// A meter is lost in a busy hour and the building's load jumps unseen (faults A1, A4). Times are seconds since the fault, or since the
/// meter came back; NaN where it never happened.
/// </summary>
internal sealed class MeterLoss
{
    private static readonly TimeSpan FirstHour = TimeSpan.FromHours(6);

    private readonly SentSetpoints _sent = new();

    private MeterLoss(MeterLossCase what) => Case = what;

    public MeterLossCase Case { get; }

    /// <summary>EVSEs of the branch that held more than their fallback when the meter died.</summary>
    public int Held { get; private set; }

    public double LastIncrease { get; private set; } = double.NaN;

    public double LastRenewal { get; private set; } = double.NaN;

    public double BlindAfter { get; private set; } = double.NaN;

    /// <summary>What the branch was told plus the assumed load did not fit just before the meter was taken to be blind.</summary>
    public bool DecreaseNeeded { get; private set; }

    /// <summary>Decreases in the very tick that took the meter to be blind.</summary>
    public int DecreasesAtOnce { get; private set; }

    /// <summary>EVSEs that drew more than their fallback well after their last lease, while the meter was away.</summary>
    public List<string> AboveFallback { get; } = [];

    public double WorstRatio { get; private set; }

    public double SecondsToSafe { get; private set; }

    public double NormalAgainAfter { get; private set; } = double.NaN;

    public double FirstIncreaseAfterReturn { get; private set; } = double.NaN;

    public int Trips { get; private set; }

    public bool Overloaded { get; private set; }

    public double Deadline { get; private set; }

    public static MeterLoss Simulate(MeterLossCase what, Protections without = Protections.None)
    {
        var loss = new MeterLoss(what);
        var random = new SeededRandom(what.Seed).Fork($"{what.Meter} {what.Fault}");
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions
        {
            Seed = what.Seed,
            Length = TimeSpan.FromHours(6),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario { StartTimeOfDay = FirstHour },
            OnSetpoint = loss._sent.Note,
        });
        var begins = Instant.FromSeconds(Math.Round(random.Uniform(3.25 * 3600, 4.5 * 3600), 3));
        loss.Play(run, begins, loadAfter: 2 + random.Below(9), new Branch(run.World.Site, what.Meter));
        return loss;
    }

    private void Play(SimulatedRun run, Instant begins, int loadAfter, Branch branch)
    {
        var site = run.World.Site;
        var guard = GuardOptions.Default;
        Deadline = (site.Staleness.Blind + guard.Lease).TotalSeconds + 30;
        run.RunUntil(begins);
        Held = branch.Evses.Count(evse => branch.Told(run, evse) > branch.Fallback(evse));
        var meter = run.World.Meters.Single(meter => meter.Meter.Id.Value == Case.Meter);
        meter.Fault = Case.Fault;
        run.World.Recorder.HideLoadUntil(begins + TimeSpan.FromSeconds(Deadline));
        var away = (int)Deadline + 60;
        for (var second = 1; second <= away; second++)
        {
            var told = branch.TooMuchIfAssumed(run);
            if (second == loadAfter)
            {
                TrueLoad.ToAssumed(run.World, true);
            }

            run.RunUntil(begins + TimeSpan.FromSeconds(second));
            Watch(run, begins, second, branch, told);
        }

        LastIncrease = _sent.Last(begins, SetpointChange.Increase, branch.Has);
        LastRenewal = _sent.Last(begins, SetpointChange.Renewal, branch.Has);
        var returns = run.Now;
        meter.Fault = MeterFault.None;
        TrueLoad.ToAssumed(run.World, false);
        for (var second = 1; second <= 120; second++)
        {
            run.RunUntil(returns + TimeSpan.FromSeconds(second));
            if (double.IsNaN(NormalAgainAfter) && branch.Mode(run) == ControlMode.Normal)
            {
                NormalAgainAfter = (run.Decision!.At - returns).TotalSeconds;
            }
        }

        FirstIncreaseAfterReturn = _sent.After(returns, SetpointChange.Increase, branch.Has).DefaultIfEmpty(double.NaN).First();
        Trips = run.World.Tree.Trips;
        Overloaded = run.Report().Overloaded;
    }

    private void Watch(SimulatedRun run, Instant begins, int second, Branch branch, bool tooMuch)
    {
        var ratio = TrueLoad.WorstRatio(run.World);
        WorstRatio = Math.Max(WorstRatio, ratio);
        SecondsToSafe = ratio > 1 ? second : SecondsToSafe;
        if (double.IsNaN(BlindAfter) && branch.Mode(run) == ControlMode.Blind)
        {
            var tick = run.Decision!.At;
            BlindAfter = (tick - begins).TotalSeconds;
            DecreaseNeeded = tooMuch;
            DecreasesAtOnce = _sent.All.Count(sent => sent.At == tick && branch.Has(sent.Setpoint) && sent.Setpoint.Change == SetpointChange.Decrease);
        }

        foreach (var evse in branch.Evses)
        {
            var over = _sent.All.Where(sent => sent.Setpoint.Evse == evse.Id && sent.At > begins - TimeSpan.FromMinutes(6)).Select(sent => sent.At + sent.Setpoint.Lease).DefaultIfEmpty(begins).Max();
            if (run.Now > over + TimeSpan.FromSeconds(12) && TrueLoad.ChargingAmps(run.World, evse.Index) > branch.Fallback(evse) + 0.01)
            {
                AboveFallback.Add($"{evse.Id} at {second} s");
            }
        }
    }
}
