using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Worth;

/// <summary>What really happens on a site beside its charging: each circuit's own load and each roof's power, as means over any stretch.</summary>
internal sealed class WorthTruth
{
    private const int Step = 60;

    private readonly Site _site;

    // Sums from the start, per circuit (W per phase; loads are balanced) and per resource (W), a value a minute.
    private readonly double[][] _loads;
    private readonly double[][] _suns;

    public WorthTruth(WorthSite worth)
    {
        _site = worth.Site;
        var random = new SeededRandom(worth.Seed);
        var loads = _site.Circuits.Select(circuit => new BuildingLoad(circuit, random)).ToArray();
        var arrays = _site.Resources.Select(one => new PvArray(one.Circuit, one.Max.Value / 1000)).ToArray();
        var standby = _site.Circuits.Select(circuit => circuit.Standby.L1.Value * _site.NominalVoltage.Value).ToArray();
        var weather = new Weather(worth.Seed);
        var minutes = (int)worth.Scenario.Duration.TotalMinutes;
        _loads = [.. loads.Select(_ => new double[minutes + 1])];
        _suns = [.. arrays.Select(_ => new double[minutes + 1])];
        for (var minute = 0; minute < minutes; minute++)
        {
            var at = worth.Scenario.StartTimeOfDay + TimeSpan.FromMinutes(minute);
            for (var second = 0; second < Step; second++)
            {
                foreach (var load in loads)
                {
                    load.Advance(at + TimeSpan.FromSeconds(second));
                }

                for (var c = 0; c < loads.Length; c++)
                {
                    _loads[c][minute + 1] += loads[c][Phase.L1] * _site.NominalVoltage.Value / Step;
                }
            }

            for (var c = 0; c < loads.Length; c++)
            {
                _loads[c][minute + 1] += standby[c] + _loads[c][minute];
            }

            for (var r = 0; r < arrays.Length; r++)
            {
                _suns[r][minute + 1] = _suns[r][minute] + (_site.Resources[r].Kind == ResourceKind.Pv ? 1000 * arrays[r].AmpsAt(at) * weather.ShareAt(at) : 0);
            }
        }
    }

    /// <summary>A circuit's own load on each phase.</summary>
    public Watts Load(int circuit, TimeSpan from, TimeSpan to) => new(Mean(_loads[circuit], from, to));

    /// <summary>What a roof could give.</summary>
    public Watts Sun(int resource, TimeSpan from, TimeSpan to) => new(Mean(_suns[resource], from, to));

    private static double Mean(double[] sums, TimeSpan from, TimeSpan to)
    {
        var (a, b) = (Math.Clamp(from.TotalMinutes, 0, sums.Length - 1), Math.Clamp(to.TotalMinutes, 0, sums.Length - 1));

        // Beyond the end it stays as it was a day before.
        return b - a > 1e-6 ? (At(sums, b) - At(sums, a)) / (b - a) : sums.Length > 1440 && to > from ? Mean(sums, from - TimeSpan.FromDays(1), to - TimeSpan.FromDays(1)) : 0;
    }

    private static double At(double[] sums, double minute)
    {
        var whole = Math.Min((int)minute, sums.Length - 2);
        return sums[whole] + ((minute - whole) * (sums[whole + 1] - sums[whole]));
    }
}
