using System.Globalization;
using System.Text;
using EdgeController.Benchmarks.Harness;

namespace EdgeController.Benchmarks.Starting;

/// <summary>The whole process on a generated site: how long until it listens, and what it holds in memory, idle and with all stations connected.</summary>
internal static class StartBench
{
    public static async Task RunAsync(Figures figures)
    {
        foreach (var count in new[] { 24, 200 })
        {
            await MeasureAsync(figures, count);
        }
    }

    /// <summary>A site file with that many stations, twenty to a circuit.</summary>
    /// <param name="stations">Stations with one connector each.</param>
    /// <param name="csms">Back end of all; null where the controller is the back end.</param>
    public static string SiteFile(int stations, Uri? csms)
    {
        var text = new StringBuilder("schema: 1\nsite: { name: Generated, timezone: UTC }\ncircuits:\n");
        var circuits = (stations + 19) / 20;
        for (var c = 0; c < circuits; c++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  row{c + 1}: {{ limit: {{ amps: 250 }}, uncontrolled: {{ assumed: 4A }} }}\n");
        }

        text.Append("stations:\n  defaults: { max: 16A, min: 6A, fallback: 6A }\n  list:\n");
        for (var c = 0; c < circuits; c++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    - {{ ids: \"S{c + 1}-{{01..{Math.Min(20, stations - (c * 20)):00}}}\", circuit: row{c + 1} }}\n");
        }

        return text.Append(csms is null ? "csms: none\n" : $"csms: {{ back: {{ url: \"{csms}\", stations: \"*\" }} }}\n").ToString();
    }

    /// <summary>The identities in <see cref="SiteFile"/>.</summary>
    public static IEnumerable<string> Identities(int stations) =>
        Enumerable.Range(0, stations).Select(i => FormattableString.Invariant($"S{(i / 20) + 1}-{(i % 20) + 1:00}"));

    private static async Task MeasureAsync(Figures figures, int count)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, SiteFile(count, csms: null));
        var name = FormattableString.Invariant($"{count} stations");
        var began = TimeProvider.System.GetTimestamp();
        await using var child = Child.Start("edge-controller.dll", "run", file, "--state", file + ".state", "--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0", "--for", "120s");
        var port = int.Parse(await child.LineAsync("^stations: ws://[^:]+:([0-9]+)"), CultureInfo.InvariantCulture);
        figures.Add("start", $"{name}: start until stations can connect", TimeProvider.System.GetElapsedTime(began).TotalSeconds, "s");
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        figures.Add("start", $"{name}: resident memory, none connected", child.ResidentMiB, "MiB");
        var stations = Identities(count).Select(id => new GoodStation(id)).ToArray();
        foreach (var station in stations)
        {
            await station.ConnectAsync(port);
        }

        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            foreach (var station in stations)
            {
                await station.MeasureAsync();
            }
        }

        figures.Add("start", $"{name}: resident memory, all connected and charging", child.ResidentMiB, "MiB");
        foreach (var station in stations)
        {
            await station.DisposeAsync();
        }

        File.Delete(file);
    }
}
