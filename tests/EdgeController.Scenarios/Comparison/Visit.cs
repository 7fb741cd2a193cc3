using System.Collections.Immutable;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Scenarios.Comparison;

/// <summary>One visit as a scheduler on paper sees it: it knows all of it from the moment of arrival.</summary>
internal sealed record Visit
{
    public required TimeSpan Arrival { get; init; }

    public required TimeSpan Departure { get; init; }

    public required VehicleTraits Vehicle { get; init; }

    /// <summary>Most that the station offers, in amperes per phase.</summary>
    public required double StationAmps { get; init; }

    /// <summary>Kilowatts for an ampere on each of its phases.</summary>
    public required double KwPerAmp { get; init; }

    /// <summary>What an ampere on each of its phases takes of the rows of <see cref="SitePeriods"/>.</summary>
    public required ImmutableArray<RowPart> Rows { get; init; }

    public double RequestedKwh => Vehicle.RequestedWattHours / 1000;

    /// <summary>From when it would charge: a vehicle that sleeps has arrived, but takes nothing.</summary>
    public TimeSpan Ready => Vehicle.SleepsFor == TimeSpan.MaxValue ? Departure : Arrival + Vehicle.SleepsFor;

    /// <summary>Most that it ever draws, in amperes per phase.</summary>
    public double MostAmps => Math.Min(StationAmps, Vehicle.MaxAmps) - Vehicle.UnderDrawAmps;

    /// <summary>Least that it draws if it draws at all.</summary>
    public double LeastAmps => VehicleTraits.LeastAmps - Vehicle.UnderDrawAmps;

    /// <summary>What it would draw with so much energy charged.</summary>
    public double AmpsAt(double chargedKwh) => Math.Max(0, Math.Min(StationAmps, Vehicle.CapAmps(chargedKwh * 1000)) - Vehicle.UnderDrawAmps);

    /// <summary>How long it still has to charge at its highest current.</summary>
    public TimeSpan Needs(double chargedKwh) => TimeSpan.FromHours((RequestedKwh - chargedKwh) / (MostAmps * KwPerAmp));
}

/// <summary>So many units of that row for an ampere.</summary>
internal readonly record struct RowPart(int Row, double PerAmp);

/// <summary>A site in periods of equal length: who is there, and what each row (a phase of a circuit in amperes, or its power in kilowatts) gives to charging.</summary>
/// <param name="Period">Length of a period.</param>
/// <param name="Visits">In the order of arrival.</param>
/// <param name="Capacity">By period, then by row; infinity where there is no limit.</param>
internal sealed record SitePeriods(TimeSpan Period, ImmutableArray<Visit> Visits, double[][] Capacity)
{
    public TimeSpan End => Period * Capacity.Length;

    public double RequestedKwh => Visits.Sum(visit => visit.RequestedKwh);
}
