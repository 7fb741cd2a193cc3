using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Simulator.World;

/// <summary>Where a site's energy came from and went, at its roots together, and how its PV and batteries kept their bounds.</summary>
/// <param name="SunKwh">What PV fed in.</param>
/// <param name="HeldBackKwh">What it would have fed in beyond that.</param>
/// <param name="ImportKwh">Taken from the grid.</param>
/// <param name="ExportKwh">Given to the grid.</param>
/// <param name="SelfConsumption">Share of the sun's energy that was used on the site, 0 to 1.</param>
/// <param name="PeakQuarterKw">Highest mean import of a quarter of an hour.</param>
/// <param name="WorstExportRatio">What left a circuit with an export limit, in multiples of its breaker's power beyond the limit: 0 is kept.</param>
public sealed record EnergyOutcome(
    double SunKwh, double HeldBackKwh, double ImportKwh, double ExportKwh, double SelfConsumption, double PeakQuarterKw, double WorstExportRatio)
{
    /// <summary>Longest time in a row over an export limit, in seconds.</summary>
    public int LongestOverExportSeconds { get; init; }

    /// <summary>Lowest and highest state of charge of the steered batteries beyond their bounds, as a share of the capacity: 0 is kept.</summary>
    public double BeyondChargeBounds { get; init; }
}

/// <summary>Adds it up second by second.</summary>
internal sealed class EnergyLedger(Site site)
{
    private const int QuarterSeconds = 900;
    private const double SettledFraction = 0.002;

    private readonly int[] _overFor = new int[site.Circuits.Length];
    private double _sun;
    private double _held;
    private double _import;
    private double _export;
    private double _quarter;
    private double _peak;
    private double _worstExport;
    private double _beyond;
    private int _longestOver;
    private int _seconds;

    public void Observe(SimulatedSite run)
    {
        if (site.Resources.IsEmpty)
        {
            return;
        }

        _seconds++;
        var flow = 0.0;
        foreach (var circuit in site.Circuits)
        {
            flow += circuit.Parent is null ? run.Tree.Watts(circuit.Index) : 0;
            Export(run, circuit);
        }

        _import += Math.Max(0, flow);
        _export += Math.Max(0, -flow);
        _quarter += Math.Max(0, flow);
        if (_seconds % QuarterSeconds == 0)
        {
            (_peak, _quarter) = (Math.Max(_peak, _quarter / QuarterSeconds), 0);
        }

        foreach (var resource in run.Resources)
        {
            if (resource.Resource.Kind == ResourceKind.Pv)
            {
                _sun -= resource.Watts;
                _held += Math.Max(0, resource.Available + resource.Watts);
            }
            else if (resource.Resource is { Control: not null, Mode: not ResourceMode.Off } battery)
            {
                _beyond = Math.Max(_beyond, Math.Max(battery.SocMin - resource.StateOfCharge, resource.StateOfCharge - battery.SocMax));
            }
        }
    }

    public EnergyOutcome? Outcome() => site.Resources.IsEmpty ? null : new EnergyOutcome(
        Kwh(_sun), Kwh(_held), Kwh(_import), Kwh(_export), _sun > 0 ? Math.Round(1 - Math.Min(1, _export / _sun), 3) : 0, Math.Round(_peak / 1000, 2), Math.Round(_worstExport, 4))
    {
        LongestOverExportSeconds = _longestOver,
        BeyondChargeBounds = Math.Round(Math.Max(0, _beyond), 3),
    };

    private void Export(SimulatedSite run, Circuit circuit)
    {
        if (circuit.ExportLimit is not { } limit)
        {
            return;
        }

        var rating = (circuit.LimitAmps.L1 + circuit.LimitAmps.L2 + circuit.LimitAmps.L3).Value * site.NominalVoltage.Value;
        var over = Math.Max(0, (-run.Tree.Watts(circuit.Index) - limit.Value) / rating);
        _worstExport = Math.Max(_worstExport, over);
        _overFor[circuit.Index] = over > SettledFraction ? _overFor[circuit.Index] + 1 : 0;
        _longestOver = Math.Max(_longestOver, _overFor[circuit.Index]);
    }

    private static double Kwh(double wattSeconds) => Math.Round(wattSeconds / 3_600_000, 2);
}
