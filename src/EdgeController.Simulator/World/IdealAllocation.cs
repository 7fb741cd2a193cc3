using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.World;

/// <summary>What the best fair controller could have delivered, and how scarce the site was.</summary>
/// <param name="Kwh">Energy delivered by the ideal.</param>
/// <param name="RequestedKwh">Energy requested by all sessions of the plan.</param>
/// <param name="StepsWhileBinding">Large building steps that began while a circuit was binding.</param>
/// <param name="BindingSeconds">Seconds in which a vehicle got less than it could take.</param>
/// <param name="PeakKw">Highest charging power.</param>
public sealed record IdealOutcome(double Kwh, double RequestedKwh, int StepsWhileBinding, int BindingSeconds, double PeakKw);

/// <summary>
/// The reference for delivered energy: the same arrivals, vehicles and building load, every second shared by progressive filling with
/// the demand known and without delay, deadband or rounding, under the same limits, reserve and floors as the product.
/// </summary>
public sealed class IdealAllocation
{
    private const int Newcomers = 2;

    private readonly Site _site;
    private readonly BuildingLoad[] _loads;
    private readonly IReadOnlyList<PlannedSession> _plan;
    private readonly PlannedSession?[] _vehicle;
    private readonly double[] _charged;
    private readonly double[] _caps;
    private readonly double[] _levels;
    private readonly SharedLimit[] _limits;
    private readonly double[] _loadSeen;
    private readonly double[] _capSeen;
    private readonly TimeSpan _startTimeOfDay;
    private readonly TimeSpan _duration;
    private int _next;

    private IdealAllocation(Site site, Scenario scenario, ulong seed)
    {
        var random = new SeededRandom(seed);
        _site = site;
        _startTimeOfDay = scenario.StartTimeOfDay;
        _duration = scenario.Duration;
        _plan = ArrivalPlan.Create(site, scenario, random);
        _loads = [.. site.Circuits.Select(circuit => new BuildingLoad(circuit, random))];
        var evses = site.Evses.Length;
        _vehicle = new PlannedSession?[evses];
        _charged = new double[evses];
        _caps = new double[evses];
        _levels = new double[evses];
        _capSeen = new double[evses];
        _loadSeen = new double[site.Circuits.Length * 3];
        _limits = [.. Enumerable.Range(0, site.Circuits.Length * IdealLimits.PerCircuit).Select(_ => new SharedLimit(new double[evses]))];
    }

    public static IdealOutcome Run(Site site, Scenario scenario, ulong seed) => new IdealAllocation(site, scenario, seed).Run();

    private IdealOutcome Run()
    {
        double wattHours = 0, peak = 0;
        int steps = 0, bindingSeconds = 0;
        var binding = false;
        var inStep = false;
        for (var second = 0; second < (int)_duration.TotalSeconds; second++)
        {
            var now = TimeSpan.FromSeconds(second);
            foreach (var load in _loads)
            {
                load.Advance(_startTimeOfDay + now);
            }

            var stepNow = _loads[0].InStep;
            steps += stepNow && !inStep && binding ? 1 : 0;
            inStep = stepNow;
            if (Changed(now))
            {
                Share();
            }

            var watts = Deliver(now, out binding);
            bindingSeconds += binding ? 1 : 0;
            wattHours += watts / 3600;
            peak = Math.Max(peak, watts);
        }

        return new IdealOutcome(wattHours / 1000, _plan.Sum(session => session.Vehicle.RequestedWattHours) / 1000, steps, bindingSeconds, peak / 1000);
    }

    private bool Changed(TimeSpan now)
    {
        var changed = false;
        for (var e = 0; e < _vehicle.Length; e++)
        {
            if (_vehicle[e] is { } session && session.Departure <= now)
            {
                _vehicle[e] = null;
                changed = true;
            }

            _caps[e] = Demand(e, now);
            changed |= Math.Abs(_caps[e] - _capSeen[e]) > 0.2;
        }

        for (; _next < _plan.Count && _plan[_next].Arrival <= now; _next++)
        {
            var session = _plan[_next];
            _vehicle[session.Evse] = session;
            _charged[session.Evse] = 0;
            _caps[session.Evse] = Demand(session.Evse, now);
            changed = true;
        }

        for (var i = 0; i < _loadSeen.Length; i++)
        {
            changed |= Math.Abs(_loads[i / 3][(Phase)(i % 3)] - _loadSeen[i]) > 0.2;
        }

        return changed;
    }

    private double Demand(int e, TimeSpan now)
    {
        if (_vehicle[e] is not { } session || (session.Vehicle.SleepsFor > TimeSpan.Zero && now - session.Arrival < session.Vehicle.SleepsFor))
        {
            return 0;
        }

        return Math.Min(session.Vehicle.CapAmps(_charged[e]), _site.Stations[_site.Evses[e].Station].Max.Value);
    }

    private void Share()
    {
        for (var i = 0; i < _loadSeen.Length; i++)
        {
            _loadSeen[i] = _loads[i / 3][(Phase)(i % 3)];
        }

        _caps.CopyTo(_capSeen, 0);
        for (var e = 0; e < _levels.Length; e++)
        {
            _levels[e] = _vehicle[e] is null ? 0 : _site.Stations[_site.Evses[e].Station].Fallback.Value;
        }

        IdealLimits.Set(_site, _limits, _vehicle, _loads, Newcomers);
        ProgressiveFilling.Fill(_limits, _caps, _levels);
        while (DropOneBelowMinimum())
        {
            ProgressiveFilling.Fill(_limits, _caps, _levels);
        }

    }

    // Between 0 and 6 A nothing can be offered: the last one below goes without, and the others share what it leaves.
    private bool DropOneBelowMinimum()
    {
        for (var e = _levels.Length - 1; e >= 0; e--)
        {
            if (_caps[e] > 0 && _levels[e] > 0 && _levels[e] < _site.Stations[_site.Evses[e].Station].Min.Value - 1e-6)
            {
                _levels[e] = 0;
                _caps[e] = 0;
                return true;
            }
        }

        return false;
    }

    private double Deliver(TimeSpan now, out bool binding)
    {
        var watts = 0.0;
        binding = false;
        for (var e = 0; e < _vehicle.Length; e++)
        {
            if (_vehicle[e] is not { } session)
            {
                continue;
            }

            var wanted = Demand(e, now);
            var amps = Math.Min(_levels[e], wanted);
            if (amps < session.Vehicle.Least)
            {
                amps = 0;
            }

            binding |= wanted - amps > 0.5;
            var phases = Math.Min(session.Vehicle.Phases, _site.Stations[_site.Evses[e].Station].Rotation.Terminals.Length);
            var power = Math.Min(amps * phases * _site.NominalVoltage.Value * session.Vehicle.Efficiency, (session.Vehicle.RequestedWattHours - _charged[e]) * 3600);
            _charged[e] += power / 3600;
            watts += power;
        }

        return watts;
    }
}
