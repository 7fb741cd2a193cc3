using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.Rigs;

/// <summary><c>edge-controller</c> as a process of its own; ended by its id.</summary>
internal sealed class EdgeProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private EdgeProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static EdgeProcess Start(params string[] arguments) => Start(null, arguments);

    public static EdgeProcess Start((string Name, string Value)? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "edge-controller.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is { } variable)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        return new EdgeProcess(Process.Start(start)!);
    }

    /// <summary>No file that it writes may be longer: to write on is an I/O error.</summary>
    public static EdgeProcess StartWithShortFiles(int kibibytes, params string[] arguments)
    {
        // The runtime's own memory file would be too long as well, so that protection of its code is left out.
        var shell = FormattableString.Invariant($"trap '' XFSZ; ulimit -f {kibibytes}; export DOTNET_EnableWriteXorExecute=0; exec dotnet \"$@\"");
        return new EdgeProcess(Process.Start(new ProcessStartInfo("bash", ["-c", shell, "bash", Path.Combine(AppContext.BaseDirectory, "edge-controller.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    /// <summary>The first group of the first line on standard output that matches.</summary>
    public async Task<string> LineAsync(string pattern)
    {
        var found = Match.Empty;
        await Until.TrueAsync($"a line {pattern}", () =>
        {
            found = Regex.Match(Output, pattern, RegexOptions.Multiline);
            Assert.True(found.Success || !_process.HasExited, $"ended with {Output} {Error}");
            return found.Success;
        });
        return found.Groups[1].Value;
    }

    public Task TerminateAsync() => SignalAsync("TERM");

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"kill -{signal} {_process.Id}")]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> ExitCodeAsync(double withinSeconds)
    {
        await Until.TrueAsync("the process to end", () => _process.HasExited, withinSeconds);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
