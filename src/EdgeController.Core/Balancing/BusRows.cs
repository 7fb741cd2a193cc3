using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What the busbars behind the breakers can give to our EVSEs: their rating less what else is drawn from them. PV and batteries feed what no
/// breaker sees, so that their generation is added to what the meter shows; what is not measured counts as high as it can be, but hides no
/// more load than the site file assumes.
/// </summary>
internal sealed class BusRows(SiteIndex index, RowLayout layout, GuardOptions options)
{
    private readonly double[] _gross = new double[index.Site.Circuits.Length * 3];

    /// <summary>Fills the circuit's rows; its children must have been filled before.</summary>
    /// <param name="snapshot">The site.</param>
    /// <param name="circuit">The circuit.</param>
    /// <param name="sees">Whether its meter is to be believed.</param>
    /// <param name="uncontrolled">Its uncontrolled load per phase, as the breaker sees it.</param>
    /// <param name="newcomers">The room kept per phase for vehicles that plug in now.</param>
    /// <param name="capacity">Where the rows stand.</param>
    /// <param name="now">Time of the decision.</param>
    public void Fill(SiteSnapshot snapshot, Circuit circuit, bool sees, ReadOnlySpan<double> uncontrolled, ReadOnlySpan<double> newcomers, double[] capacity, Instant now)
    {
        var row = layout.Bus(circuit.Index);
        var unmeasured = row >= 0 && sees ? Generation.Unmeasured(snapshot, circuit.Index, now) : default;
        foreach (var phase in PerPhase.Each)
        {
            var p = (int)phase;
            ref var gross = ref _gross[(circuit.Index * 3) + p];
            if (row < 0)
            {
                gross = Math.Max(0, uncontrolled[p]);
                continue;
            }

            gross = sees ? Seen(snapshot, circuit, phase, unmeasured[phase]) : index.AssumedOn[circuit.Index][phase].Value + OfChildren(circuit.Index, p);
            capacity[row + p] = options.Without.HasFlag(Protections.BusRating)
                ? double.PositiveInfinity
                : index.Site.Margin.Usable((circuit.Bus ?? circuit.LimitAmps)[phase]).Value - gross - newcomers[p];
        }
    }

    private double Seen(SiteSnapshot snapshot, Circuit circuit, Phase phase, double unmeasured)
    {
        var shown = Math.Max(0, snapshot.Circuits[circuit.Index].UncontrolledGross[phase].Estimate);
        return Math.Max(shown, Math.Min(shown + unmeasured, index.AssumedBelow[circuit.Index][phase].Value));
    }

    private double OfChildren(int circuit, int phase)
    {
        var sum = 0.0;
        foreach (var child in index.Children[circuit])
        {
            sum += _gross[(child * 3) + phase];
        }

        return sum;
    }
}
