using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Planning;

/// <summary>A vehicle that is there or announced: when, what it can take, and what it should have when it leaves.</summary>
public sealed record PlanVehicle
{
    /// <summary>Names the session in the plan; the same word in the next problem is the same vehicle.</summary>
    public required string Id { get; init; }

    /// <summary>Place of its circuit in <see cref="PlanningProblem.Circuits"/>.</summary>
    public required int Circuit { get; init; }

    /// <summary>Site phases that it loads, each with the same current. Direct current counts on all three.</summary>
    public required Phases Phases { get; init; }

    /// <summary>Highest current per phase that vehicle, cable and station allow.</summary>
    public required Amperes Max { get; init; }

    /// <summary>Lowest current per phase that charges at all; between 0 and this nothing can be set.</summary>
    public Amperes Min { get; init; } = new(6);

    public required DateTimeOffset Arrival { get; init; }

    public required DateTimeOffset Departure { get; init; }

    /// <summary>Energy to arrive in its battery until departure. Left out where <see cref="Store"/> has a target.</summary>
    public WattHours Energy { get; init; }

    /// <summary>Its battery, where it is known; needed for tapering and discharging.</summary>
    public VehicleStore? Store { get; init; }

    /// <summary>What arrives in the battery of a kilowatt-hour from the grid, above 0 to 1.</summary>
    public double Efficiency { get; init; } = 0.9;

    /// <summary>What it would draw again if nobody controlled it any more: it counts with no less against what vehicles may draw together (<see cref="PlanCircuit.VehicleCurrent"/>).</summary>
    public Amperes Fallback { get; init; }

    /// <summary>Its part of <see cref="PlanCircuit.Connectors"/> while it is there; null where none of it is its own.</summary>
    public PlanConnector? Connector { get; init; }

    /// <summary>Weight of its shortage, 1 for ordinary vehicles.</summary>
    public double Priority { get; init; } = 1;

    /// <summary>What it draws now, so that a plan does not switch without need; null where unknown.</summary>
    public Watts? Now { get; init; }

    /// <summary>Nobody knows that it comes: what other days let expect. It keeps room for itself, and is in no plan's vehicles and warnings.</summary>
    public bool IsExpected { get; init; }

    /// <summary>What it may give back; null where it cannot.</summary>
    public VehicleDischarge? Discharge { get; init; }
}

/// <summary>What a connector gives whoever is plugged in if nobody controls it.</summary>
/// <param name="Fallback">Per phase.</param>
/// <param name="Phases">Site phases that it is wired to.</param>
public sealed record PlanConnector(Amperes Fallback, Phases Phases);

/// <summary>A vehicle's battery.</summary>
/// <param name="Capacity">Usable energy.</param>
/// <param name="Initial">State of charge at arrival (or now, where it is there), 0 to 1.</param>
/// <param name="Target">State of charge wanted at departure, 0 to 1.</param>
public sealed record VehicleStore(WattHours Capacity, double Initial, double Target)
{
    /// <summary>
    /// Points of falling power against state of charge, in order of charge: between two points the limit is the straight line. Must be concave
    /// (falls ever steeper), as the constant-voltage phase does; the first point is where it begins to fall.
    /// </summary>
    public ImmutableArray<TaperPoint> Taper { get; init; } = [];
}

/// <summary>Highest power from the grid at a state of charge.</summary>
public sealed record TaperPoint(double StateOfCharge, Watts Power);

/// <summary>What a vehicle may give back to its site, and what that costs.</summary>
/// <param name="Max">Highest power at the grid's side.</param>
/// <param name="Minimum">State of charge below which it gives nothing, 0 to 1.</param>
/// <param name="CostPerKwh">Wear: money per kilowatt-hour out of its battery.</param>
public sealed record VehicleDischarge(Watts Max, double Minimum, double CostPerKwh)
{
    /// <summary>What reaches the grid of a kilowatt-hour from the battery, above 0 to 1.</summary>
    public double Efficiency { get; init; } = 0.93;
}
