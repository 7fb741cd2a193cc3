using System.Runtime.InteropServices;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Clp;

/// <summary>
/// COIN-OR CLP by its C interface. One native model, used by one thread at a time; it stays loaded, and a model with the same matrix
/// only changes bounds and costs. <see cref="WatchedSolver"/> puts it on a thread of its own.
/// </summary>
public sealed unsafe class ClpSolver : ILinearSolver
{
    // CLP's C interface begins with 100, which never perturbs before it is stuck; its command sets 50: five times faster on a thousand vehicles.
    private const int Perturbation = 50;

    // From scratch CLP's own choice of scaling ends sooner; from a basis it costs more than it brings: amperes, kilowatts and kilowatt-hours are near 1 as they are.
    private const int ScalingByItself = 3;
    private const int NoScaling = 0;

    private readonly string? _missing;
    private ClpModelHandle? _native;
    private LinearModel? _loaded;

    public ClpSolver()
        : this(checkLibrary: true)
    {
    }

    internal ClpSolver(bool checkLibrary) => _missing = checkLibrary ? ClpLibrary.Problem() : null;

    public string Name => "clp";

    public LinearAnswer Solve(LinearModel model, Basis? start, SolveLimits limits)
    {
        if (_missing is not null)
        {
            return LinearAnswer.Fail(SolveStatus.Failed, _missing);
        }

        Load(model);
        var native = _native!;
        NativeMethods.SetPerturbation(native, Perturbation);
        NativeMethods.SetMaximumIterations(native, limits.Iterations);
        NativeMethods.SetMaximumSeconds(native, limits.Time is { } time ? Math.Max(0.001, time.TotalSeconds) : -1);
        NativeMethods.Scaling(native, start is null ? ScalingByItself : NoScaling);
        if (start is not null)
        {
            CopyIn(native, start);
        }

        // Without presolve from the start: as fast here as with it, and nothing is left to clean up behind it.
        NativeMethods.Dual(native, 0);
        var iterations = NativeMethods.NumberIterations(native);
        return Read(model, native, iterations);
    }

    public void Dispose() => _native?.Dispose();

    private void Load(LinearModel model)
    {
        var changesOnly = _loaded is { } loaded && (ReferenceEquals(loaded, model) || model.HasMatrixOf(loaded));
        fixed (int* starts = model.Starts, indices = model.Indices)
        {
            fixed (double* values = model.Values, lower = model.Lower, upper = model.Upper, cost = model.Cost, rowLower = model.RowLower, rowUpper = model.RowUpper)
            {
                if (changesOnly)
                {
                    NativeMethods.ChangeColumnLower(_native!, lower);
                    NativeMethods.ChangeColumnUpper(_native!, upper);
                    NativeMethods.ChangeRowLower(_native!, rowLower);
                    NativeMethods.ChangeRowUpper(_native!, rowUpper);
                    NativeMethods.ChangeCost(_native!, cost);
                }
                else
                {
                    _native?.Dispose();
                    _native = NativeMethods.NewModel();
                    NativeMethods.SetLogLevel(_native, 0);
                    NativeMethods.LoadProblem(_native, model.Columns, model.Rows, starts, indices, values, lower, upper, cost, rowLower, rowUpper);
                }
            }
        }

        _loaded = model;
    }

    private static void CopyIn(ClpModelHandle native, Basis start)
    {
        var status = new byte[start.Columns.Length + start.Rows.Length];
        MemoryMarshal.AsBytes(start.Columns.AsSpan()).CopyTo(status);
        MemoryMarshal.AsBytes(start.Rows.AsSpan()).CopyTo(status.AsSpan(start.Columns.Length));
        fixed (byte* first = status)
        {
            NativeMethods.CopyInStatus(native, first);
        }
    }

    private static LinearAnswer Read(LinearModel model, ClpModelHandle native, int iterations)
    {
        switch (NativeMethods.Status(native))
        {
            case 0:
                break;
            case 1 or 2:
                return LinearAnswer.Fail(SolveStatus.Infeasible, "CLP finds no solution.") with { Iterations = iterations };
            case 3:
                return LinearAnswer.Fail(SolveStatus.Stopped, "CLP was stopped by its limit.") with { Iterations = iterations };
            case var other:
                return LinearAnswer.Fail(SolveStatus.Failed, $"CLP ended with status {other}.") with { Iterations = iterations };
        }

        var status = new ReadOnlySpan<byte>(NativeMethods.StatusArray(native), model.Columns + model.Rows);
        return new LinearAnswer(SolveStatus.Optimal)
        {
            X = new ReadOnlySpan<double>(NativeMethods.ColumnSolution(native), model.Columns).ToArray(),
            RowDuals = new ReadOnlySpan<double>(NativeMethods.RowDuals(native), model.Rows).ToArray(),
            Basis = new Basis(Statuses(status[..model.Columns]), Statuses(status[model.Columns..])),
            Iterations = iterations,
        };
    }

    // The upper bits are CLP's own marks.
    private static BasisStatus[] Statuses(ReadOnlySpan<byte> from)
    {
        var to = new BasisStatus[from.Length];
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = (BasisStatus)(from[i] & 7);
        }

        return to;
    }
}
