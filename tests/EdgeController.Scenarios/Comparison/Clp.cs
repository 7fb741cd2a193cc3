using System.Diagnostics;
using System.Globalization;

namespace EdgeController.Scenarios.Comparison;

/// <summary>What the solver found.</summary>
/// <param name="Values">Of the columns.</param>
/// <param name="Multipliers">Of the rows: what one more unit of a row would gain.</param>
internal sealed record LinearSolution(double[] Values, double[] Multipliers);

/// <summary>The command <c>clp</c> of COIN-OR, package coinor-clp.</summary>
internal static class Clp
{
    public static async Task<LinearSolution> SolveAsync(LinearProgram program, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("edge-lp-").FullName;
        try
        {
            var (model, solution) = (Path.Combine(folder, "model.mps"), Path.Combine(folder, "solution.txt"));
            await using (var file = new StreamWriter(model))
            {
                MpsFile.Write(program, file);
            }

            var words = await RunAsync([model, "-dualSimplex", "-printingOptions", "all", "-solution", solution], cancellation);
            return File.Exists(solution)
                ? Read(program, await File.ReadAllLinesAsync(solution, cancellation))
                : throw new InvalidOperationException("clp wrote no solution: " + words);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var process = Start(new ProcessStartInfo("clp", arguments) { RedirectStandardOutput = true, UseShellExecute = false });
        var words = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return words;
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("The command clp is missing: install the Debian package coinor-clp.", missing);
        }
    }

    // "Optimal - objective value -18", then a line a row and a line a column: number, name, value, multiplier; ** before a value that breaks a bound.
    private static LinearSolution Read(LinearProgram program, string[] lines)
    {
        if (!lines[0].StartsWith("Optimal", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException("clp found no optimum: " + lines[0]);
        }

        var (values, multipliers) = (new double[program.Columns], new double[program.Rows]);
        foreach (var line in lines.Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var name = words.Length >= 4 ? words[^3] : string.Empty;
            if (name.StartsWith('C'))
            {
                values[int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture)] = double.Parse(words[^2], CultureInfo.InvariantCulture);
            }
            else if (name.StartsWith('R'))
            {
                multipliers[int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture)] = -double.Parse(words[^1], CultureInfo.InvariantCulture);
            }
        }

        return new LinearSolution(values, multipliers);
    }
}
