using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Managed;

/// <summary>
/// The bounded dual simplex method with steepest-edge pricing and a ratio test that flips bounds. Every column of a plan has two finite
/// bounds, so any basis becomes dual feasible by putting each column at the right one, and no first phase is needed.
/// </summary>
internal sealed class DualSimplex
{
    private const double PrimalTolerance = 1e-8;
    private const double DualTolerance = 1e-9;
    private const double SmallestPivot = 1e-8;
    private const int Anew = 60;

    private readonly SimplexFrame _frame;
    private readonly BasisInverse _inverse;
    private readonly RatioTest _ratio;
    private readonly double[] _x;
    private readonly double[] _d;
    private readonly int[] _place;
    private readonly double[] _weights;
    private readonly double[] _pivotRow;
    private readonly double[] _rho;
    private readonly double[] _column;
    private readonly double[] _tau;
    private readonly double[] _flips;

    public DualSimplex(LinearModel model)
    {
        _frame = new SimplexFrame(model);
        _inverse = new BasisInverse(_frame);
        var all = _frame.Structurals + _frame.Rows;
        (_x, _d, _place, _pivotRow) = (new double[all], new double[all], new int[all], new double[all]);
        (_weights, _rho, _column, _tau, _flips) = (new double[_frame.Rows], new double[_frame.Rows], new double[_frame.Rows], new double[_frame.Rows], new double[_frame.Rows]);
        _ratio = new RatioTest(_frame, _x, _d, _pivotRow, _place);
    }

    public int Iterations { get; private set; }

    /// <summary>Solves from the basis, or from the logicals; <paramref name="goesOn"/> is asked now and then whether there is time left.</summary>
    public LinearAnswer Solve(Basis? start, int iterations, Func<bool> goesOn)
    {
        if (start is null || !Take(start))
        {
            TakeLogicals();
        }

        // Many plans are equally good; costs that differ a little keep the method from walking among them in circles.
        Perturb();
        for (var restarts = 0; restarts < 8; restarts++)
        {
            var status = Iterate(iterations, goesOn);
            if (status != SolveStatus.Optimal)
            {
                return LinearAnswer.Fail(status, status == SolveStatus.Stopped ? "The managed solver was stopped by its limit." : "The managed solver finds no solution.") with { Iterations = Iterations };
            }

            // Once more with the true costs and fresh numbers: what differs or drifted is mended by a few more iterations.
            var wasTrue = restarts > 0;
            _frame.Model.Cost.CopyTo(_frame.Cost, 0);
            Refresh();
            if (wasTrue && MostInfeasible() < 0)
            {
                return Answer();
            }
        }

        return LinearAnswer.Fail(SolveStatus.Failed, "The managed solver does not come to rest.") with { Iterations = Iterations };
    }

    private void Perturb()
    {
        var random = 12345u;
        for (var j = 0; j < _frame.Structurals; j++)
        {
            random = (random * 1664525) + 1013904223;
            var by = 1e-6 * (0.5 + (random / (double)uint.MaxValue)) * (1 + Math.Abs(_frame.Cost[j]));
            _frame.Cost[j] += _d[j] < 0 || (_d[j] == 0 && _x[j] == _frame.Upper[j]) ? -by : by;
        }

        Refresh();
    }

    private SolveStatus Iterate(int iterations, Func<bool> goesOn)
    {
        while (MostInfeasible() is var row && row >= 0)
        {
            if (Iterations >= iterations || (Iterations % 32 == 0 && !goesOn()))
            {
                return SolveStatus.Stopped;
            }

            Iterations++;
            if (!Step(row))
            {
                if (_inverse.Age == 0)
                {
                    return SolveStatus.Infeasible;
                }

                Refresh();
            }
            else if (_inverse.Age >= Anew)
            {
                Refresh();
            }
        }

        return SolveStatus.Optimal;
    }

