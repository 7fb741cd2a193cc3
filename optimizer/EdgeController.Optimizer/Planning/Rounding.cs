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

    /// <summary>Rounds in all.</summary>
    private const int Rounds = 16;

    private const double Tolerance = 1e-6;

    private readonly PlanModel _model;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly double[] _forced;
    private readonly double[] _room;
    private readonly Dictionary<VehicleLayout, double> _forcedEnergy = [];

    public Rounding(PlanModel model)
    {
        _model = model;
        _lower = [.. model.Linear.Lower];
        _upper = [.. model.Linear.Upper];
        _forced = new double[model.Linear.Rows];
        _room = new double[model.Linear.Rows];
        Array.Fill(_room, double.PositiveInfinity);
        foreach (var limit in model.Limits)
        {
            _room[limit.Row] = Math.Max(0, model.Linear.RowUpper[limit.Row]);
        }
    }

    /// <summary>Rounds, solving again with <paramref name="solve"/>; the last answer, or the first that is not optimal.</summary>
    public LinearAnswer Round(LinearAnswer answer, Func<LinearModel, Basis?, LinearAnswer> solve)
    {
        for (var round = 0; round < Rounds && answer.Status == SolveStatus.Optimal; round++)
        {
            if (!Fix(answer.X, round < RoundsUp))
            {
                return answer;
            }

            answer = solve(_model.Linear with { Lower = [.. _lower], Upper = [.. _upper] }, answer.Basis);
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
        foreach (var pair in _model.Exclusive)
        {
            if (x[pair.In] > Tolerance && x[pair.Out] > Tolerance)
            {
                var keepsIn = _lower[pair.In] > 0 || x[pair.In] * pair.RoundTrip >= x[pair.Out];
                _upper[keepsIn ? pair.Out : pair.In] = 0;
                changed = true;
            }
        }

        foreach (var minimum in _model.Minimums)
        {
            var power = x[minimum.Column];
            if (power <= Tolerance || power >= minimum.Least - Tolerance)
            {
                continue;
            }

            changed = true;
            if (mayRise && power >= minimum.Least / 2 && Fits(minimum))
            {
                _lower[minimum.Column] = minimum.Least;
            }
            else
            {
                _upper[minimum.Column] = 0;
            }
        }

        return changed;
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
