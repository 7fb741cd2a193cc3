using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeController.Benchmarks.Harness;

/// <summary>A program in a process of its own, so that its processor time and memory can be told from ours; ended by its id.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly string _gauge;
    private Task _draining = Task.CompletedTask;

    private Child(Process process, string gauge) => (_process, _gauge) = (process, gauge);

    /// <summary>Starts a .NET program that stands beside this one.</summary>
    public static Child Start(string dll, params string[] arguments) => Start(new Dictionary<string, string>(), dll, arguments);

    /// <summary>The same with settings of the runtime (<c>DOTNET_</c> variables) in the place of the program's own.</summary>
    public static Child Start(IReadOnlyDictionary<string, string> settings, string dll, params string[] arguments)
    {
        var gauge = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, dll), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Gauge.Ask(start.Environment, gauge);
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new Child(Process.Start(start)!, gauge);
    }

    /// <summary>What the process has used so far.</summary>
    public Task<Used> UsedAsync() => Gauge.ReadAsync(_gauge);

    /// <summary>User and system time that the process has used, in seconds; from /proc.</summary>
    public double CpuSeconds
    {
        get
        {
            var stat = File.ReadAllText(FormattableString.Invariant($"/proc/{_process.Id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory in MiB; from /proc.</summary>
    public double ResidentMiB
    {
        get
        {
            var line = File.ReadLines(FormattableString.Invariant($"/proc/{_process.Id}/status")).First(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
            return double.Parse(Regex.Match(line, "[0-9]+").Value, CultureInfo.InvariantCulture) / 1024;
        }
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>The first group of the first line that matches; all lines after it are read and dropped.</summary>
    public async Task<string> LineAsync(string pattern)
    {
        var said = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (Regex.Match(line, pattern) is { Success: true } match)
            {
                Drain();
                return match.Groups[1].Value;
            }
        }

        throw new InvalidOperationException(string.Join('\n', said) + await _process.StandardError.ReadToEndAsync());
    }

    /// <summary>Reads and drops what the process writes from now on.</summary>
    public void Drain()
    {
        _draining = Task.WhenAll(
            _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null),
            _process.StandardError.BaseStream.CopyToAsync(Stream.Null));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _draining;
        _process.Dispose();
        File.Delete(_gauge);
    }
}
