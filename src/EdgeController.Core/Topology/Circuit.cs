using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>One protected piece of the installation: what is printed on its breaker, and what hangs below it.</summary>
public sealed record Circuit
{
    public required CircuitId Id { get; init; }

    /// <summary>Place in <see cref="Site.Circuits"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Index of the parent circuit; null for a root.</summary>
    public int? Parent { get; init; }

    /// <summary>The breaker's rated current per phase.</summary>
    public required PerPhase<Amperes> LimitAmps { get; init; }

    /// <summary>Contracted power over all phases, where there is one.</summary>
    public Watts? LimitPower { get; init; }

    /// <summary>Apparent power over all phases that the connection or the transformer carries, where it is limited.</summary>
    public VoltAmperes? LimitApparent { get; init; }

    /// <summary>What the busbar behind the breaker carries per phase, where something feeds in; null: as much as the breaker.</summary>
    public PerPhase<Amperes>? Bus { get; init; }

    /// <summary>Highest power that may flow out of the circuit, zero for none at all; null where only the breaker bounds it.</summary>
    public Watts? ExportLimit { get; init; }

    /// <summary>How far the currents of single- and two-phase vehicles may differ between any two phases; null for any.</summary>
    public Amperes? Unbalance { get; init; }

    /// <summary>Index of the meter that measures all that flows through this circuit; null where there is none.</summary>
    public int? Meter { get; init; }

    /// <summary>Index of a second meter that measures the same; only beside <see cref="Meter"/>.</summary>
    public int? SecondMeter { get; init; }

    /// <summary>The highest load per phase that is not an EVSE of ours and not in a child circuit: used when the meter is blind or absent, and for the reserve.</summary>
    public required PerPhase<Amperes> AssumedUncontrolled { get; init; }

    /// <summary>The part of <see cref="AssumedUncontrolled"/> that is the standby of direct-current stations: it flows at all times.</summary>
    public PerPhase<Amperes> Standby { get; init; }

    /// <summary>This circuit and its ancestors, from here to the root.</summary>
    public required ImmutableArray<int> PathToRoot { get; init; }

    /// <summary>Limits that hold at certain times.</summary>
    public ImmutableArray<CalendarLimit> Calendar { get; init; } = [];

    /// <summary>What the mean import may be, where a contract says so.</summary>
    public ContractDemand? Demand { get; init; }
}
