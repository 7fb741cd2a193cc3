using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Comparison;

/// <summary>The two figures of Caltech's ACN-Sim (acnsim/analysis): energy delivered and demands met, both as shares.</summary>
/// <param name="DeliveredKwh">Energy of all visits.</param>
/// <param name="RequestedKwh">What they asked for.</param>
/// <param name="Met">Visits that miss less than 0.1 kWh.</param>
/// <param name="Visits">All visits.</param>
internal sealed record Served(double DeliveredKwh, double RequestedKwh, int Met, int Visits)
{
    public double Energy => DeliveredKwh / RequestedKwh;

    public double Demands => (double)Met / Visits;

    public static Served Of(SitePeriods site, ReadOnlySpan<double> chargedKwh)
    {
        var delivered = 0.0;
        var met = 0;
        for (var v = 0; v < chargedKwh.Length; v++)
        {
            delivered += chargedKwh[v];
            met += site.Visits[v].RequestedKwh - chargedKwh[v] < RunRecorder.MetWithinWattHours / 1000 ? 1 : 0;
        }

        return new Served(delivered, site.RequestedKwh, met, chargedKwh.Length);
    }

    public static Served Of(SessionOutcome sessions) => new(sessions.DeliveredKwh, sessions.RequestedKwh, sessions.Met, sessions.Count);

    public static Served Of(IdealOutcome ideal) => new(ideal.Kwh, ideal.RequestedKwh, ideal.Met, ideal.Visits);

    /// <summary>Several days as one.</summary>
    public static Served Sum(IEnumerable<Served> days) =>
        days.Aggregate((a, b) => new Served(a.DeliveredKwh + b.DeliveredKwh, a.RequestedKwh + b.RequestedKwh, a.Met + b.Met, a.Visits + b.Visits));
}
