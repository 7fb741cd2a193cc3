using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>
/// A station with a maximum over all its EVSEs is a circuit of its own, without a meter, between its EVSEs and the circuit that it hangs
/// on: accounts, reserve and the sum of fallbacks then hold it like any other limit.
/// </summary>
internal sealed class StationTotals(ImmutableArray<Circuit> circuits, Volts nominal, DiagnosticList diagnostics)
{
    private readonly List<Circuit> _added = [];
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<int, Watts> _standby = [];

    /// <summary>The circuits of the file with the standby of the stations on them, and after them those of the stations' totals.</summary>
    internal ImmutableArray<Circuit> Circuits => [.. circuits.Concat(_added).Select(WithStandby)];

    /// <summary>Where the added ones stand in the file.</summary>
    internal IReadOnlyList<Entry> Entries => _entries;

    /// <summary>The index of the circuit that the station's EVSEs hang on.</summary>
    internal int CircuitOf(StationId station, Circuit circuit, StationSource source, StationRating rating, PhaseRotation rotation, int evses)
    {
        var index = circuit.Index;
        if (source.Total is { Value: not null } total)
        {
            index = circuits.Length + _added.Count;
            _added.Add(Of(station, index, circuit, total, rating, rotation, evses));
            _entries.Add(total);
        }

        if (rating.Dc is { } dc)
        {
            _standby[index] = _standby.GetValueOrDefault(index) + dc.Standby;
        }

        return index;
    }

    private Circuit Of(StationId station, int index, Circuit circuit, Entry total, StationRating rating, PhaseRotation rotation, int evses)
    {
        var amps = total.Value is double limit ? limit : (double?)null;
        var power = total.Value is Watts watts ? watts * (1 / (rating.Dc?.Efficiency ?? 1)) + (rating.Dc?.Standby ?? Watts.Zero) : (Watts?)null;
        var least = power?.Value / (rotation.Terminals.Length * nominal.Value) ?? amps!.Value;
        if (least < rating.Min.Value)
        {
            diagnostics.Error(total.Position, Codes.TotalBelowMin, $"{total.Path}: not even one EVSE could have its min", "Raise total.");
        }

        // Where only the power is limited the current is what all EVSEs can draw together, at the lowest voltage: it never binds first.
        var most = amps ?? (rating.Max.Value * evses * 2) + 10;
        return new Circuit
        {
            Id = new CircuitId(circuits.Any(known => known.Id.Value == station.Value) ? station.Value + "-total" : station.Value),
            Index = index,
            Parent = circuit.Index,
            LimitAmps = PerPhase.All(new Amperes(most)),
            LimitPower = power,
            AssumedUncontrolled = PerPhase.All(Amperes.Zero),
            PathToRoot = [index, .. circuit.PathToRoot],
        };
    }

    private Circuit WithStandby(Circuit circuit)
    {
        if (!_standby.TryGetValue(circuit.Index, out var watts) || watts == Watts.Zero)
        {
            return circuit;
        }

        // A power, like all that direct-current stations take: more amperes where the voltage is 10 % low.
        var amps = new Amperes(watts.Value / (3 * 0.9 * nominal.Value));
        var assumed = circuit.AssumedUncontrolled;
        return circuit with
        {
            AssumedUncontrolled = new PerPhase<Amperes>(assumed.L1 + amps, assumed.L2 + amps, assumed.L3 + amps),
            Standby = PerPhase.All(amps),
        };
    }
}
