using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Benchmarks.Decisions;

/// <summary>
/// A site of any size: feeders of ten groups, groups of ten stations; groups at 55 %, feeders at 38 %, the site at 35 % of the ratings
/// below them; contracted power on the site and its feeders.
/// </summary>
internal static class GeneratedSite
{
    public const double Volts = 230;

    private const double Rating = 32;

    /// <param name="stations">Stations with one EVSE each.</param>
    /// <param name="feederMeters">True for a meter on each feeder beside the one of the site.</param>
    /// <param name="meterPort">Port of the site's meter on loopback.</param>
    /// <param name="csms">Back end of all stations; null where the controller is the back end.</param>
    public static Site Of(int stations, bool feederMeters, int meterPort = 502, Uri? csms = null)
    {
        var groups = (stations + 9) / 10;
        var feeders = (groups + 9) / 10;
        var meters = new List<Meter> { MeterOf(0, meterPort) };
        var circuits = new List<Circuit> { CircuitOf(0, "main", null, [0], 0, stations * 0.35, stations * 0.34) };
        for (var feeder = 0; feeder < feeders; feeder++)
        {
            var below = Math.Min(100, stations - (feeder * 100));
            int? meter = null;
            if (feederMeters)
            {
                meter = meters.Count;
                meters.Add(MeterOf(meters.Count, meterPort));
            }

            circuits.Add(CircuitOf(circuits.Count, $"feeder{feeder + 1}", 0, [circuits.Count, 0], meter, below * 0.38, below * 0.375));
        }

        for (var group = 0; group < groups; group++)
        {
            var feeder = 1 + (group / 10);
            circuits.Add(CircuitOf(circuits.Count, $"group{group + 1}", feeder, [circuits.Count, feeder, 0], null, Math.Min(10, stations - (group * 10)) * 0.55, null));
        }

        var all = Enumerable.Range(0, stations).Select(i => new Station
        {
            Id = new StationId($"S{i + 1:0000}"), Index = i, Circuit = 1 + feeders + (i / 10), Max = new Amperes(Rating), Min = new Amperes(6), Fallback = new Amperes(6),
            Rotation = PhaseRotation.Cycle(i), Csms = csms is null ? null : "back", Evses = [i],
        }).ToImmutableArray();
        return new Site
        {
            Name = "Generated",
            TimeZone = "UTC",
            NominalVoltage = new Volts(Volts),
            Margin = new SafetyMargin(3, new Amperes(1)),
            Staleness = new MeterStaleness(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
            Circuits = [.. circuits],
            Meters = [.. meters],
            Stations = all,
            Evses = [.. all.Select(station => new Evse { Id = new EvseId(station.Id, 1), Index = station.Index, Station = station.Index })],
            BackEnds = csms is null ? [] : [new CsmsBackEnd("back", csms)],
        };
    }

    private static Circuit CircuitOf(int index, string id, int? parent, ImmutableArray<int> path, int? meter, double ratings, double? contracted) => new()
    {
        Id = new CircuitId(id), Index = index, Parent = parent, PathToRoot = path, Meter = meter, LimitAmps = PerPhase.All(new Amperes(10 + (ratings * Rating))),
        LimitPower = contracted is { } part ? new Watts(3 * Volts * (10 + (part * Rating))) : null, AssumedUncontrolled = PerPhase.All(new Amperes(meter is null ? 0 : 2)),
    };

    private static Meter MeterOf(int index, int port) => new()
    {
        Id = new MeterId($"meter{index}"), Index = index, Template = "janitza-umg96rm", Host = "127.0.0.1", Port = port, Unit = 1,
        Poll = TimeSpan.FromSeconds(1), Phases = PhaseRotation.L1L2L3,
    };
}
