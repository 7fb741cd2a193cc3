using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Planning;

/// <summary>A stationary battery that the plan steers.</summary>
public sealed record PlanBattery
{
    public required string Id { get; init; }

    /// <summary>Place of its circuit in <see cref="PlanningProblem.Circuits"/>.</summary>
    public required int Circuit { get; init; }

    public Phases Phases { get; init; } = Phases.All;

    public required WattHours Capacity { get; init; }

    /// <summary>State of charge now, 0 to 1.</summary>
    public required double Initial { get; init; }

    /// <summary>Lowest state of charge that the plan uses, 0 to 1.</summary>
    public double Minimum { get; init; }

    /// <summary>Highest state of charge that the plan uses, 0 to 1.</summary>
    public double Maximum { get; init; } = 1;

    public required Watts MaxCharge { get; init; }

    public required Watts MaxDischarge { get; init; }

    public double ChargeEfficiency { get; init; } = 0.95;

    public double DischargeEfficiency { get; init; } = 0.95;

    /// <summary>Wear: money per kilowatt-hour out of the battery.</summary>
    public double CycleCostPerKwh { get; init; }

    /// <summary>What a stored kilowatt-hour is worth at the end of the plan; null: the mean import price less losses and wear.</summary>
    public double? FinalValuePerKwh { get; init; }
}

/// <summary>A PV array with its forecast.</summary>
public sealed record PlanPv
{
    public required string Id { get; init; }

    /// <summary>Place of its circuit in <see cref="PlanningProblem.Circuits"/>.</summary>
    public required int Circuit { get; init; }

    public Phases Phases { get; init; } = Phases.All;

    /// <summary>Mean power per slot, never negative.</summary>
    public required ImmutableArray<Watts> Forecast { get; init; }

    /// <summary>How much less (or more, for export) may come than forecast, as a part of it; counts for limits, not for cost.</summary>
    public double Margin { get; init; }

    /// <summary>Whether its inverter can be told to give less.</summary>
    public bool Curtailable { get; init; }
}
