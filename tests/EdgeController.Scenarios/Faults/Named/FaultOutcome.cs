namespace EdgeController.Scenarios.Faults.Named;

/// <summary>How one run of a fault ended.</summary>
/// <param name="Holds">Whether all that is asked of the site beside the time was kept.</param>
/// <param name="SecondsToSafe">Seconds from the fault until the site was safe and told the truth again; infinite where it never was.</param>
/// <param name="WorstRatio">Highest ratio to a limit; null where no limit is at stake.</param>
/// <param name="Words">What was seen.</param>
internal sealed record FaultOutcome(bool Holds, double SecondsToSafe, double? WorstRatio, string Words);
