using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>
/// What happens on a site in some minutes, written down beforehand, so that single items can be left out: stations that lie, ignore, answer late,
/// reject, reboot, vanish and come back; meters that fail; loads that jump; plans, wishes and limits from somebody who means harm.
/// </summary>
internal sealed class WildScript(Site site, int seed, bool honest)
{
    private static readonly double[] Harmful = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 0, 1e300, 3, 6, 1000];

    private readonly Random _random = new(seed ^ 0x5eed);
    private readonly Theme _theme = (Theme)(seed % 4);
    private readonly List<Disturbance> _script = [];

    /// <summary>What there is most of: where everything fails at once, nothing lasts long enough to matter.</summary>
    private enum Theme
    {
        Everything,
        Liars,
        Meters,
        Commands,
    }

    public Disturbance[] Write(int seconds)
    {
        foreach (var station in site.Stations)
        {
            Begin(station.Index);
        }

        for (var second = 1; second < seconds; second++)
        {
            foreach (var station in site.Stations.Where(_ => _random.Next(70) == 0))
            {
                Disturb(second, station.Index);
            }

            foreach (var circuit in site.Circuits.Where(_ => _random.Next(80) == 0))
            {
                Load(second, circuit);
            }

            if (_random.Next(_theme == Theme.Commands ? 8 : 60) == 0)
            {
                Command(second);
            }

            if (_random.Next(100) == 0)
            {
                var volts = 207 + _random.Next(24);
                Add(second, $"{volts} V", world => world.Bench.Volts = volts);
            }

            if (_random.Next(_theme == Theme.Meters ? 40 : 200) == 0 && _theme != Theme.Liars && site.Meters.Length > 0)
            {
                Meter(second, _random.Next(site.Meters.Length));
            }
        }

        return [.. _script];
    }

    private void Begin(int index)
    {
        if (_random.Next(12) == 0)
        {
            return;
        }

        var (plan, behind, plugged) = (Plan(), _random.Next(3) == 0 ? _random.Next(1, 25) : 0, _random.Next(4) != 0);
        Add(0, $"S{index + 1} connects, {plan}, clock {behind} s behind{(plugged ? ", vehicle" : "")}", world =>
        {
            var station = world.Bench.Stations[index];
            station.ClockBehind = behind;
            world.Bench.Connect(station, plan);
            if (plugged)
            {
                world.Bench.Plug(station);
            }
        });
    }

    private void Disturb(int second, int index)
    {
        var (a, b, amount) = (_random.Next(4), _random.Next(1, 9), 6 + (_random.NextDouble() * 26));
        var plan = Plan();
        switch (_theme == Theme.Liars && !honest && a < 2 ? 8 : _random.Next(honest ? 8 : 14))
        {
            case 0:
                When(second, index, "vanishes", station => station.Online, (world, station) => world.Bench.Disconnect(station));
                break;
            case 1 or 2:
                When(second, index, $"comes back, {plan}", station => !station.Online, (world, station) => world.Bench.Connect(station, honest ? station.Plan : plan));
                break;
            case 3 or 4:
                When(second, index, $"gets a vehicle of {1 + (b % 3)} phases, {amount:0.0} A", station => !station.Plugged && station.Online, (world, station) =>
                {
                    (station.VehiclePhases, station.Wants) = station.Station.Dc is null ? (1 + (b % 3), amount) : (3, amount * 1.5);
                    world.Bench.Plug(station);
                });
                break;
            case 5:
                When(second, index, "loses its vehicle", station => station is { Plugged: true, Online: true }, (world, station) => world.Bench.Unplug(station));
                break;
            case 6:
                When(second, index, $"answers after {b} s{(a == 0 ? ", answers lost" : "")}", _ => true, (_, station) => (station.Delay, station.LosesAnswers) = (b, a == 0));
                break;
            case 7:
                When(second, index, $"vehicle wants {(a == 0 ? 0 : amount):0.0} A", _ => true, (_, station) => station.Wants = a == 0 ? 0 : amount);
                break;
            case 8:
                When(second, index, a == 0 ? "obeys" : "accepts and ignores", _ => true, (_, station) => station.Obeys = a == 0);
                break;
            case 9:
                When(second, index, a < 2 ? "rejects" : "rejects no longer", _ => true, (_, station) => station.Rejects = a < 2);
                break;
            case 10:
                When(second, index, a == 0 ? "takes nothing and answers nothing" : "answers", _ => true, (_, station) => station.Answers = a != 0);
                break;
            case 11:
                When(second, index, "reboots and forgets all", station => station.Online, (world, station) =>
                {
                    station.ForgetProfiles();
                    world.Tell(at => new StationBooted(at, station.Station.Id, null, null, null));
                    world.Bench.Disconnect(station);
                });
                break;
            case 12:
                When(second, index, a < 2 ? "sends no meter values" : "sends meter values", _ => true, (_, station) => station.SendsMeterValues = a >= 2);
                break;
            case 13:
                When(second, index, a < 2 ? "refuses the fallback" : "has a clock that nobody knows", station => station.Online, (world, station) => Distrust(world, station, a));
                break;
        }
    }

    private static void Distrust(WildWorld world, SimulatedStation station, int a)
    {
        if (a < 2)
        {
            station.HoldsFallback = false;
            world.Tell(at => new FallbackRefused(at, station.Station.Id, "test"));
        }
        else
        {
            world.Tell(at => new StationClockJudged(at, station.Station.Id, false, TimeSpan.Zero));
        }
    }

    private void Load(int second, Circuit circuit)
    {
        var most = circuit.AssumedUncontrolled.L1.Value;
        var load = new PerPhase<double>(_random.NextDouble() * most, _random.NextDouble() * most, _random.NextDouble() * most);
        var feed = _random.NextDouble();
        Add(second, $"{circuit.Id} carries {load}, feed-in {feed:0.00}", world =>
        {
            world.Bench.Load[circuit.Index] = load;
            foreach (var resource in site.Resources.Where(resource => resource.Circuit == circuit.Index))
            {
                var amps = resource.MaxCurrent(site.NominalVoltage).L1.Value;
                world.Bench.FedIn[resource.Index] = resource.Kind == ResourceKind.Pv ? amps * feed : amps * ((2 * feed) - 1);
            }
        });
    }

    private void Command(int second)
    {
        var amount = _random.Next(3) == 0 ? Harmful[_random.Next(Harmful.Length)] : _random.NextDouble() * 80;
        var evse = site.Evses[_random.Next(site.Evses.Length)].Id;
        var circuit = site.Circuits[_random.Next(site.Circuits.Length)].Id;
        var source = new LimitSource(LimitKind.External, $"manager{_random.Next(3)}");
        var (mode, ttl, what) = ((ChargingMode)_random.Next(5), _random.Next(1, 200), _random.Next(8));
        var hours = _random.Next(-30_000, 30_000);
        Add(second, $"command {what} for {evse} or {circuit}: {amount}, {mode}, {ttl} s", what switch
        {
            0 or 1 => world => world.Tell(at => PlanFor.One(world.Bench.Snapshot, at, evse, new(amount))),
            2 or 3 => world => world.Tell(at => new SessionWished(at, evse, (WishSource)(ttl % 4))
            {
                Mode = mode, Priority = new Priority(1 + (ttl % 10)), Departure = at + TimeSpan.FromSeconds(hours), Energy = new(amount * 1000),
            }),
            4 => world => world.Tell(at => new LimitSet(at, circuit, source, PerPhase.All(new Amperes(amount)), null, at + TimeSpan.FromSeconds(ttl), null)),
            5 => world => world.Tell(at => new LimitSet(at, circuit, source, null, new Watts(amount * 690), at + TimeSpan.FromSeconds(ttl), null)),
            6 => world => world.Tell(at => new DimmingSignalled(at, ttl % 3 == 0, ttl % 2 == 0 ? null : new Watts(amount * 690))),
            _ => world => world.ClockError = ttl % 3 == 0 ? TimeSpan.FromHours(hours / 1000.0) : TimeSpan.Zero,
        });
    }

    private void Meter(int second, int meter)
    {
        var what = _random.Next(5);
        Add(second, $"meter {site.Meters[meter].Id} {(what == 0 ? "tells rubbish" : what < 3 ? "is lost" : "is back")}", world =>
        {
            if (what == 0)
            {
                Bad(world, meter);
            }
            else
            {
                world.Bench.Metered[meter] = what >= 3;
            }
        });
        if (what is 1 or 2)
        {
            Add(second + _random.Next(2, 30), $"meter {site.Meters[meter].Id} is back", world => world.Bench.Metered[meter] = true);
        }
    }

    private void Bad(WildWorld world, int meter) =>
        world.Bench.Tell(new MeterReading(SiteBench.At(world.Bench.Now + 0.5), site.Meters[meter].Id, new(new(double.NaN), new(0), new(double.NegativeInfinity)), null));

    private void When(int second, int index, string words, Func<SimulatedStation, bool> can, Action<WildWorld, SimulatedStation> act) =>
        Add(second, $"S{index + 1} {words}", world =>
        {
            if (can(world.Bench.Stations[index]))
            {
                act(world, world.Bench.Stations[index]);
            }
        });

    private ProfilePlan Plan() => _random.Next(3) == 0 ? ProfilePlan.StationMax : ProfilePlan.TxDefaultAndTx;

    private void Add(int second, string words, Action<WildWorld> act) => _script.Add(new Disturbance(second, words, act));
}