    /// <summary>One change of basis; false where none can be made from these numbers.</summary>
    private bool Step(int row)
    {
        var leaving = _inverse.Basic[row];
        var isBelow = _x[leaving] < _frame.Lower[leaving];
        var target = isBelow ? _frame.Lower[leaving] : _frame.Upper[leaving];
        Array.Clear(_rho);
        _rho[row] = 1;
        _inverse.Backward(_rho);
        PivotRow();
        if (_ratio.Choose(isBelow, Math.Abs(_x[leaving] - target)) is var entering && entering < 0)
        {
            return false;
        }

        Array.Clear(_column);
        _frame.AddColumn(entering, 1, _column);
        _inverse.Forward(_column);
        var pivot = _column[row];
        if (Math.Abs(pivot) < SmallestPivot || (_inverse.Age > 0 && Math.Abs(pivot - _pivotRow[entering]) > 1e-6 * (1 + Math.Abs(pivot))))
        {
            return false;
        }

        Flip();
        var step = (_x[leaving] - target) / pivot;
        for (var i = 0; i < _column.Length; i++)
        {
            if (_column[i] != 0)
            {
                _x[_inverse.Basic[i]] -= step * _column[i];
            }
        }

        _x[entering] += step;
        _x[leaving] = target;
        var price = _d[entering] / pivot;
        for (var j = 0; j < _d.Length; j++)
        {
            if (_pivotRow[j] != 0 && _place[j] < 0)
            {
                _d[j] -= price * _pivotRow[j];
            }
        }

        (_d[leaving], _d[entering]) = (-price, 0);
        Reweigh(row, pivot);
        _inverse.Replace(row, entering, _column);
        (_place[entering], _place[leaving]) = (row, -1);
        return true;
    }

    private void Flip()
    {
        if (_ratio.Flipped.Count == 0)
        {
            return;
        }

        Array.Clear(_flips);
        foreach (var j in _ratio.Flipped)
        {
            var to = _x[j] == _frame.Lower[j] ? _frame.Upper[j] : _frame.Lower[j];
            _frame.AddColumn(j, to - _x[j], _flips);
            _x[j] = to;
        }

        _inverse.Forward(_flips);
        for (var i = 0; i < _flips.Length; i++)
        {
            _x[_inverse.Basic[i]] -= _flips[i];
        }
    }

    private void PivotRow()
    {
        Array.Clear(_pivotRow);
        for (var i = 0; i < _rho.Length; i++)
        {
            var by = _rho[i];
            if (Math.Abs(by) < 1e-14)
            {
                continue;
            }

            _pivotRow[_frame.Structurals + i] = by;
            for (var k = _frame.RowStarts[i]; k < _frame.RowStarts[i + 1]; k++)
            {
                _pivotRow[_frame.RowColumns[k]] += by * _frame.RowValues[k];
            }
        }
    }

    private void Reweigh(int row, double pivot)
    {
        _rho.CopyTo(_tau, 0);
        _inverse.Forward(_tau);
        var weight = Math.Max(_weights[row], 1e-4);
        for (var i = 0; i < _weights.Length; i++)
        {
            if (i != row && _column[i] != 0)
            {
                var by = _column[i] / pivot;
                _weights[i] = Math.Max(1e-4, _weights[i] - (2 * by * _tau[i]) + (by * by * weight));
            }
        }

        _weights[row] = Math.Max(1e-4, weight / (pivot * pivot));
    }

    private int MostInfeasible()
    {
        var (worst, row) = (0.0, -1);
        for (var i = 0; i < _weights.Length; i++)
        {
            var j = _inverse.Basic[i];
            var over = Math.Max(_frame.Lower[j] - _x[j], _x[j] - _frame.Upper[j]);
            if (over > PrimalTolerance * (1 + Math.Abs(_x[j])) && over * over / _weights[i] > worst)
            {
                (worst, row) = (over * over / _weights[i], i);
            }
        }

        return row;
    }

