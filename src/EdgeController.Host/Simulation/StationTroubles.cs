using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>Stations lose their power for a moment, or their network for minutes, by chance.</summary>
internal sealed class StationTroubles(SimulatedRun run, EventQueue queue, SeededRandom random, Instant until)
{
    private const double RebootsPerSecond = 1 / 21_600.0;
    private const double CutsPerSecond = 1 / 18_000.0;

    private readonly HashSet<int> _cut = [];

    /// <summary>The station has no network now.</summary>
    public bool IsCut(int station) => _cut.Contains(station);

    /// <summary>Once a second.</summary>
    public void Elapse()
    {
        for (var station = 0; station < run.World.Stations.Count && run.Now < until; station++)
        {
            if (random.Chance(RebootsPerSecond))
            {
                run.Reboot(station);
            }

            if (random.Chance(CutsPerSecond) && _cut.Add(station))
            {
                var one = station;
                run.Isolate(one, cut: true);
                queue.After(TimeSpan.FromMinutes(random.Uniform(0.2, 20)), () =>
                {
                    _cut.Remove(one);
                    run.Isolate(one, cut: false);
                });
            }
        }
    }
}
