namespace EdgeController.Scenarios.Worth;

/// <summary>What a policy made of a site's days.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Cost">Of all energy through the connection less what was fed in, with what is more or less in store than at the start at the mean price.</param>
/// <param name="PeakKw">Highest mean import of a quarter of an hour.</param>
/// <param name="RequestedKwh">What all visits asked for.</param>
/// <param name="MissedKwh">What they did not get.</param>
/// <param name="SelfConsumption">Share of the sun's energy that was used on the site.</param>
/// <param name="Overloaded">Whether a limit was broken.</param>
internal sealed record WorthOutcome(string Policy, double Cost, double PeakKw, double RequestedKwh, double MissedKwh, double SelfConsumption, bool Overloaded)
{
    public int Plans { get; init; }

    public double Energy => (RequestedKwh - MissedKwh) / RequestedKwh;
}
