using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Tests;

/// <summary>A site with one circuit and one station.</summary>
internal static class TestSite
{
    public static readonly StationId Id = new("CP-1");

    public static Site Of(int evses = 1, string? csms = "main", string rotation = "L1L2L3", OfflineRules? offline = null, ProfilePolicy policy = ProfilePolicy.Cap) => new()
    {
        Name = "test",
        TimeZone = "Europe/Berlin",
        NominalVoltage = new Volts(230),
        Margin = new SafetyMargin(0, Amperes.Zero),
        Staleness = new MeterStaleness(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
        Circuits =
        [
            new Circuit
            {
                Id = new CircuitId("main"),
                Index = 0,
                LimitAmps = PerPhase.All(new Amperes(100)),
                AssumedUncontrolled = PerPhase.All(Amperes.Zero),
                PathToRoot = [0],
            },
        ],
        Meters = [],
        Stations =
        [
            new Station
            {
                Id = Id,
                Index = 0,
                Circuit = 0,
                Max = new Amperes(32),
                Min = new Amperes(6),
                Fallback = new Amperes(6),
                Rotation = PhaseRotation.Parse(rotation)!,
                Csms = csms,
                Evses = [.. Enumerable.Range(0, evses)],
            },
        ],
        Evses = [.. Enumerable.Range(0, evses).Select(index => new Evse { Id = new EvseId(Id, index + 1), Index = index, Station = 0 })],
        BackEnds = csms is null ? [] : [new CsmsBackEnd(csms, new Uri("ws://csms.example/ocpp")) { Offline = offline ?? OfflineRules.Default, Profiles = policy }],
    };
}
