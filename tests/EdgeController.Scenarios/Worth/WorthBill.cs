namespace EdgeController.Scenarios.Worth;

/// <summary>Adds up what flows through the connection of a site that exists on paper.</summary>
internal sealed class WorthBill(WorthSite worth)
{
    private readonly double[] _quarters = new double[(int)(worth.Scenario.Duration.TotalMinutes / 15) + 1];
    private double _cost;
    private double _export;
    private double _sun;

    /// <param name="from">Since the start.</param>
    /// <param name="length">Within one quarter of an hour.</param>
    /// <param name="watts">From the grid; negative into it.</param>
    /// <param name="sun">What the roofs give.</param>
    public void Add(TimeSpan from, TimeSpan length, double watts, double sun)
    {
        var kwh = watts * length.TotalHours / 1000;
        _cost += kwh > 0 ? kwh * worth.Prices.Import(worth.Start + from) : kwh * WorthPrices.Export;
        _export += Math.Max(0, -kwh);
        _sun += sun * length.TotalHours / 1000;
        _quarters[(int)(from.TotalMinutes / 15)] += Math.Max(0, kwh) * 4;
    }

    public WorthOutcome Outcome(string policy, double requestedKwh, double missedKwh, double moreStoredKwh) => new(
        policy,
        _cost - (moreStoredKwh * worth.MeanPrice),
        _quarters.Max(),
        requestedKwh,
        missedKwh,
        _sun > 0 ? 1 - Math.Min(1, _export / _sun) : 0,
        Overloaded: false);
}
