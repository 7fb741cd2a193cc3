using EdgeController.Core.Topology;

namespace EdgeController.Core.Balancing;

/// <summary>
/// By capacity row, the sum of the largest of the values that were added to its circuit and to those below it: what so many free
/// connectors would draw at once. Filled anew on every tick, in one pass from the leaves to the root.
/// </summary>
internal sealed class LargestBelow
{
    private readonly SiteIndex _index;
    private readonly int _most;
    private readonly double[] _largest;

    /// <param name="index">The site.</param>
    /// <param name="most">How many values count; all where that is more than the site has EVSEs.</param>
    public LargestBelow(SiteIndex index, int most)
    {
        _index = index;
        CountsAll = most >= index.Site.Evses.Length;
        _most = CountsAll ? 1 : most;
        _largest = new double[index.Site.Circuits.Length * CapacityRows.PerCircuit * _most];
    }

    private bool CountsAll { get; }

    public void Clear() => Array.Clear(_largest);

    public void Add(int row, double value)
    {
        if (CountsAll)
        {
            _largest[row] += value;
            return;
        }

        for (var i = row * _most; i < (row + 1) * _most && value > 0; i++)
        {
            if (value > _largest[i])
            {
                (_largest[i], value) = (value, _largest[i]);
            }
        }
    }

    /// <summary>Passes every circuit's values on to its parent.</summary>
    public void PassUp()
    {
        for (var circuit = _index.Site.Circuits.Length - 1; circuit >= 0; circuit--)
        {
            if (_index.Site.Circuits[circuit].Parent is not { } parent)
            {
                continue;
            }

            for (var offset = 0; offset <= CapacityRows.Power; offset++)
            {
                var row = (circuit * CapacityRows.PerCircuit) + offset;
                for (var i = row * _most; i < (row + 1) * _most; i++)
                {
                    Add((parent * CapacityRows.PerCircuit) + offset, _largest[i]);
                }
            }
        }
    }

    public double Sum(int row)
    {
        var sum = 0.0;
        for (var i = row * _most; i < (row + 1) * _most; i++)
        {
            sum += _largest[i];
        }

        return sum;
    }
}
