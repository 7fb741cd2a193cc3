using System.Diagnostics;
using EdgeController.Tests;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Kills.Journal;

/// <summary>
/// One site under traffic whose controller is killed again and again while the back end comes and goes; at the end all is left to come to rest.
/// </summary>
internal sealed class KillSession : IDisposable
{
    private static readonly string[] Versions = ["1.6", "2.0.1", "2.1"];

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-journal-kills-").FullName;
    private readonly int _port = FreePorts.Take(2);
    private readonly (string Name, string Value)? _environment;
    private readonly List<string> _errors = [];
    private readonly Queue<string> _lastLines = new();

    private KillSession((string Name, string Value)? environment) => _environment = environment;

    public int Kills { get; private set; }

    public int KillsWhileAway { get; private set; }

    /// <summary>By station.</summary>
    public IReadOnlyDictionary<string, Verdict> Verdicts { get; private set; } = new Dictionary<string, Verdict>();

    /// <summary>1.6 messages that named a transaction by another number than its start was given.</summary>
    public IReadOnlyCollection<string> Strange { get; private set; } = [];

    /// <summary>Error lines of all lives.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Six stations, two of each version.</summary>
    public static async Task<KillSession> PlayAsync(ulong seed, int kills, (string Name, string Value)? environment = null)
    {
        using var session = new KillSession(environment);
        await session.PlayAsync(new SeededRandom(seed).Fork("journal kills"), kills);
        return session;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task PlayAsync(SeededRandom random, int kills)
    {
        var ledgers = Enumerable.Range(1, 6).ToDictionary(number => $"K{number}", _ => new TransactionLedger(), StringComparer.Ordinal);
        await using var csms = await LedgerCsms.StartAsync(ledgers);
        var site = WriteSite(csms.Endpoint);
        using var stop = new CancellationTokenSource();
        var stations = ledgers.Select((pair, at) => new LedgerStation(pair.Key, Versions[at % 3], new Uri($"ws://127.0.0.1:{_port}/ocpp"), pair.Value, stop.Token)).ToArray();
        var working = Task.WhenAll(stations.Select(station => station.RunAsync()));

        // The first life ends when the back end has accepted every station and its card.
        await LiveAsync(site, async _ => await UntilAsync("first transactions", () => ledgers.Values.All(ledger => ledger.Told > 4), working));
        for (Kills = 0; Kills < kills; Kills++)
        {
            await LiveAsync(site, process => SpendAsync(random, csms, ledgers, process, working));
        }

        csms.ComeBack();
        await LiveAsync(site, async _ =>
        {
            await stop.CancelAsync();
            await UntilAsync("rest", () => working.IsCompleted, working);
            await working;
            var rest = TimeProvider.System.GetTimestamp();
            while (!ledgers.Values.All(ledger => ledger.IsEven) && TimeProvider.System.GetElapsedTime(rest).TotalSeconds < (_environment is null ? 240 : 5))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        });
        Verdicts = ledgers.ToDictionary(pair => pair.Key, pair => pair.Value.Judge(), StringComparer.Ordinal);
        Strange = [.. csms.Strange];
    }

    /// <summary>One life of random length; one in eight ends while the process still starts. The back end stays, goes, or is away.</summary>
    private async Task SpendAsync(SeededRandom random, LedgerCsms csms, IReadOnlyDictionary<string, TransactionLedger> ledgers, Process process, Task working)
    {
        var (kind, length, early) = (random.Below(5), random.Uniform(0.05, 1.2), random.Below(8) == 0);
        if (kind < 2)
        {
            csms.GoAway();
        }
        else
        {
            csms.ComeBack();
        }

        if (!early)
        {
            var before = ledgers.Values.Sum(ledger => ledger.Answered);
            await UntilAsync("traffic", () => ledgers.Values.Sum(ledger => ledger.Answered) > before + 6 || process.HasExited, working);
        }

        var began = TimeProvider.System.GetTimestamp();
        var goes = kind == 2 ? length / 2 : double.MaxValue;
        while (TimeProvider.System.GetElapsedTime(began).TotalSeconds is var spent && spent < length)
        {
            if (spent > goes)
            {
                (goes, kind) = (double.MaxValue, 0);
                csms.GoAway();
            }

            if (process.HasExited)
            {
                // A machine so busy that the loop cannot tick: the dead man's end is a death like the others.
                Assert.True(LastLines.Contains("has not ticked", StringComparison.Ordinal), $"the process ended by itself: {LastLines}");
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        KillsWhileAway += kind < 2 ? 1 : 0;
    }

    private async Task LiveAsync(string site, Func<Process, Task> life)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "edge-controller.dll"), "run", site, "--ocpp", FormattableString.Invariant($"127.0.0.1:{_port}"),
            "--http", FormattableString.Invariant($"127.0.0.1:{_port + 1}"), "--state", Path.Combine(_folder, "state"), "--for", "20m",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (_environment is { } variable)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await life(process);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(); // SIGKILL
            }

            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private string LastLines
    {
        get
        {
            lock (_errors)
            {
                return string.Join('\n', _lastLines);
            }
        }
    }

    private void Keep(string? line)
    {
        lock (_errors)
        {
            _lastLines.Enqueue(line ?? string.Empty);
            while (_lastLines.Count > 40)
            {
                _lastLines.Dequeue();
            }

            if (line?.Contains("fail:", StringComparison.Ordinal) == true || line?.Contains("Unhandled", StringComparison.Ordinal) == true)
            {
                _errors.Add(line);
            }
        }
    }

    private static async Task UntilAsync(string what, Func<bool> reached, Task working)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!reached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began).TotalSeconds < 90, $"not within 90 s: {what}");
            if (working.IsFaulted)
            {
                await working;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private string WriteSite(Uri csms)
    {
        var path = Path.Combine(_folder, "site.yaml");
        File.WriteAllText(path, $$"""
            schema: 1
            site: { name: Kills, timezone: UTC }
            circuits:
              main: { limit: { amps: 200 }, uncontrolled: { assumed: 20A } }
            stations:
              defaults: { max: 16A, min: 6A, fallback: 6A }
              list:
                - { ids: "K{1..6}", circuit: main, connectors: 1 }
            csms: { main: { url: "{{csms.ToString().TrimEnd('/')}}", stations: "*" } }
            """);
        return path;
    }
}
