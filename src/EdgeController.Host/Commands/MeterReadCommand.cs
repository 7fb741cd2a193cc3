using EdgeController.Core.Topology;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Host.Configuration;
using EdgeController.Host.Running;

namespace EdgeController.Host.Commands;

/// <summary><c>meter read</c>: one meter of a site file as it is now, register by register; it changes nothing.</summary>
internal static class MeterReadCommand
{
    public static async Task<int> RunAsync(string path, string id, bool once, TextWriter output, TextWriter error, CancellationToken stop)
    {
        if (NativeLibrary.Problem() is { } missing)
        {
            await error.WriteLineAsync(missing);
            return ExitCode.Usage;
        }

        var templates = SiteLoading.Templates(path);
        if (SiteLoading.Load(path, templates, error) is not { } site)
        {
            return ExitCode.SiteFileErrors;
        }

        if (site.Meters.FirstOrDefault(one => one.Id.Value == id) is not { } meter)
        {
            await error.WriteLineAsync($"{path} has no meter '{id}'. {NearestWord.Suggest(id, [.. site.Meters.Select(one => one.Id.Value)]) ?? "Meters stand under 'meters'."}");
            return ExitCode.Usage;
        }

        if (meter.Mqtt is not null || !templates.TryGetValue(meter.Template, out var template))
        {
            await error.WriteLineAsync(meter.Mqtt is not null
                ? $"meter '{id}' comes over MQTT and has no registers to read. What arrives and is taken shows: edge-controller mqtt watch {path}"
                : $"meter '{id}' is a {meter.Template} device: only meters with a register template can be shown");
            return ExitCode.Usage;
        }

        await using var buses = SiteBuses.Of(site, templates, checksIdentity: true, TimeProvider.System);
        return await WatchAsync(site, meter, template, buses.Of(meter.Bus), once, output, stop);
    }

    private static async Task<int> WatchAsync(
        Site site, Meter meter, MeterTemplate template, IModbusTransport transport, bool once, TextWriter output, CancellationToken stop)
    {
        var table = new MeterTable(site, meter, template);
        var code = ExitCode.Ok;
        using var beat = new PeriodicTimer(meter.Poll);
        try
        {
            do
            {
                var from = TimeProvider.System.GetTimestamp();
                var reading = await TemplateReader.ReadAsync(template, transport, meter.Unit, all: true, stop);
                code = table.Write(reading, TimeProvider.System.GetElapsedTime(from), output) ? ExitCode.Ok : ExitCode.Usage;
            }
            while (!once && await beat.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return code;
        }

        return code;
    }
}
