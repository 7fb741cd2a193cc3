using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>
/// Makes a solution of the linear program one that devices can follow: in the near slots a vehicle charges with at least its minimum or not at
/// all, and nothing flows into and out of the same store at once. Each round fixes what is in between, up where the circuits carry it, else
/// down, and solves again from the last basis. Down is always possible, so the last rounds end it.
/// </summary>
internal sealed class Rounding
{
    /// <summary>Rounds in which something may still be fixed upwards.</summary>
    private const int RoundsUp = 8;

    /// <summary>A gap with which no other way is tried.</summary>
    private const double CloseEnough = 1e-3;

    /// <summary>Rounds in all.</summary>
    private const int Rounds = 16;

    private const double Tolerance = 1e-6;

    /// <summary>A threshold that nothing reaches: only the smallest power of each vehicle goes down, and the rest find new places.</summary>
    private const double OneByOne = double.PositiveInfinity;

    private const double AnyPower = 0.1;

    // Half is best where little is scarce, and any power where capacity is; the last goes down one by one, for where a peak is dear.
    private static readonly double[] Thresholds = [0.5, 0.02, OneByOne];

    private readonly PlanModel _model;
    private readonly double _threshold;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly double[] _cost;
    private readonly double[] _forced;
    private readonly double[] _room;
    private readonly Dictionary<VehicleLayout, double> _forcedEnergy = [];

    /// <param name="model">The model.</param>
    /// <param name="threshold">From which part of the minimum on a power goes up.</param>
    public Rounding(PlanModel model, double threshold = 0.5)
    {
        (_model, _threshold) = (model, threshold);
        _lower = [.. model.Linear.Lower];
        _upper = [.. model.Linear.Upper];
        _cost = [.. model.Linear.Cost];
        _forced = new double[model.Linear.Rows];
        _room = new double[model.Linear.Rows];
        Array.Fill(_room, double.PositiveInfinity);
        foreach (var limit in model.Limits)
        {
            _room[limit.Row] = Math.Max(0, model.Linear.RowUpper[limit.Row]);
        }
    }

    /// <summary>Rounds in several ways until one is close to the bound; the best of them, or the last failure.</summary>
    public static LinearAnswer Best(PlanModel model, LinearAnswer relaxed, double bound, Func<LinearModel, Basis?, LinearAnswer> solve)
    {
        LinearAnswer? best = null;
        var lowest = double.PositiveInfinity;
        foreach (var threshold in Thresholds)
        {
            var answer = Netted(model, new Rounding(model, threshold).Round(relaxed, solve));
            if (answer.Status != SolveStatus.Optimal)
            {
                best ??= answer;
                continue;
            }

            var goal = model.Linear.Objective(answer.X);
            (best, lowest) = goal < lowest ? (answer, goal) : (best, lowest);
            if (lowest - bound <= CloseEnough * Math.Max(1, Math.Abs(bound)))
            {
                break;
            }
        }

        return best!;
    }

    /// <summary>Rounds, solving again with <paramref name="solve"/>; the last answer, or the first that is not optimal.</summary>
    public LinearAnswer Round(LinearAnswer answer, Func<LinearModel, Basis?, LinearAnswer> solve)
    {
        for (var round = 0; round < Rounds && answer.Status == SolveStatus.Optimal; round++)
        {
            if (!Fix(answer.X, round < (double.IsInfinity(_threshold) ? Rounds - 2 : RoundsUp)))
            {
                return answer;
            }

            if (round == Rounds - 1)
            {
                FixAll(answer.X);
            }

            answer = solve(_model.Linear with { Lower = [.. _lower], Upper = [.. _upper], Cost = [.. _cost] }, answer.Basis);
        }

        return answer;
    }

    /// <summary>The model with minimums and directions fixed as a list of columns that are on says, for an exact solver's pattern.</summary>
    public LinearModel Pattern(IReadOnlySet<int> on, IReadOnlySet<int> reversed)
    {
        foreach (var minimum in _model.Minimums)
        {
            if (on.Contains(minimum.Column))
            {
                _lower[minimum.Column] = minimum.Least;
            }
            else
            {
                _upper[minimum.Column] = 0;
            }
        }

        foreach (var pair in _model.Exclusive)
        {
            _upper[reversed.Contains(pair.In) ? pair.In : pair.Out] = 0;
        }

        return _model.Linear with { Lower = _lower, Upper = _upper };
    }

    private bool Fix(double[] x, bool mayRise)
    {
        var changed = false;
        foreach (var pair in _model.Exclusive.Where(pair => pair.IsGrid && x[pair.In] > Tolerance && x[pair.Out] > Tolerance))
        {
            changed |= Price(pair, x);
        }

        foreach (var both in _model.Exclusive.Where(pair => !pair.IsGrid && x[pair.In] > Tolerance && x[pair.Out] > Tolerance).GroupBy(pair => pair.Store))
        {
            // One slot of a store at a time: what one direction brings changes what the next slot wants.
            changed = true;
            foreach (var pair in both.OrderByDescending(pair => Math.Min(x[pair.In] * pair.RoundTrip, x[pair.Out])).Take(mayRise ? 1 : int.MaxValue))
            {
                var keepsIn = _lower[pair.In] > 0 || x[pair.In] * pair.RoundTrip >= x[pair.Out];
                _upper[keepsIn ? pair.Out : pair.In] = 0;
            }
        }

        foreach (var (vehicle, between) in _model.Minimums.Where(minimum => x[minimum.Column] > Tolerance && x[minimum.Column] < minimum.Least - Tolerance).GroupBy(minimum => minimum.Vehicle).Select(group => (group.Key, group.ToArray())))
        {
            changed = true;
            Settle(vehicle, between, x, mayRise);
        }

        return changed;
    }

