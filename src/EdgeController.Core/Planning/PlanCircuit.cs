using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Planning;

/// <summary>One circuit of the tree as the planner sees it. Its limits hold in both directions of current.</summary>
public sealed record PlanCircuit
{
    /// <summary>The circuit's key in the site file.</summary>
    public required string Id { get; init; }

    /// <summary>Place of the parent in <see cref="PlanningProblem.Circuits"/>, before this one; null for a root.</summary>
    public int? Parent { get; init; }

    /// <summary>What may flow per phase: the breaker minus its margin.</summary>
    public required PerPhase<Amperes> Limit { get; init; }

    /// <summary>Highest import over all phases; null for any.</summary>
    public Watts? LimitPower { get; init; }

    /// <summary>Highest export over all phases; null for any, zero where nothing may be fed in.</summary>
    public Watts? ExportPower { get; init; }

    /// <summary>How far the currents of single- and two-phase vehicles may differ between any two phases; null for any.</summary>
    public Amperes? Unbalance { get; init; }

    /// <summary>Load per slot and phase that is no EVSE of ours, this circuit's own without its children's; empty for none.</summary>
    public ImmutableArray<PerPhase<Watts>> Uncontrolled { get; init; } = [];

    /// <summary>How much higher (or lower, for export) the uncontrolled load may come than forecast, as a part of it; counts for limits, not for cost.</summary>
    public double Margin { get; init; }

    /// <summary>Kept free per phase for what nobody forecasts.</summary>
    public Amperes Reserve { get; init; }

    /// <summary>What all vehicles together may draw per phase, whatever PV and batteries give and however little else flows: the guard's reserve. Null for any.</summary>
    public PerPhase<Amperes>? VehicleCurrent { get; init; }

    /// <summary>The same over all phases; null for any.</summary>
    public Watts? VehiclePower { get; init; }

    /// <summary>
    /// What all connectors below together would give per phase if nobody controlled them. What of it is not the part of a vehicle that is there (<see cref="PlanVehicle.Connector"/>) is kept
    /// from <see cref="VehicleCurrent"/> and <see cref="VehiclePower"/> in each slot: a connector that is left is free for the next.
    /// </summary>
    public PerPhase<Amperes> Connectors { get; init; }

    /// <summary>Kept free per phase of the limits for vehicles that plug in now, as far as connectors are free.</summary>
    public Amperes Newcomers { get; init; }

    /// <summary>Limits that hold for a time: calendar, grid operator, energy manager.</summary>
    public ImmutableArray<TimedLimit> Timed { get; init; } = [];
}

/// <summary>A limit of a circuit that holds from one instant to another; several at once: the lowest.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
public sealed record TimedLimit(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Per phase, of all that flows.</summary>
    public Amperes? Current { get; init; }

    /// <summary>Import over all phases, of all that flows.</summary>
    public Watts? Power { get; init; }

    /// <summary>Of all charging together (vehicles and batteries), the building aside: what a grid operator dims.</summary>
    public Watts? Charging { get; init; }
}
