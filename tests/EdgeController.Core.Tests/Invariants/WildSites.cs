using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>Random sites with all that a site file can say, whose fallbacks and assumed loads fit every limit (P2).</summary>
internal static class WildSites
{
    /// <param name="seed">Decides everything.</param>
    /// <param name="fits">False: every limit is a third lower, so that the fallbacks need not fit.</param>
    public static Site Draw(int seed, bool fits = true)
    {
        var random = new Random(seed);
        var circuits = random.Next(1, 7);
        var parent = Enumerable.Range(0, circuits).Select(c => c == 0 || random.Next(6) == 0 ? -1 : random.Next(c)).ToArray();
        var assumed = parent.Select(_ => (double)random.Next(0, 20)).ToArray();
        var battery = parent.Select(_ => random.Next(6) == 0 ? random.Next(2, 8) : 0.0).ToArray();
        var count = parent.Select(_ => random.Next(0, 5)).ToArray();
        count[^1] = Math.Max(1, count[^1]);
        var fallback = random.Next(4) == 0 ? 0 : 6;
        var direct = parent.Select(_ => random.Next(6) == 0).ToArray();
        var need = parent.Select((_, c) => assumed[c] + (battery[c] * 1000 / 690) + (count[c] * fallback * (direct[c] ? 1.5 : 1))).ToArray();
        for (var c = circuits - 1; c > 0; c--)
        {
            if (parent[c] >= 0)
            {
                need[parent[c]] += need[c];
            }
        }

        var builder = new SiteBuilder();
        for (var c = 0; c < circuits; c++)
        {
            var room = random.NextDouble() * (random.Next(2) == 0 ? 12 : 40);
            var amps = Math.Ceiling((((need[c] + 2) / 0.97) + 8 + room) * (fits ? 1 : 0.67));
            builder.Circuit(parent[c] < 0 ? null : parent[c], amps, assumed[c], random.Next(parent[c] < 0 ? 8 : 3) != 0, random.Next(3) == 0 ? amps * 0.69 : null, random.Next(4) == 0 ? 3 : 1)
                .Where(circuit => Decorate(circuit, random, need[c]));
            if (random.Next(6) == 0)
            {
                builder.Resource(ResourceKind.Pv, amps * (0.1 + (0.3 * random.NextDouble())) * 0.69, random.Next(2) == 0);
            }

            if (battery[c] > 0)
            {
                builder.Resource(ResourceKind.Battery, battery[c], random.Next(2) == 0);
            }
        }

        for (var c = 0; c < circuits; c++)
        {
            if (direct[c])
            {
                builder.DirectCurrent(c, count[c], 30_000, 4_000, fallback == 0 ? 0 : 5_000);
                continue;
            }

            builder.Stations(c, count[c], random.Next(2) == 0 ? 16 : 32, fallback, random.Next(3) == 0 ? "L1L2L3" : null);
        }

        return Finish(builder.Each(station => Decorate(station, random)).Build(), random);
    }

    private static Circuit Decorate(Circuit circuit, Random random, double need)
    {
        var amps = circuit.LimitAmps.L1.Value;
        return circuit with
        {
            LimitApparent = random.Next(4) == 0 ? new VoltAmperes(Math.Max(amps * 0.9, Math.Min(amps, (need + 2) / 0.97)) * 690) : null,
            Bus = random.Next(3) == 0 ? PerPhase.All(new Amperes(Math.Max(amps * 1.2, (need + 2) / 0.97))) : null,
            Unbalance = random.Next(4) == 0 ? new Amperes(20) : null,
            Demand = random.Next(5) == 0 ? new ContractDemand(new Watts(amps * 0.8 * 690), TimeSpan.FromMinutes(15), random.Next(2) == 0) : null,
            Calendar = random.Next(4) == 0
                ? [new CalendarLimit { Name = "window", From = TimeSpan.FromMinutes(603), To = TimeSpan.FromMinutes(606), Power = new Watts(amps * 0.5 * 690) }]
                : [],
        };
    }

    private static Station Decorate(Station station, Random random) => station with
    {
        Cable = station.Dc is null && random.Next(6) == 0 ? new Amperes(13) : null,
        SwitchesPhases = station.Dc is null && random.Next(5) == 0,
        Storage = (StorageClass)random.Next(3),
        Priority = new Priority(random.Next(1, 11)),
        Guaranteed = new(random.Next(4) == 0 ? station.Min.Value + random.Next(8) : 0),
        Mode = random.Next(5) == 0 ? (ChargingMode)random.Next(5) : ChargingMode.Fast,
        Rotation = station.Dc is null && random.Next(8) == 0 ? PhaseRotation.Parse($"L{random.Next(1, 4)}")! : station.Rotation,
    };

    private static Site Finish(Site site, Random random)
    {
        var groups = random.Next(3) == 0 ? random.Next(1, 3) : 0;
        return site with
        {
            Policy = new SitePolicy
            {
                Sharing = random.Next(2) == 0 ? Sharing.Fair : (Sharing)random.Next(5),
                Groups = [.. Enumerable.Range(0, groups).Select(g => new PolicyGroup($"g{g}", (Sharing)random.Next(5)))],
            },
            Stations = [.. site.Stations.Select(station => station with { Group = random.Next(groups + 1) })],
            Dimming = random.Next(4) == 0
                ? new DimmingRule { Circuit = random.Next(2) == 0 ? null : random.Next(site.Circuits.Length), Minimum = DimmingRule.MinimumOf(site.Stations.Length), LostAfter = TimeSpan.FromSeconds(120) }
                : null,
        };
    }
}