    /// <summary>
    /// Where export pays more than import costs, both get the price of the net's direction: nothing is gained by doing both, and unlike a closed
    /// direction that always has a solution.
    /// </summary>
    private bool Price(Exclusive pair, double[] x)
    {
        if (_cost[pair.In] == -_cost[pair.Out])
        {
            return false;
        }

        if (x[pair.In] >= x[pair.Out])
        {
            _cost[pair.Out] = -_cost[pair.In];
        }
        else
        {
            _cost[pair.In] = -_cost[pair.Out];
        }

        return true;
    }

    /// <summary>The answer with import and export netted.</summary>
    private static LinearAnswer Netted(PlanModel model, LinearAnswer answer)
    {
        foreach (var pair in model.Exclusive.Where(pair => pair.IsGrid && answer.Status == SolveStatus.Optimal))
        {
            var both = Math.Min(answer.X[pair.In], answer.X[pair.Out]);
            answer.X[pair.In] -= both;
            answer.X[pair.Out] -= both;
        }

        return answer;
    }

    /// <summary>Leaves nothing open: after this every solution is one that devices can follow.</summary>
    private void FixAll(double[] x)
    {
        foreach (var pair in _model.Exclusive.Where(pair => !pair.IsGrid))
        {
            var keepsIn = _lower[pair.In] > 0 || x[pair.In] * pair.RoundTrip >= x[pair.Out];
            _upper[keepsIn ? pair.Out : pair.In] = 0;
        }

        foreach (var minimum in _model.Minimums.Where(minimum => _lower[minimum.Column] < minimum.Least))
        {
            if (x[minimum.Column] >= minimum.Least - Tolerance && Fits(minimum))
            {
                _lower[minimum.Column] = minimum.Least;
            }
            else
            {
                _upper[minimum.Column] = 0;
            }
        }
    }

    /// <summary>One vehicle's powers between 0 and its minimum: what is taken from one slot is carried to the next, the largest first.</summary>
    private void Settle(VehicleLayout vehicle, Minimum[] between, double[] x, bool mayRise)
    {
        if (mayRise && double.IsInfinity(_threshold))
        {
            _upper[between.MinBy(minimum => x[minimum.Column] / minimum.Least)!.Column] = 0;
            return;
        }

        var carried = 0.0;
        var isOn = false;
        foreach (var minimum in between.OrderByDescending(minimum => x[minimum.Column]).ThenBy(minimum => minimum.Slot))
        {
            carried = (_threshold < AnyPower ? 0 : carried) + x[minimum.Column];
            if (mayRise && carried >= minimum.Least * _threshold && Fits(minimum))
            {
                _lower[minimum.Column] = minimum.Least;
                carried -= minimum.Least;
                isOn = true;
            }
            else
            {
                _upper[minimum.Column] = 0;
            }
        }

        if (isOn || !mayRise || vehicle.Charge.Any(column => column >= 0 && _upper[column] > 0))
        {
            return;
        }

        // It would get nothing at all: rather one slot at the minimum than none.
        foreach (var minimum in between)
        {
            _upper[minimum.Column] = _model.Linear.Upper[minimum.Column];
            if (Fits(minimum))
            {
                _lower[minimum.Column] = minimum.Least;
                return;
            }

            _upper[minimum.Column] = 0;
        }
    }

    /// <summary>Whether all that is forced so far and this can flow together with nothing else.</summary>
    private bool Fits(Minimum minimum)
    {
        var (linear, column) = (_model.Linear, minimum.Column);
        var energy = _forcedEnergy.GetValueOrDefault(minimum.Vehicle);
        var gain = minimum.Least * minimum.Vehicle.Vehicle.Efficiency * _model.Hours[minimum.Slot];
        if (_upper[column] < minimum.Least || !MayTake(minimum.Vehicle, energy, gain))
        {
            return false;
        }

        for (var k = linear.Starts[column]; k < linear.Starts[column + 1]; k++)
        {
            var row = linear.Indices[k];
            var after = _forced[row] + (linear.Values[k] * minimum.Least);
            if (after > _room[row] + 1e-9 || (IsTwoSided(row) && after < linear.RowLower[row] - 1e-9))
            {
                return false;
            }
        }

        for (var k = linear.Starts[column]; k < linear.Starts[column + 1]; k++)
        {
            _forced[linear.Indices[k]] += linear.Values[k] * minimum.Least;
        }

        _forcedEnergy[minimum.Vehicle] = energy + gain;
        return true;
    }

    // Only differences between phases have a lower side; their room is not infinite.
    private bool IsTwoSided(int row) => double.IsFinite(_room[row]) && double.IsFinite(_model.Linear.RowLower[row]);

    private static bool MayTake(VehicleLayout vehicle, double forced, double more)
    {
        if (!vehicle.HasStore)
        {
            return forced < vehicle.Need;
        }

        // With all that is forced in its battery already it must still take the minimum.
        var stored = vehicle.Initial + forced + more;
        var store = vehicle.Vehicle.Store!;
        return stored <= store.Capacity.Value / 1000 && TaperLine.Of(store).All(line => vehicle.MinPower + (line.Slope * stored) <= line.AtEmpty);
    }
}
