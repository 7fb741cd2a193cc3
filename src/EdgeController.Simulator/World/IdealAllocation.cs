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
public sealed record IdealOutcome(double Kwh, double RequestedKwh, int StepsWhileBinding, int BindingSeconds, double PeakKw)
{
    /// <summary>Visits of the plan.</summary>
    public required int Visits { get; init; }

    /// <summary>Visits that got all they asked for, see <see cref="RunRecorder.MetWithinWattHours"/>.</summary>
    public required int Met { get; init; }
}

/// <summary>
/// The reference for delivered energy: the same arrivals, vehicles and building load, every second shared by one rule with the demand
/// known and without delay, deadband or rounding, under the same limits, reserve, floors and phases as the product: which phases a vehicle
/// loads shows when it draws; until then it counts on all that its station is wired to.
/// </summary>
public sealed class IdealAllocation
{
    private const int Newcomers = 2;

    /// <summary>Where not all minimums fit, who has received less comes first, in steps of this much.</summary>
    private const double TurnWattHours = 1000;

    private readonly Site _site;
    private readonly BuildingLoad[] _loads;
    private readonly IReadOnlyList<PlannedSession> _plan;
    private readonly PlannedSession?[] _vehicle;
    private readonly double[] _charged;
    private readonly double[] _caps;
    private readonly double[] _levels;
    private readonly double[] _least;
    private readonly double[] _ranks;
    private readonly int[] _order;
    private readonly IdealRule _rule;
    private readonly SharedLimit[] _limits;
    private readonly double[] _loadSeen;
    private readonly double[] _capSeen;
    private readonly bool[] _drew;
    private readonly TimeSpan _startTimeOfDay;
    private readonly TimeSpan _duration;
    private bool _phasesShown;
    private int _next;
    private int _met;
    private bool _offers;
    private bool _phasesKnown;

    private IdealAllocation(Site site, Scenario scenario, ulong seed, IdealRule rule)
    {
        _rule = rule;
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
        _least = [.. site.Evses.Select(evse => site.Stations[evse.Station].Min.Value)];
        _ranks = new double[evses];
        _order = [.. Enumerable.Range(0, evses)];
        _capSeen = new double[evses];
        _drew = new bool[evses];
        _loadSeen = new double[site.Circuits.Length * 3];
        _limits = [.. Enumerable.Range(0, site.Circuits.Length * IdealLimits.PerCircuit).Select(_ => new SharedLimit(new double[evses]))];
    }

    /// <param name="site">Its limits, reserve and fallbacks count.</param>
    /// <param name="scenario">Length and arrivals.</param>
    /// <param name="seed">As of the simulation.</param>
    /// <param name="rule">Who gets what.</param>
    /// <param name="offers">What is shared are offers, of which each vehicle leaves a little; else it is what flows.</param>
    /// <param name="phasesKnown">The phases that a vehicle loads are known when it comes; else when it first draws, and until then it counts on all wired ones.</param>
    public static IdealOutcome Run(Site site, Scenario scenario, ulong seed, IdealRule rule = IdealRule.Fair, bool offers = false, bool phasesKnown = true) =>
        new IdealAllocation(site, scenario, seed, rule) { _offers = offers, _phasesKnown = phasesKnown }.Run();

    private IdealOutcome Run()
    {
        Array.Fill(_drew, _phasesKnown);
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
            if (Changed(now) || ((_rule == IdealRule.LeastLaxity || _offers) && second % 60 == 0))
            {
                Share(now);
            }

            var watts = Deliver(now, out binding);
            bindingSeconds += binding ? 1 : 0;
            wattHours += watts / 3600;
            peak = Math.Max(peak, watts);
        }

        for (var e = 0; e < _vehicle.Length; e++)
        {
            Leave(e);
        }

