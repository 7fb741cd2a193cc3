using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>What a circuit carries when the controller is gone, and at most: everything below it, per phase.</summary>
public sealed record CircuitLoad
{
    private const double LowestShare = 0.9;

    /// <summary>Sum of the fallbacks of all EVSEs at or below the circuit.</summary>
    public required PerPhase<Amperes> Fallback { get; init; }

    /// <summary>Sum of the hardware maxima of all EVSEs at or below the circuit.</summary>
    public required PerPhase<Amperes> Hardware { get; init; }

    /// <summary>What direct-current fallbacks, which hold their power, draw more where the voltage is 10 % below nominal.</summary>
    public PerPhase<Amperes> Sag { get; init; }

    /// <summary>Assumed uncontrolled load of the circuit and all its descendants, the charging of batteries included.</summary>
    public required PerPhase<Amperes> Assumed { get; init; }

    /// <summary>EVSEs wired to each phase.</summary>
    public required PerPhase<int> Evses { get; init; }

    /// <summary>Load once every station has fallen back.</summary>
    public PerPhase<Amperes> WorstCase => new(Fallback.L1 + Sag.L1 + Assumed.L1, Fallback.L2 + Sag.L2 + Assumed.L2, Fallback.L3 + Sag.L3 + Assumed.L3);

    /// <summary>Power once every station has fallen back, at the nominal voltage.</summary>
    public Watts WorstCasePower(Volts nominal) => new((WorstCase.L1 + WorstCase.L2 + WorstCase.L3 - Sag.L1 - Sag.L2 - Sag.L3).Value * nominal.Value);

    /// <summary>The load of each circuit, by its index.</summary>
    public static ImmutableArray<CircuitLoad> Of(Site site)
    {
        var none = PerPhase.All(Amperes.Zero);
        var loads = site.Circuits.Select(_ => new CircuitLoad { Fallback = none, Hardware = none, Assumed = none, Evses = PerPhase.All(0) }).ToArray();
        foreach (var circuit in site.Circuits)
        {
            foreach (var above in circuit.PathToRoot)
            {
                loads[above] = loads[above] with { Assumed = Add(loads[above].Assumed, site.AssumedOn(circuit)) };
            }
        }

        foreach (var station in site.Stations)
        {
            foreach (var above in site.Circuits[station.Circuit].PathToRoot)
            {
                loads[above] = loads[above].With(station);
            }
        }

        return [.. loads];
    }

    private static PerPhase<Amperes> Add(PerPhase<Amperes> a, PerPhase<Amperes> b) => new(a.L1 + b.L1, a.L2 + b.L2, a.L3 + b.L3);

    private CircuitLoad With(Station station)
    {
        var load = this;
        foreach (var phase in station.Rotation.Terminals)
        {
            load = load with
            {
                Fallback = load.Fallback.With(phase, load.Fallback[phase] + (station.Fallback * station.Evses.Length)),
                Sag = station.Dc is null ? load.Sag : load.Sag.With(phase, load.Sag[phase] + (station.Fallback * (station.Evses.Length * ((1 / LowestShare) - 1)))),
                Hardware = load.Hardware.With(phase, load.Hardware[phase] + (station.Max * station.Evses.Length)),
                Evses = load.Evses.With(phase, load.Evses[phase] + station.Evses.Length),
            };
        }

        return load;
    }
}
