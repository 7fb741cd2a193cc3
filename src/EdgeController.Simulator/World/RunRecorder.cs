using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.World;

/// <summary>Watches the true currents of a run second by second and adds up the visits.</summary>
public sealed class RunRecorder
{
    /// <summary>A breaker carries this for ever (IEC 60898-1); the margin of rounding is a millionth.</summary>
    private const double HiddenExcess = 1.13 + 1e-6;

    /// <summary>A visit that misses less than this has got what it asked for: the threshold of Caltech's ACN-Sim (0.1 kWh).</summary>
    public const double MetWithinWattHours = 100;

    private const int RowsPerCircuit = 5;
    private const int Power = 3;
    private const int Apparent = 4;

    private readonly Site _site;
    private readonly EnergyLedger _energy;
    private readonly Row[] _rows;
    private int _hiddenUntil;
    private double _requested;
    private double _delivered;
    private double _peakWatts;
    private int _visits;
    private int _met;
    private int _seconds;

    internal RunRecorder(Site site)
    {
        _site = site;
        _energy = new EnergyLedger(site);
        _rows = new Row[site.Circuits.Length * RowsPerCircuit];
        for (var i = 0; i < _rows.Length; i++)
        {
            var circuit = site.Circuits[i / RowsPerCircuit];
            _rows[i].Limit = (i % RowsPerCircuit) switch
            {
                Power => circuit.LimitPower?.Value ?? 0,
                Apparent => circuit.LimitApparent?.Value ?? 0,
                var phase => circuit.LimitAmps[(Phase)phase].Value,
            };
        }
    }

    /// <summary>Highest ratio of true current (or power) to its limit so far, all circuits.</summary>
    public double WorstRatio { get; private set; }

    /// <summary>Seconds watched so far.</summary>
    public int Seconds => _seconds;

    /// <summary>
    /// A fault hides the load or stops control until then: an excess of at most 1.13 x does not break promise P0 before it.
    /// </summary>
    public void HideLoadUntil(Instant deadline) => _hiddenUntil = Math.Max(_hiddenUntil, (int)Math.Ceiling(deadline.SinceStart.TotalSeconds));

    internal void Observe(SimulatedSite run)
    {
        var tree = run.Tree;
        _energy.Observe(run);
        _seconds++;
        for (var i = 0; i < _rows.Length; i++)
        {
            ref var row = ref _rows[i];
            if (row.Limit <= 0)
            {
                continue;
            }

            var ratio = Flow(tree, i) / row.Limit;
            row.Worst = Math.Max(row.Worst, ratio);
            WorstRatio = Math.Max(WorstRatio, ratio);
            row.InARow = ratio > 1 ? row.InARow + 1 : 0;
            row.Over += ratio > 1 ? 1 : 0;
            row.Longest = Math.Max(row.Longest, row.InARow);
            row.Unexcused = ratio > 1 && (ratio > HiddenExcess || _seconds > _hiddenUntil) ? row.Unexcused + 1 : 0;
            row.LongestUnexcused = Math.Max(row.LongestUnexcused, row.Unexcused);
        }

        var watts = 0.0;
        foreach (var circuit in _site.Circuits)
        {
            watts += circuit.Parent is null ? tree.Watts(circuit.Index) : 0;
        }

        _peakWatts = Math.Max(_peakWatts, watts);
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i].Trips = i % RowsPerCircuit < Power ? tree.TripsOf(i / RowsPerCircuit, (Phase)(i % RowsPerCircuit)) : 0;
        }
    }

    internal void Departed(PlannedSession session, SimulatedVehicle vehicle)
    {
        _visits++;
        _requested += session.Vehicle.RequestedWattHours;
        _delivered += Math.Min(session.Vehicle.RequestedWattHours, vehicle.ChargedWattHours);
        _met += IsMet(session, vehicle) ? 1 : 0;
    }

    internal RunReport Report(
        SimulatedSite run,
        PlannedSession?[] present,
        SimulatedVehicle?[] vehicles,
        double idealKwh,
        IReadOnlyList<FaultOutcome> faults)
    {
        var (visits, requested, delivered, met) = (_visits, _requested, _delivered, _met);
        for (var e = 0; e < present.Length; e++)
        {
            if (present[e] is { } session)
            {
                visits++;
                requested += session.Vehicle.RequestedWattHours;
                delivered += Math.Min(session.Vehicle.RequestedWattHours, vehicles[e]!.ChargedWattHours);
                met += IsMet(session, vehicles[e]!) ? 1 : 0;
            }
        }

        var days = Math.Max(1.0 / 86_400, _seconds / 86_400.0);
        var writes = run.Stations.Select(station => station.ProfileWrites / days).Order().ToArray();
        return new RunReport
        {
            Site = _site.Name,
            Seed = run.Seed,
            Hours = Math.Round(_seconds / 3600.0, 3),
            Circuits = [.. Enumerable.Range(0, _rows.Length).Where(i => _rows[i].Limit > 0).Select(Outcome)],
            Sessions = new SessionOutcome(visits, Kwh(requested), Kwh(delivered), Kwh(requested - delivered), Math.Round(idealKwh, 2)) { Met = met },
            PeakKw = Kwh(_peakWatts),
            Energy = _energy.Outcome(),
            ProfileWritesPerStationDay = writes.Length == 0
                ? new WriteCount(0, 0)
                : new WriteCount(Math.Round(writes[writes.Length / 2], 1), Math.Round(writes[^1], 1)),
            Faults = faults,
        };
    }

    private static bool IsMet(PlannedSession session, SimulatedVehicle vehicle) =>
        session.Vehicle.RequestedWattHours - vehicle.ChargedWattHours < MetWithinWattHours;

    private static double Kwh(double wattHours) => Math.Round(wattHours / 1000, 2);

    private CircuitOutcome Outcome(int i)
    {
        var row = _rows[i];
        var id = _site.Circuits[i / RowsPerCircuit].Id.Value;
        var worst = Math.Round(row.Worst, 4);
        var offset = i % RowsPerCircuit;
        return new CircuitOutcome(
            id,
            offset < Power ? ((Phase)offset).ToString() : null,
            offset < Power ? row.Limit : null,
            offset == Power ? row.Limit / 1000 : null,
            worst,
            row.Over,
            row.Longest,
            row.Trips)
        {
            LimitKva = offset == Apparent ? row.Limit / 1000 : null,
            LongestUnexcusedSeconds = row.LongestUnexcused,
        };
    }

    private static double Flow(ElectricalTree tree, int i) => (i % RowsPerCircuit) switch
    {
        Power => tree.Watts(i / RowsPerCircuit),
        Apparent => tree.VoltAmperes(i / RowsPerCircuit),
        var phase => Math.Abs(tree.Amps(i / RowsPerCircuit, (Phase)phase)),
    };

    private struct Row
    {
        public double Limit;
        public double Worst;
        public int Over;
        public int InARow;
        public int Longest;
        public int Trips;
        public int Unexcused;
        public int LongestUnexcused;
    }
}
