using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Days;

/// <summary>One seed's day in the garage: with the controller, ideally, at fallback all day, and with the guard off.</summary>
/// <param name="FallbackKwh">Delivered when every station stays at its fallback.</param>
/// <param name="UnguardedTripAt">When the first breaker trips with the guard off; null if none does.</param>
internal sealed record GarageDay(ulong Seed, RunReport Report, IdealOutcome Ideal, double FallbackKwh, TimeSpan? UnguardedTripAt)
{
    /// <summary>Meters that were not believed and stations that were taken to be wired otherwise, on this day without any fault.</summary>
    public required IReadOnlyList<string> Doubts { get; init; }

    private static readonly Lazy<Task<GarageDay[]>> Days = new(() => Campaign.RunAsync(Campaign.Seeds, Simulate));

    /// <summary>The days of this run's seeds, each simulated once.</summary>
    public static Task<GarageDay[]> AllAsync() => Days.Value;

    private static GarageDay Simulate(ulong seed)
    {
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions { Seed = seed });
        var doubts = new List<string>();
        for (var second = 5; second <= 86_400; second += 5)
        {
            run.RunUntil(Instant.FromSeconds(second));
            doubts.AddRange(run.Snapshot!.Meters.Where(meter => meter.Doubt != MeterDoubt.None).Select(meter => $"{meter.Doubt} after {second} s"));
        }

        doubts.AddRange(run.Snapshot!.Evses.Where(evse => evse.Wiring.IsWrong).Select(evse => $"wiring {evse.Wiring.Fits}"));
        return new GarageDay(seed, run.Report(), IdealAllocation.Run(Examples.Garage, new Scenario(), seed), AtFallback(seed), Unguarded(seed)) { Doubts = doubts };
    }

    private static double AtFallback(ulong seed)
    {
        using var world = new SimulatedSite(Examples.Garage, new Scenario(), seed);
        using var backEnd = new SimulatedCsms(world.Scenario.Epoch);
        new DirectConnection(world, backEnd) { FixedLimitAmps = Examples.Garage.Stations[0].Fallback.Value }.Run(0, 86_400);
        return world.Report(0).Sessions.DeliveredKwh;
    }

    private static TimeSpan? Unguarded(ulong seed)
    {
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions { Seed = seed, Guard = GuardOptions.Default with { Without = Protections.Guard } });
        for (var minute = 1; minute <= 24 * 60; minute++)
        {
            run.RunUntil(Instant.FromSeconds(minute * 60));
            if (run.World.Tree.Trips > 0)
            {
                return TimeSpan.FromMinutes(minute);
            }
        }

        return null;
    }
}
