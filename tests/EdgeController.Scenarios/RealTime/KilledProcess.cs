using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeController.Tests;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Shell;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.RealTime;

/// <summary>Fault E1 on a real process: <c>kill -9</c> at random moments, a new start on the same folder, and the garage around it never stops.</summary>
internal sealed class KilledProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-killed-").FullName;
    private readonly int _port = FreePorts.Take(2);

    /// <summary>The longest time from a start to the first answer, in seconds.</summary>
    public double SlowestTick { get; private set; }

    /// <summary>The highest load of any circuit as a share of its limit, and for how long any was over.</summary>
    public double WorstRatio { get; private set; }

    public double SecondsOver { get; private set; }

    public int Trips { get; private set; }

    public static async Task<KilledProcess> PlayAsync()
    {
        using var killed = new KilledProcess();
        await killed.LiveAndDieAsync();
        return killed;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public override string ToString() => FormattableString.Invariant($"slowest first tick {SlowestTick:0.0} s, worst ratio {WorstRatio:0.000}, trips {Trips}");

    private async Task LiveAndDieAsync()
    {
        var random = new SeededRandom(1).Fork("process kills");
        using var world = new SimulatedSite(Examples.Garage, RealGarage.Busy, 1, Examples.Templates);
        await using var surroundings = RealTimeSite.Open(world, TimeProvider.System);
        using var backEnd = new SimulatedCsms(RealGarage.Busy.Epoch);
        await using var csms = await CsmsServer.StartAsync(backEnd, TimeProvider.System, CancellationToken.None);
        var site = WriteSite(surroundings, csms.Endpoint);
        surroundings.Start(new Uri($"ws://127.0.0.1:{_port}/ocpp"));
        using var http = new HttpClient();

        for (var life = 0; life <= (Campaign.Long ? 25 : 1); life++)
        {
            var began = TimeProvider.System.GetTimestamp();
            using var process = Start(site);
            try
            {
                await TickingAsync(http, process, began);
                SlowestTick = Math.Max(SlowestTick, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
                await WatchAsync(surroundings, process, began, life, (life == 0 ? 20 : 6) + random.Uniform(0, 8));
                if (life > 0)
                {
                    await RemembersAsync(http);
                }
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        Trips = surroundings.Look(seen => seen.Tree.Trips);
    }

    private async Task WatchAsync(RealTimeSite surroundings, Process process, long began, int life, double until)
    {
        // Before the first life no station held a fallback: nothing can be promised until it has settled.
        var settled = life > 0;
        for (var elapsed = 0.0; elapsed < until || (!settled && elapsed < 120); elapsed = TimeProvider.System.GetElapsedTime(began).TotalSeconds)
        {
            Assert.False(process.HasExited, "the process ended by itself");

            var ratio = surroundings.Look(TrueLoad.WorstRatio);
            settled |= elapsed > 18 && ratio <= 1;
            if (settled)
            {
                WorstRatio = Math.Max(WorstRatio, ratio);
                SecondsOver += ratio > 1 ? 0.1 : 0;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The page's port follows the stations'.</summary>
    private Process Start(string site)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "edge-controller.dll"), "run", site, "--ocpp", FormattableString.Invariant($"127.0.0.1:{_port}"),
            "--http", FormattableString.Invariant($"127.0.0.1:{_port + 1}"), "--state", Path.Combine(_folder, "state"), "--for", "20m",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task TickingAsync(HttpClient http, Process process, long began)
    {
        while (true)
        {
            Assert.False(process.HasExited, $"the process ended with {(process.HasExited ? process.ExitCode : 0)}");
            Assert.True(TimeProvider.System.GetElapsedTime(began).TotalSeconds < 60, "no tick within 60 s");
            try
            {
                using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{_port + 1}/api/v1/site"), CancellationToken.None);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The life before wrote what stations hold; all of them are in it.</summary>
    private async Task RemembersAsync(HttpClient http)
    {
        Assert.True((await http.GetAsync(new Uri($"http://127.0.0.1:{_port + 1}/health/live"), CancellationToken.None)).IsSuccessStatusCode);
        var (file, stations) = (Path.Combine(_folder, "state", "site-memory.json"), 0);
        for (var tries = 0; tries < 300 && stations < Examples.Garage.Stations.Length; tries++)
        {
            if (File.Exists(file))
            {
                using var memory = JsonDocument.Parse(await File.ReadAllTextAsync(file));
                stations = memory.RootElement.GetProperty("stations").GetArrayLength();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }

        Assert.Equal(Examples.Garage.Stations.Length, stations);
    }

    /// <summary>The example garage with its meters and its back end on this machine.</summary>
    private string WriteSite(RealTimeSite surroundings, Uri csms)
    {
        var text = File.ReadAllText(Path.Combine(Examples.Repository, "site-examples", "garage", "site.yaml"));
        foreach (var meter in Examples.Garage.Meters)
        {
            var own = FormattableString.Invariant($"{meter.Host}:{meter.Port}");
            Assert.Contains(own, text, StringComparison.Ordinal);
            text = text.Replace(own, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{surroundings.MeterPort(meter.Index)}"), StringComparison.Ordinal);
        }

        var back = Examples.Garage.BackEnds[0].Url.ToString();
        Assert.Contains(back, text, StringComparison.Ordinal);
        var path = Path.Combine(_folder, "site.yaml");
        File.WriteAllText(path, text.Replace(back, csms.ToString().TrimEnd('/'), StringComparison.Ordinal));
        return path;
    }
}