    private void TakeLogicals()
    {
        for (var i = 0; i < _frame.Rows; i++)
        {
            _inverse.Basic[i] = _frame.Structurals + i;
        }

        Array.Fill(_weights, 1);
        for (var j = 0; j < _frame.Structurals; j++)
        {
            _x[j] = _frame.Cost[j] >= 0 ? _frame.Lower[j] : _frame.Upper[j];
        }

        Refresh();
    }

    /// <summary>Takes a basis; false where one-sided logicals would stand at a bound that they have not.</summary>
    private bool Take(Basis start)
    {
        if (start.Columns.Length != _frame.Structurals || start.Rows.Length != _frame.Rows)
        {
            return false;
        }

        var basic = Enumerable.Range(0, _frame.Structurals).Where(j => start.Columns[j] == BasisStatus.Basic)
            .Concat(Enumerable.Range(0, _frame.Rows).Where(i => start.Rows[i] == BasisStatus.Basic).Select(i => _frame.Structurals + i)).ToArray();
        if (basic.Length != _frame.Rows)
        {
            return false;
        }

        basic.CopyTo(_inverse.Basic, 0);
        Array.Fill(_weights, 1);
        if (!Refresh())
        {
            return false;
        }

        return Enumerable.Range(0, _d.Length).All(j => _place[j] >= 0 || double.IsFinite(_x[j]));
    }

    /// <summary>Everything anew from the basis: inverse, places, duals, the right bound for each column, and the basic values.</summary>
    private bool Refresh()
    {
        var whole = _inverse.Make();
        Array.Fill(_place, -1);
        for (var i = 0; i < _frame.Rows; i++)
        {
            _place[_inverse.Basic[i]] = i;
        }

        Array.Clear(_rho);
        for (var i = 0; i < _frame.Rows; i++)
        {
            _rho[i] = _frame.Cost[_inverse.Basic[i]];
        }

        _inverse.Backward(_rho);
        Array.Clear(_column);
        for (var j = 0; j < _d.Length; j++)
        {
            if (_place[j] >= 0)
            {
                _d[j] = 0;
                continue;
            }

            _d[j] = _frame.Cost[j] - _frame.Dot(j, _rho);
            _x[j] = Side(j);
            if (_x[j] != 0 && double.IsFinite(_x[j]))
            {
                _frame.AddColumn(j, -_x[j], _column);
            }
        }

        _inverse.Forward(_column);
        for (var i = 0; i < _frame.Rows; i++)
        {
            _x[_inverse.Basic[i]] = _column[i];
        }

        return whole;
    }

    private double Side(int j)
    {
        var (lower, upper) = (_frame.Lower[j], _frame.Upper[j]);
        if (Math.Abs(_d[j]) > DualTolerance || !double.IsFinite(_x[j]) || (_x[j] != lower && _x[j] != upper))
        {
            var wanted = _d[j] >= 0 ? lower : upper;
            if (double.IsFinite(wanted))
            {
                return wanted;
            }

            var other = _d[j] >= 0 ? upper : lower;
            if (Math.Abs(_d[j]) <= 1e-7 && double.IsFinite(other))
            {
                _d[j] = 0;
                return other;
            }

            return wanted;
        }

        return _x[j];
    }

    private LinearAnswer Answer()
    {
        var n = _frame.Structurals;
        var duals = new double[_frame.Rows];
        _rho.CopyTo(duals, 0);
        var x = new double[n];
        for (var j = 0; j < n; j++)
        {
            x[j] = Math.Clamp(_x[j], _frame.Lower[j], _frame.Upper[j]);
        }

        return new LinearAnswer(SolveStatus.Optimal)
        {
            X = x,
            RowDuals = duals,
            Iterations = Iterations,
            Basis = new Basis([.. Enumerable.Range(0, n).Select(Status)], [.. Enumerable.Range(n, _frame.Rows).Select(Status)]),
        };

        BasisStatus Status(int j) => _place[j] >= 0 ? BasisStatus.Basic : _x[j] == _frame.Upper[j] ? BasisStatus.AtUpper : BasisStatus.AtLower;
    }
}
