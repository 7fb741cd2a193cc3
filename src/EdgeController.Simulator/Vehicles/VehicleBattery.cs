namespace EdgeController.Simulator.Vehicles;

/// <summary>The battery of a vehicle that can give back; it is full once it has charged what it requests.</summary>
/// <param name="CapacityWattHours">What it holds when it is full.</param>
/// <param name="MaxDischargeAmps">Highest current per phase that it gives back.</param>
public sealed record VehicleBattery(double CapacityWattHours, double MaxDischargeAmps)
{
    /// <summary>What reaches the station of a kilowatt-hour from the battery.</summary>
    public double Efficiency { get; init; } = 0.95;

    /// <summary>Fault: it stops giving at this time after plug-in, whatever it is told.</summary>
    public TimeSpan? QuitsAfter { get; init; }
}
