namespace EdgeController.Simulator.Electrical;

/// <summary>A photovoltaic array on one circuit, balanced over its phases: a clear-sky hump between six and twenty o'clock.</summary>
/// <param name="Circuit">Index of the circuit that it feeds.</param>
/// <param name="PeakAmps">Highest current per phase, at noon.</param>
public sealed record PvArray(int Circuit, double PeakAmps)
{
    public double AmpsAt(TimeSpan sinceMidnight)
    {
        var hour = (sinceMidnight.TotalHours % 24) - 13;
        return PeakAmps * Math.Max(0, 1 - (hour * hour / 49));
    }
}
