using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Planning;

/// <summary>What energy costs and brings, per slot; an empty list is zero throughout.</summary>
public sealed record PlanPrices
{
    /// <summary>Money per kilowatt-hour from the grid, grid fees included; may be negative.</summary>
    public ImmutableArray<double> ImportPerKwh { get; init; } = [];

    /// <summary>Money for a kilowatt-hour to the grid; may be negative.</summary>
    public ImmutableArray<double> ExportPerKwh { get; init; } = [];

    /// <summary>Grams of CO2 per kilowatt-hour from the grid.</summary>
    public ImmutableArray<double> Co2GramsPerKwh { get; init; } = [];

    /// <summary>What a kilogram of CO2 counts in the goal; it is no cost.</summary>
    public double Co2PerKg { get; init; }
}

/// <summary>What the month's highest mean import over a clock-aligned quarter of an hour costs.</summary>
/// <param name="PerKw">Money per kilowatt of that peak.</param>
/// <param name="PeakSoFar">The month's highest quarter so far; up to it nothing more is paid.</param>
public sealed record DemandCharge(double PerKw, Watts PeakSoFar)
{
    /// <summary>What was imported in the running quarter before the plan's first slot.</summary>
    public WattHours QuarterSoFar { get; init; }
}

/// <summary>The soft goals' prices: what the plan would pay to reach them. The README of the optimizer says why these numbers.</summary>
public sealed record PlanGoals
{
    /// <summary>Money per kilowatt-hour that a vehicle of priority 1 is short of at departure.</summary>
    public double ShortagePerKwh { get; init; } = 2;

    /// <summary>Money for the worst shortage, as a part of what the vehicle wants (1 = all of it), so that a shortage is spread; per vehicle in the problem.</summary>
    public double FairnessPerVehicle { get; init; } = 1;

    /// <summary>Money per kilowatt-hour and hour that energy comes later.</summary>
    public double LatenessPerKwhHour { get; init; } = 1e-4;

    /// <summary>Money per kilowatt of change from one slot to the next within <see cref="Near"/>.</summary>
    public double SwitchPerKw { get; init; } = 1e-3;

    /// <summary>Money per ampere and hour by which load that nobody controls is over a limit.</summary>
    public double OverloadPerAmpHour { get; init; } = 50;

    /// <summary>Part of what limits leave that is planned with beyond <see cref="Near"/>, above 0 to 1: devices get a little less than any plan gives them, and later nobody can make up for it.</summary>
    public double LaterShare { get; init; } = 1;

    /// <summary>For how long from the start minimum currents and switches are heeded; what comes later is planned again before it begins.</summary>
    public TimeSpan Near { get; init; } = TimeSpan.FromHours(1);
}
