using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Planning;

/// <summary>How a plan came to be.</summary>
public enum PlanStatus
{
    /// <summary>Proven: nothing cheaper exists within <see cref="ChargingPlan.Gap"/>.</summary>
    Optimal,

    /// <summary>The solver did not finish; what is left of the last good plan, fitted to the present limits.</summary>
    Kept,

    /// <summary>The solver did not finish; filled by a rule that keeps every limit.</summary>
    Filled,
}

/// <summary>What each vehicle, battery and inverter should do in the coming slots, what that costs, and what holds it back.</summary>
public sealed record ChargingPlan
{
    /// <summary>Revision of the snapshot that the problem was taken from.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required ImmutableArray<TimeSpan> Slots { get; init; }

    public required PlanStatus Status { get; init; }

    /// <summary>Name of the solver whose numbers these are.</summary>
    public required string Solver { get; init; }

    /// <summary>The goal that was made small: cost plus the prices of shortage and all other soft goals.</summary>
    public required double Objective { get; init; }

    /// <summary>No plan can be below this; null where nothing is proven.</summary>
    public double? Bound { get; init; }

    /// <summary>How far the objective is above the bound, as a part of the bound (of 1 where the bound is smaller).</summary>
    public double? Gap => Bound is { } bound ? Math.Max(0, Objective - bound) / Math.Max(1, Math.Abs(bound)) : null;

    /// <summary>Time that the planner took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Simplex iterations, all solves together.</summary>
    public int Iterations { get; init; }

    public required PlanCost Cost { get; init; }

    public ImmutableArray<VehiclePlan> Vehicles { get; init; } = [];

    public ImmutableArray<BatteryPlan> Batteries { get; init; } = [];

    public ImmutableArray<PvPlan> Pv { get; init; } = [];

    /// <summary>Mean power per slot from the grid; negative into it.</summary>
    public ImmutableArray<Watts> Grid { get; init; } = [];

    public ImmutableArray<BindingLimit> Binding { get; init; } = [];

    public ImmutableArray<PlanWarning> Warnings { get; init; } = [];

    /// <summary>The slot that an instant falls into; null before and after the plan.</summary>
    public int? SlotAt(DateTimeOffset instant)
    {
        var end = Start;
        for (var t = 0; instant >= Start && t < Slots.Length; t++)
        {
            end += Slots[t];
            if (instant < end)
            {
                return t;
            }
        }

        return null;
    }
}

/// <summary>A plan in money.</summary>
/// <param name="Import">Paid for energy from the grid.</param>
/// <param name="Export">Earned with energy to the grid.</param>
/// <param name="Demand">Paid for a higher peak of the month.</param>
/// <param name="Wear">Wear of batteries, vehicles' included.</param>
public sealed record PlanCost(double Import, double Export, double Demand, double Wear)
{
    public double Total => Import - Export + Demand + Wear;

    /// <summary>CO2 of the energy from the grid, in kilograms.</summary>
    public double Co2Kg { get; init; }
}

/// <summary>One vehicle's part of a plan.</summary>
/// <param name="Id">As in the problem.</param>
/// <param name="Charge">Mean power per slot from the grid.</param>
/// <param name="Discharge">Mean power per slot to the grid; empty where it cannot.</param>
/// <param name="Current">Charging current per phase while it is there, per slot.</param>
public sealed record VehiclePlan(string Id, ImmutableArray<Watts> Charge, ImmutableArray<Watts> Discharge, ImmutableArray<Amperes> Current)
{
    /// <summary>What will be missing in its battery at departure.</summary>
    public WattHours Shortage { get; init; }

    /// <summary>What one more kilowatt-hour in its battery would cost at the margin; null where nothing is proven.</summary>
    public double? MarginalPerKwh { get; init; }
}

/// <summary>A battery's part of a plan, mean power per slot at the grid's side, and its state of charge at the end of each slot.</summary>
public sealed record BatteryPlan(string Id, ImmutableArray<Watts> Charge, ImmutableArray<Watts> Discharge, ImmutableArray<double> StateOfCharge);

/// <summary>What a PV array should give at most, per slot; equal to its forecast where it is not held back.</summary>
public sealed record PvPlan(string Id, ImmutableArray<Watts> Power);
