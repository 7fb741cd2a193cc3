using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace EdgeController.Benchmarks.Harness;

/// <summary>A program in a process of its own, so that its processor time and memory can be told from ours; ended by its id.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const double TicksPerSecond = 100;
    private const int LastLines = 12;

    private readonly Process _process;
    private readonly string _gauge;
    private readonly string _name;
    private readonly Queue<string> _last = new();
    private Task _draining = Task.CompletedTask;

    private Child(Process process, string gauge, string name) => (_process, _gauge, _name) = (process, gauge, name);

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

        return new Child(Process.Start(start)!, gauge, string.Join(' ', [dll, .. arguments.Take(1)]));
    }

    /// <summary>What the process has used so far; with <paramref name="collect"/> after it has collected all garbage.</summary>
    /// <exception cref="InvalidOperationException">It has ended; the sentence says how.</exception>
    public async Task<Used> UsedAsync(bool collect = false)
    {
        try
        {
            return await Gauge.ReadAsync(_gauge, collect);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new InvalidOperationException($"{_name} cannot be asked what it used: {await HowItEndedAsync()}", e);
        }
    }

    /// <summary>A sentence about a process that should live.</summary>
    public async Task<string> HowItEndedAsync()
    {
        // Whoever notices first may be faster than the end itself.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return $"{_name} still runs";
        }

        await _draining;
        lock (_last)
        {
            return $"{_name} ended with code {_process.ExitCode}, last it said: {string.Join(" / ", _last)}";
        }
    }

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

    /// <summary>Reads what the process writes from now on.</summary>
    public void Drain()
    {
        _draining = Task.WhenAll(DropAsync(_process.StandardOutput), DropAsync(_process.StandardError));
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

    /// <summary>All but the last lines, which tell why it ended.</summary>
    private async Task DropAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_last)
            {
                _last.Enqueue(line);
                while (_last.Count > LastLines)
                {
                    _last.Dequeue();
                }
            }
        }
    }
}