        return new IdealOutcome(wattHours / 1000, _plan.Sum(session => session.Vehicle.RequestedWattHours) / 1000, steps, bindingSeconds, peak / 1000)
        {
            Visits = _plan.Count,
            Met = _met,
        };
    }

    private bool Changed(TimeSpan now)
    {
        var changed = _phasesShown;
        _phasesShown = false;
        for (var e = 0; e < _vehicle.Length; e++)
        {
            if (_vehicle[e] is { } session && session.Departure <= now)
            {
                Leave(e);
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

    private void Leave(int e)
    {
        _drew[e] = _phasesKnown;
        _met += _vehicle[e] is { } session && session.Vehicle.RequestedWattHours - _charged[e] < RunRecorder.MetWithinWattHours ? 1 : 0;
        _vehicle[e] = null;
    }

    private double Demand(int e, TimeSpan now)
    {
        if (_vehicle[e] is not { } session || (session.Vehicle.SleepsFor > TimeSpan.Zero && now - session.Arrival < session.Vehicle.SleepsFor))
        {
            return 0;
        }

        return Math.Min(session.Vehicle.CapAmps(_charged[e]), _site.Stations[_site.Evses[e].Station].Max.Value);
    }

    private void Share(TimeSpan now)
    {
        for (var i = 0; i < _loadSeen.Length; i++)
        {
            _loadSeen[i] = _loads[i / 3][(Phase)(i % 3)];
        }

        _caps.CopyTo(_capSeen, 0);
        for (var e = 0; e < _levels.Length; e++)
        {
            _levels[e] = _vehicle[e] is null ? 0 : _site.Stations[_site.Evses[e].Station].Fallback.Value;
            _ranks[e] = Rank(e, now);
        }

        Array.Sort(_order, (a, b) => _ranks[a] != _ranks[b] ? _ranks[a].CompareTo(_ranks[b]) : Arrived(a) != Arrived(b) ? Arrived(a).CompareTo(Arrived(b)) : a - b);
        IdealLimits.Set(_site, _limits, _vehicle, _drew, _loads, Newcomers);
        if (_rule == IdealRule.Fair)
        {
            IdealSharing.RiseTogether(_limits, _caps, _levels, _least, _order);
        }
        else
        {
            IdealSharing.Serve(_limits, _caps, _levels, _least, _order);
        }
    }

    private TimeSpan Arrived(int e) => _vehicle[e]?.Arrival ?? TimeSpan.MaxValue;

    private double Rank(int e, TimeSpan now) => (_rule, _vehicle[e]) switch
    {
        (_, null) => double.PositiveInfinity,
        (IdealRule.EarliestDeparture, { } session) => session.Departure.TotalSeconds,
        (IdealRule.LeastLaxity, { } session) => Laxity(session, e, now),
        (IdealRule.Fair, _) when _offers => Math.Floor(_charged[e] / TurnWattHours),
        _ => 0,
    };

    /// <summary>Minutes that the vehicle could wait and still get all, in steps of five, so that equally urgent ones do not take turns every minute.</summary>
    private double Laxity(PlannedSession session, int e, TimeSpan now)
    {
        var station = _site.Stations[_site.Evses[e].Station];
        var amps = Math.Min(session.Vehicle.MaxAmps, station.Max.Value);
        var watts = amps * Math.Min(session.Vehicle.Phases, station.Rotation.Terminals.Length) * _site.NominalVoltage.Value * session.Vehicle.Efficiency;
        var needs = TimeSpan.FromHours((session.Vehicle.RequestedWattHours - _charged[e]) / watts);
        return Math.Floor((session.Departure - now - needs).TotalMinutes / 5);
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
            else if (_offers)
            {
                amps -= session.Vehicle.UnderDrawAmps;
            }

            binding |= wanted - amps > 0.5;
            var phases = Math.Min(session.Vehicle.Phases, _site.Stations[_site.Evses[e].Station].Rotation.Terminals.Length);
            var power = Math.Min(amps * phases * _site.NominalVoltage.Value * session.Vehicle.Efficiency, (session.Vehicle.RequestedWattHours - _charged[e]) * 3600);
            _charged[e] += power / 3600;
            watts += power;
            _phasesShown |= amps > 0 && !_drew[e];
            _drew[e] |= amps > 0;
        }

        return watts;
    }
}
