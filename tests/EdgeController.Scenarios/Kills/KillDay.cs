using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Kills;

/// <summary>One death of the controller.</summary>
/// <param name="At">Time of day.</param>
/// <param name="ChargingAmps">Sum of what the vehicles drew at that moment.</param>
/// <param name="WorstRatio">Highest ratio to any limit until the controller was back.</param>
/// <param name="WorstAfterDeadline">The same from lease + 30 s after the kill on.</param>
/// <param name="Newcomers">Vehicles that came from the kill to the worst moment, and charge at their stations' fallback.</param>
/// <param name="SecondsToSafe">From the kill to the last second over any limit.</param>
internal sealed record Kill(TimeSpan At, double ChargingAmps, double WorstRatio, double WorstAfterDeadline, int Newcomers, double SecondsToSafe);

/// <summary>A day in which the controller is killed twenty times at random moments of the busy hours, while the building's load jumps.</summary>
internal sealed record KillDay(ulong Seed, IReadOnlyList<Kill> Kills, RunReport Report, int Trips)
{
    private const int KillsPerDay = 20;

    /// <summary>Vehicles come from then on; nothing is killed before 07:30.</summary>
    private static readonly TimeSpan FirstHour = TimeSpan.FromHours(6);
    private static readonly TimeSpan Busy = TimeSpan.FromHours(7.5);
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(37);

    public static KillDay Simulate(ulong seed, GuardOptions guard)
    {
        var random = new SeededRandom(seed).Fork("kills");
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions
        {
            Seed = seed,
            Length = TimeSpan.FromHours(14.25),
            Guard = guard,
            Scenario = new Scenario { StartTimeOfDay = FirstHour },
        });
        var kills = new List<Kill>();
        for (var kill = 0; kill < KillsPerDay; kill++)
        {
            var at = Busy - FirstHour + (kill * Slot) + TimeSpan.FromSeconds(Math.Round(random.Uniform(0, 17 * 60), 3));
            kills.Add(Die(run, at, loadAfter: 1 + random.Below(20), deadFor: guard.Lease + TimeSpan.FromSeconds(45 + random.Below(45)), guard.Lease));
        }

        return new KillDay(seed, kills, run.Run(), run.World.Tree.Trips);
    }

    private static Kill Die(SimulatedRun run, TimeSpan at, int loadAfter, TimeSpan deadFor, TimeSpan lease)
    {
        var moment = Instant.Start + at;
        var deadline = lease + TimeSpan.FromSeconds(30);
        run.RunUntil(moment);
        var charging = run.World.Site.Evses.Sum(evse => TrueLoad.ChargingAmps(run.World, evse.Index));
        var present = run.World.Site.Evses.Select(evse => run.World.VehicleAt(evse.Index)).ToHashSet();
        run.Kill();
        run.World.Recorder.HideLoadUntil(moment + deadline);
        var (worst, late, newcomers, safe) = (0.0, 0.0, 0, 0);
        for (var second = 1; second <= (int)deadFor.TotalSeconds; second++)
        {
            if (second == loadAfter)
            {
                TrueLoad.ToAssumed(run.World, true);
            }

            run.RunUntil(moment + TimeSpan.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(run.World);
            if (ratio > worst)
            {
                worst = ratio;
                newcomers = run.World.Site.Evses.Count(evse => run.World.VehicleAt(evse.Index) is { } vehicle && !present.Contains(vehicle));
            }

            late = second > deadline.TotalSeconds ? Math.Max(late, ratio) : late;
            safe = ratio > 1 ? second : safe;
        }

        run.Start();
        run.RunUntil(moment + deadFor + TimeSpan.FromSeconds(90));
        TrueLoad.ToAssumed(run.World, false);
        return new Kill(FirstHour + at, Math.Round(charging, 1), Math.Round(worst, 4), Math.Round(late, 4), newcomers, safe);
    }
}
