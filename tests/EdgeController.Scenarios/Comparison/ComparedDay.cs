using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Comparison;

/// <summary>A simulated day laid out in periods: the same arrivals and the same building load as the simulation of that seed.</summary>
internal static class ComparedDay
{
    private const int RowsPerCircuit = 4;
    private const int Power = 3;
    /// <summary>A breaker carries this for ever.</summary>
    public const double Carried = 1.13;

    /// <summary>Length of a period of the textbook rules.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Periods in a slot of the linear program.</summary>
    public const int PeriodsPerSlot = 5;

    /// <param name="site">Its stations fall back to 0 A, so that no room is kept for newcomers.</param>
    /// <param name="scenario">Length and arrivals.</param>
    /// <param name="seed">As of the simulation.</param>
    /// <param name="withReserve">What the guard gives to charging; else all that the breakers' usable limits leave.</param>
    public static SitePeriods Create(Site site, Scenario scenario, ulong seed, bool withReserve)
    {
        var random = new SeededRandom(seed);
        var plan = ArrivalPlan.Create(site, scenario, random);
        var loads = site.Circuits.Select(circuit => new BuildingLoad(circuit, random)).ToArray();
        var seconds = (int)Period.TotalSeconds;
        var capacity = new double[(int)(scenario.Duration / Period)][];
        for (var period = 0; period < capacity.Length; period++)
        {
            var rows = capacity[period] = new double[site.Circuits.Length * RowsPerCircuit];
            for (var second = 0; second < seconds; second++)
            {
                foreach (var load in loads)
                {
                    load.Advance(scenario.StartTimeOfDay + TimeSpan.FromSeconds((period * seconds) + second));
                }

                foreach (var circuit in site.Circuits)
                {
                    Add(site, circuit, loads, withReserve, rows, 1.0 / seconds);
                }
            }
        }

        return new SitePeriods(Period, [.. plan.Select(session => VisitOf(site, session))], capacity);
    }

    private static Visit VisitOf(Site site, PlannedSession session)
    {
        var station = site.Stations[site.Evses[session.Evse].Station];
        var terminals = station.Rotation.Terminals.Take(session.Vehicle.Phases).ToArray();
        var kwPerAmp = terminals.Length * site.NominalVoltage.Value / 1000;
        var rows = ImmutableArray.CreateBuilder<RowPart>();
        foreach (var circuit in site.Circuits[station.Circuit].PathToRoot)
        {
            rows.AddRange(terminals.Select(phase => new RowPart((circuit * RowsPerCircuit) + (int)phase, 1)));
            rows.Add(new RowPart((circuit * RowsPerCircuit) + Power, kwPerAmp));
        }

        return new Visit
        {
            Arrival = session.Arrival,
            Departure = session.Departure,
            Vehicle = session.Vehicle,
            StationAmps = station.Max.Value,
            KwPerAmp = kwPerAmp,
            Rows = rows.ToImmutable(),
        };
    }

    /// <summary>What one second gives, by its share of the period.</summary>
    private static void Add(Site site, Circuit circuit, BuildingLoad[] loads, bool withReserve, double[] rows, double share)
    {
        double watts = 0, assumedWatts = 0;
        var volts = site.NominalVoltage.Value;
        foreach (var phase in PerPhase.Each)
        {
            double actual = 0, assumed = 0;
            foreach (var below in site.Circuits.Where(below => below.PathToRoot.Contains(circuit.Index)))
            {
                actual += loads[below.Index][phase];
                assumed += below.AssumedUncontrolled[phase].Value;
            }

            // Where no meter sees the load, the guard has to assume it.
            var counted = withReserve && circuit.Meter is null ? assumed : actual;
            watts += counted * volts;
            assumedWatts += assumed * volts;
            rows[(circuit.Index * RowsPerCircuit) + (int)phase] += share * Give(
                site.Margin.Usable(circuit.LimitAmps[phase]).Value - counted,
                withReserve ? (Carried * circuit.LimitAmps[phase].Value) - assumed : double.PositiveInfinity);
        }

        rows[(circuit.Index * RowsPerCircuit) + Power] += circuit.LimitPower is not { } limit
            ? double.PositiveInfinity
            : share / 1000 * Give(site.Margin.Usable(limit).Value - watts, withReserve ? (Carried * limit.Value) - assumedWatts : double.PositiveInfinity);
    }

    private static double Give(double working, double reserve) => Math.Max(0, Math.Min(working, reserve));
}
