namespace EdgeController.Ocpp.Mapping;

/// <summary>One sampled value of any OCPP version, before its unit and place are judged.</summary>
/// <param name="Measurand">What was measured; never absent.</param>
/// <param name="Phase">Which of the station's terminals; null for the whole.</param>
/// <param name="Unit">The unit as sent; null for the measurand's own.</param>
/// <param name="Number">The value in that unit; null where none can be read.</param>
/// <param name="AtOutlet">Measured where the vehicle is connected, not nearby.</param>
public readonly record struct Reading(string Measurand, string? Phase, string? Unit, double? Number, bool AtOutlet)
{
    /// <summary>What a sample without a measurand is (1.6 section 7.43, 2.x SampledValueType).</summary>
    public const string DefaultMeasurand = "Energy.Active.Import.Register";

    /// <summary>Whether values from there say what the EVSE draws from the site: the vehicle's own side and the station's inlet do not all.</summary>
    public static bool Counts(string? location) => location is null or "Outlet" or "Inlet" or "Cable";

    /// <summary>What only the vehicle can tell, wherever it was measured.</summary>
    public static bool IsOfBattery(string? measurand) => measurand is "SoC" || measurand?.StartsWith("Display.", StringComparison.Ordinal) == true;

    public static bool IsOutlet(string? location) => location is null or "Outlet";
}
