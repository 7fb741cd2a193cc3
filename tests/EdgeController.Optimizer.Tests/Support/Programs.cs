using System.Diagnostics;

namespace EdgeController.Optimizer.Tests.Support;

/// <summary>Other people's solvers as child processes.</summary>
internal static class Programs
{
    /// <summary>Debian's Python, which has scipy; a Python from elsewhere has not.</summary>
    public const string Python = "/usr/bin/python3";

    public static bool Has(string program) => program.StartsWith('/')
        ? File.Exists(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program to its end and returns what it said; fails the test where it does not end well within a minute.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        var said = await output;
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}");
        return said;
    }

    /// <summary>Whether Python can import scipy.</summary>
    public static bool HasScipy()
    {
        if (!Has(Python))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import scipy.optimize"]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
