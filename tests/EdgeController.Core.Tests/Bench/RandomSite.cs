using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Bench;

/// <summary>A random site whose fallbacks and assumed loads fit (P2), and random events on it.</summary>
internal sealed class RandomSite
{
    private readonly Random _random;
    private readonly Random _wishes;
    private readonly bool _honest;
    private readonly StorageClass _storage;

    public RandomSite(int seed, bool honest, Protections without = Protections.None, StorageClass storage = StorageClass.WearLevelled)
    {
        (_random, _wishes, _honest, _storage) = (new Random(seed), new Random(-seed), honest, storage);
        Bench = new SiteBench(Draw(), GuardOptions.Default with { Without = without });
        foreach (var station in Bench.Stations.Where(_ => _random.Next(12) != 0))
        {
            Bench.Connect(station, _random.Next(3) == 0 ? ProfilePlan.StationMax : ProfilePlan.TxDefaultAndTx);
            if (_random.Next(4) != 0)
            {
                Bench.Plug(station);
            }
        }
    }

    public SiteBench Bench { get; }

    /// <summary>What happens in one second beside the ordinary.</summary>
    public void Disturb()
    {
        foreach (var station in Bench.Stations.Where(_ => _random.Next(120) == 0))
        {
            Disturb(station);
        }

        foreach (var circuit in Bench.Site.Circuits.Where(_ => _random.Next(90) == 0))
        {
            var most = circuit.AssumedUncontrolled.L1.Value;
            Bench.Load[circuit.Index] = new(_random.NextDouble() * most, _random.NextDouble() * most, _random.NextDouble() * most);
        }

        foreach (var station in Bench.Stations.Where(_ => _wishes.Next(150) == 0))
        {
            Bench.Tell(Wish(station.Evse));
        }

        for (var meter = 0; meter < Bench.Metered.Length; meter++)
        {
            Bench.Metered[meter] = Bench.Metered[meter] ? _random.Next(400) != 0 : _random.Next(20) == 0;
            if (_random.Next(50) == 0)
            {
                Bench.Tell(new MeterReading(SiteBench.At(Bench.Now + 0.5), Bench.Site.Meters[meter].Id, new(new(double.NaN), new(0), new(0)), null));
            }
        }
    }

    private void Disturb(SimulatedStation station)
    {
        switch (_random.Next(_honest ? 7 : 10))
        {
            case 0 when station.Online:
                Bench.Disconnect(station);
                break;
            case 1 or 2 when !station.Online:
                Bench.Connect(station, _random.Next(2) == 0 || _honest ? ProfilePlan.TxDefaultAndTx : ProfilePlan.StationMax);
                break;
            case 3 when !station.Plugged && station.Online:
                station.VehiclePhases = _random.Next(1, 4);
                station.Wants = 6 + (_random.NextDouble() * 26);
                Bench.Plug(station);
                break;
            case 4 when station is { Plugged: true, Online: true } && _random.Next(3) == 0:
                Bench.Unplug(station);
                break;
            case 5:
                station.Delay = _random.Next(1, 9);
                station.LosesAnswers = _random.Next(4) == 0;
                break;
            case 6:
                station.Wants = _random.Next(3) == 0 ? 0 : 6 + (_random.NextDouble() * 26);
                break;
            case 7:
                (station.Obeys, station.Answers, station.Rejects) = (_random.Next(2) == 0, _random.Next(3) != 0, _random.Next(4) == 0);
                break;
            case 8 when station.Online:
                station.ForgetProfiles();
                Bench.Tell(new StationBooted(SiteBench.At(Bench.Now), station.Station.Id, null, null, null));
                Bench.Disconnect(station);
                break;
            case 9:
                station.SendsMeterValues = _random.Next(2) == 0;
                break;
        }
    }

    private Site Draw()
    {
        var circuits = _random.Next(1, 5);
        var parent = Enumerable.Range(0, circuits).Select(c => c == 0 ? -1 : _random.Next(c)).ToArray();
        var assumed = parent.Select(_ => (double)_random.Next(0, 20)).ToArray();
        var count = parent.Select(_ => _random.Next(1, 5)).ToArray();
        var fallback = _random.Next(4) == 0 ? 0 : 6;
        var need = parent.Select((_, c) => assumed[c] + (count[c] * fallback)).ToArray();
        for (var c = circuits - 1; c > 0; c--)
        {
            need[parent[c]] += need[c];
        }

        var builder = new SiteBuilder();
        for (var c = 0; c < circuits; c++)
        {
            var amps = Math.Ceiling(((need[c] + 2) / 0.97) + 8 + (_random.NextDouble() * 40));
            builder.Circuit(parent[c] < 0 ? null : parent[c], amps, assumed[c], c == 0 || _random.Next(3) != 0, _random.Next(3) == 0 ? amps * 0.69 : null, _random.Next(4) == 0 ? 3 : 1);
        }

        for (var c = 0; c < circuits; c++)
        {
            builder.Stations(c, count[c], _random.Next(2) == 0 ? 16 : 32, fallback);
        }

        var site = WithPolicy(builder.Build());
        return site with { Stations = [.. site.Stations.Select(station => station with { Storage = _storage })] };
    }

    /// <summary>Half of the sites share fairly and without groups.</summary>
    private Site WithPolicy(Site site)
    {
        if (_wishes.Next(2) == 0)
        {
            return site;
        }

        var groups = _wishes.Next(3);
        return site with
        {
            Policy = new SitePolicy { Sharing = (Sharing)_wishes.Next(5), Groups = [.. Enumerable.Range(0, groups).Select(g => new PolicyGroup($"g{g}", (Sharing)_wishes.Next(5)))] },
            Stations = [.. site.Stations.Select(station => station with
            {
                Group = _wishes.Next(groups + 1),
                Priority = new Priority(_wishes.Next(1, 11)),
                Guaranteed = new(_wishes.Next(3) == 0 ? 6 + _wishes.Next(10) : 0),
                Mode = _wishes.Next(4) == 0 ? (ChargingMode)_wishes.Next(5) : ChargingMode.Fast,
            })],
        };
    }

    private SiteEvent Wish(EvseId evse) => _wishes.Next(4) == 0
        ? PlanFor.One(Bench.Snapshot, SiteBench.At(Bench.Now), evse, _wishes.Next(4) == 0 ? null : new(_wishes.NextDouble() * 40))
        : new SessionWished(SiteBench.At(Bench.Now), evse, (WishSource)_wishes.Next(4))
        {
            Mode = _wishes.Next(2) == 0 ? ChargingMode.Fast : (ChargingMode)_wishes.Next(5),
            Priority = new Priority(_wishes.Next(1, 11)),
            Departure = _wishes.Next(3) == 0 ? null : SiteBench.At(Bench.Now + _wishes.Next(0, 40_000)),
            Energy = new(_wishes.Next(0, 60_000)),
        };
}
