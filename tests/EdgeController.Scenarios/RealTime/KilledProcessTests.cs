using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Shell;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.RealTime;

/// <summary>Fault E1 on a real process: <c>kill -9</c> at random moments, a new start on the same folder, and the garage around it never stops.</summary>
[Collection(AloneCollection.Name)]
public sealed class KilledProcessTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-killed-").FullName;
    private readonly int _port = FreePorts.Take(2);

    [Fact]
    public async Task Killed_at_random_moments_it_ticks_again_within_20_seconds_and_keeps_every_limit()
    {
        var random = new SeededRandom(1).Fork("process kills");
        using var world = new SimulatedSite(Examples.Garage, RealGarage.Busy, 1, Examples.Templates);
        await using var surroundings = RealTimeSite.Open(world, TimeProvider.System);
        using var backEnd = new SimulatedCsms(RealGarage.Busy.Epoch);
        await using var csms = await CsmsServer.StartAsync(backEnd, TimeProvider.System, TestContext.Current.CancellationToken);
        var site = WriteSite(surroundings, csms.Endpoint);
        surroundings.Start(new Uri($"ws://127.0.0.1:{_port}/ocpp"));
        using var http = new HttpClient();

        var (slowest, worst, seconds) = (0.0, 0.0, 0);
        for (var life = 0; life <= (Campaign.Long ? 25 : 1); life++)
        {
            var began = TimeProvider.System.GetTimestamp();
            using var process = Start(site);
            await TickingAsync(http, process, began);
            slowest = Math.Max(slowest, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            var until = (life == 0 ? 20 : 6) + random.Uniform(0, 8);
            while (TimeProvider.System.GetElapsedTime(began).TotalSeconds < until)
            {
                Assert.False(process.HasExited, "the process ended by itself");

                // Before the first life no station held a fallback: nothing can be promised until it has settled.
                if (life > 0 || TimeProvider.System.GetElapsedTime(began).TotalSeconds > 18)
                {
                    var ratio = surroundings.Look(TrueLoad.WorstRatio);
                    worst = Math.Max(worst, ratio);
                    seconds += ratio > 1 ? 1 : 0;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            if (life > 0)
            {
                await RemembersAsync(http);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var trips = surroundings.Look(seen => seen.Tree.Trips);
        output.WriteLine(FormattableString.Invariant($"slowest first tick {slowest:0.0} s, worst ratio {worst:0.000}, trips {trips}"));
        Assert.Equal(0, trips);
        Assert.InRange(worst, 0.3, 1.13);
        Assert.InRange(seconds / 10.0, 0, 30);
        Assert.InRange(slowest, 0, 20);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

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
                using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{_port + 1}/api/v1/site"), TestContext.Current.CancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The life before wrote what stations hold; all of them are in it.</summary>
    private async Task RemembersAsync(HttpClient http)
    {
        Assert.True((await http.GetAsync(new Uri($"http://127.0.0.1:{_port + 1}/health/live"), TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        using var memory = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "state", "site-memory.json"), TestContext.Current.CancellationToken));
        Assert.Equal(Examples.Garage.Stations.Length, memory.RootElement.GetProperty("stations").GetArrayLength());
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
