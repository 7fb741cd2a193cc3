namespace EdgeController.Optimizer.Managed;

/// <summary>
/// Chooses the column that enters the basis. The dual step goes past columns with two finite bounds, which flip to their other bound, as
/// long as the leaving row stays infeasible; of nearly equal ratios the largest pivot is taken.
/// </summary>
internal sealed class RatioTest(SimplexFrame frame, double[] x, double[] d, double[] pivotRow, int[] place)
{
    private const double SmallestPivot = 1e-8;
    private const double Tie = 1e-9;

    private readonly List<(double Ratio, int Column)> _candidates = [];

    /// <summary>Columns that go to their other bound.</summary>
    public List<int> Flipped { get; } = [];

    /// <summary>The entering column; -1 where there is none. <paramref name="infeasible"/> is how far the leaving row is from its bound.</summary>
    public int Choose(bool isBelow, double infeasible)
    {
        _candidates.Clear();
        Flipped.Clear();
        for (var j = 0; j < d.Length; j++)
        {
            if (place[j] >= 0 || pivotRow[j] == 0 || frame.Lower[j] == frame.Upper[j])
            {
                continue;
            }

            // With the leaving value rising (below its bound) a positive entry must come down from its upper bound, a negative rise from its lower.
            var towards = isBelow ? -pivotRow[j] : pivotRow[j];
            if (Math.Abs(towards) > SmallestPivot && x[j] == (towards > 0 ? frame.Lower[j] : frame.Upper[j]))
            {
                _candidates.Add((Math.Max(0, towards > 0 ? d[j] : -d[j]) / Math.Abs(towards), j));
            }
        }

        if (_candidates.Count == 0)
        {
            return -1;
        }

        _candidates.Sort(static (a, b) => a.Ratio != b.Ratio ? a.Ratio.CompareTo(b.Ratio) : a.Column.CompareTo(b.Column));
        var left = infeasible;
        var first = 0;
        while (true)
        {
            // One group of nearly equal ratios at a time: if all of it can flip and the row is still infeasible, it does.
            var end = first + 1;
            while (end < _candidates.Count && _candidates[end].Ratio <= _candidates[first].Ratio + Tie)
            {
                end++;
            }

            var slope = 0.0;
            for (var k = first; k < end; k++)
            {
                var j = _candidates[k].Column;
                slope += Math.Abs(pivotRow[j]) * (frame.Upper[j] - frame.Lower[j]);
            }

            if (end >= _candidates.Count || !(left - slope > 0))
            {
                return Largest(first, end);
            }

            left -= slope;
            for (var k = first; k < end; k++)
            {
                Flipped.Add(_candidates[k].Column);
            }

            first = end;
        }
    }

    private int Largest(int first, int end)
    {
        var best = _candidates[first].Column;
        for (var k = first + 1; k < end; k++)
        {
            best = Math.Abs(pivotRow[_candidates[k].Column]) > Math.Abs(pivotRow[best]) ? _candidates[k].Column : best;
        }

        return best;
    }
}
