using System.Runtime.InteropServices;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Clp;

/// <summary>Finds COIN-OR CLP and tries it out, or says in one sentence why it cannot be used.</summary>
public static class ClpLibrary
{
    private static readonly string[] DefaultNames = ["libClp.so.1", "libClp.so"];
    private static readonly Lazy<string?> Tried = new(() => Load(DefaultNames) ?? SelfTest());

    /// <summary>Null where CLP works, else what to do. Tried once per process.</summary>
    public static string? Problem() => Tried.Value;

    /// <summary>Loads the first library of these names; null where one was loaded.</summary>
    internal static string? Load(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out _))
            {
                return null;
            }
        }

        return $"Planning with CLP needs the library CLP ({string.Join(" or ", names)} not found): install the package coinor-libclp1.";
    }

    /// <summary>
    /// A program of two rows with a known answer. The matrix's starts go as 32-bit numbers; a CLP built with wider ones would read others
    /// and answer differently.
    /// </summary>
    private static string? SelfTest()
    {
        try
        {
            // min -x - 2y, x + y <= 4, x + 3y <= 6, 0 <= x, y <= 3: x = 3, y = 1.
            var model = new LinearModel
            {
                Starts = [0, 2, 4], Indices = [0, 1, 0, 1], Values = [1, 1, 1, 3], Cost = [-1, -2], Lower = [0, 0], Upper = [3, 3],
                RowLower = [double.NegativeInfinity, double.NegativeInfinity], RowUpper = [4, 6],
            };
            using var solver = new ClpSolver(checkLibrary: false);
            var answer = solver.Solve(model, null, new SolveLimits(100, null));
            var version = $"{NativeMethods.VersionMajor()}.{NativeMethods.VersionMinor()}";
            return Certificate.Of(model, answer) is { Holds: true } proof && Math.Abs(proof.Primal + 5) < 1e-9
                ? null
                : $"CLP {version} solves a program of two rows wrongly: it was built otherwise than Debian's coinor-libclp1; install that package.";
        }
        catch (EntryPointNotFoundException e)
        {
            return $"The installed CLP lacks a function ({e.Message}): install the package coinor-libclp1.";
        }
    }
}
