using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Limits;

/// <summary>The garage with a vehicle at every station from the start, and a limit that comes and goes.</summary>
internal sealed class TimedGarage : IDisposable
{
    public TimedGarage(Site site, DateTime start, TimeSpan length, Protections without, bool arrivals = false)
    {
        Run = new SimulatedRun(site, Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = length,
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario
            {
                FirstDay = DateOnly.FromDateTime(start),
                StartTimeOfDay = start.TimeOfDay,
                Arrivals = new ArrivalParameters
                {
                    PluggedInAtStart = true, MorningShare = arrivals ? 1 : 0, AfternoonShare = arrivals ? 1 : 0, OvernightShare = 0, LateSleeperShare = 0, NeverShare = 0, LeastKwh = 60, MostKwh = 80,
                },
            },
        });
    }

    public SimulatedRun Run { get; }

    /// <summary>What flows through the connection to the grid.</summary>
    public double Kilowatts => Run.World.Tree.Watts(0) / 1000;

    /// <summary>What all vehicles draw.</summary>
    public double ChargingKilowatts
    {
        get
        {
            var watts = Run.World.Tree.Watts(0);
            for (var circuit = 0; circuit < Run.World.Loads.Count; circuit++)
            {
                watts -= PerPhase.Each.Sum(phase => Run.World.Loads[circuit][phase]) * 230;
            }

            return watts / 1000;
        }
    }

    public static Site With(Func<Circuit, Circuit> main) =>
        Examples.Garage with { Circuits = [.. Examples.Garage.Circuits.Select(circuit => circuit.Parent is null ? main(circuit) : circuit)] };

    /// <summary>Runs on second by second and looks at each.</summary>
    public void Watch(TimeSpan time, Action<DateTimeOffset> look)
    {
        var begin = Run.Now;
        for (var second = 1; second <= time.TotalSeconds; second++)
        {
            Run.RunUntil(begin + TimeSpan.FromSeconds(second));
            look(Run.Wall);
        }
    }

    public void Dispose() => Run.Dispose();
}
