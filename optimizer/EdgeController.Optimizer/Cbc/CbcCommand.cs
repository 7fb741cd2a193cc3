using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Cbc;

/// <summary>
/// The command <c>cbc</c> on a model: a child process, because CBC's C interface gives wrong answers when two threads use it, and because a
/// child that hangs can be ended. Files go through a folder of its own, which is removed.
/// </summary>
internal sealed class CbcCommand(string command)
{
    /// <summary>What the processes may take longer than told before they are ended.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The lines of CBC's solution file, the status first; null with a sentence where there is none.</summary>
    public (string[]? Lines, string Problem) Run(LinearModel model, IReadOnlySet<int> integers, TimeSpan? time, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("edge-plan-").FullName;
        try
        {
            var (mps, solution) = (Path.Combine(folder, "model.mps"), Path.Combine(folder, "solution.txt"));
            using (var file = new StreamWriter(mps))
            {
                MpsWriter.Write(model, file, integers);
            }

            var limit = time ?? TimeSpan.FromMinutes(2);
            string[] arguments = [mps, "-seconds", limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture), .. options, "-printingOptions", "all", "-solve", "-solution", solution];
            return Ended(arguments, limit + Grace) is { } problem
                ? (null, problem)
                : File.Exists(solution) ? (File.ReadAllLines(solution), string.Empty) : (null, "CBC wrote no solution.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"CBC's files cannot be written or read: {e.Message}");
        }
        finally
        {
            Remove(folder);
        }
    }

    /// <summary>Runs the command to its end; a sentence where it does not come to a good one.</summary>
    private string? Ended(string[] arguments, TimeSpan wait)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(wait))
            {
                process.Kill();
                process.WaitForExit();
                return $"CBC did not end within {wait.TotalSeconds:0} s and was ended.";
            }

            return process.ExitCode == 0 ? null : $"CBC ended with code {process.ExitCode}.";
        }
        catch (Win32Exception)
        {
            return $"Planning with CBC needs the command {command}: install the package coinor-cbc.";
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system clears its folder for temporary files.
            return;
        }
    }
}
