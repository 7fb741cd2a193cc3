using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Simulator.Tests.SunSpec;

/// <summary>One circuit with one resource and its meter, and nothing else.</summary>
internal static class TestSite
{
    public static Site With(EnergyResource resource) => new()
    {
        Name = "test",
        TimeZone = "Europe/Berlin",
        NominalVoltage = new(230),
        Margin = new(3, new(1)),
        Staleness = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
        Circuits = [new Circuit { Id = new("main"), Index = 0, LimitAmps = PerPhase.All(new Amperes(100)), AssumedUncontrolled = PerPhase.All(Amperes.Zero), PathToRoot = [0] }],
        Meters = [new Meter { Id = new("own"), Index = 0, Template = "sunspec", Host = "127.0.0.1", Port = 502, Unit = 1, Poll = TimeSpan.FromSeconds(1), Phases = PhaseRotation.L1L2L3 }],
        Stations = [],
        Evses = [],
        BackEnds = [],
        Resources = [resource],
    };
}
