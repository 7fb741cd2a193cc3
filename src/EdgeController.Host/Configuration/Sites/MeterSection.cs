using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads the meters.</summary>
internal static class MeterSection
{
    internal static ImmutableArray<Meter> Read(Entry? section, IReadOnlyDictionary<string, MeterTemplate> templates, MeterStaleness staleness, DiagnosticList diagnostics)
    {
        var meters = ImmutableArray.CreateBuilder<Meter>();
        var devices = new Dictionary<(string, int, int), string>();
        foreach (var entry in section?.Children ?? [])
        {
            if (MqttMeterSection.Takes(entry, diagnostics))
            {
                meters.Add(MqttMeterSection.Read(entry, meters.Count, diagnostics));
                continue;
            }

            var poll = entry.Duration("poll") ?? TimeSpan.FromSeconds(1);
            CheckTemplate(entry, templates, diagnostics);
            CheckPoll(entry, poll, staleness, diagnostics);
            var template = templates.GetValueOrDefault(entry.Text("template") ?? "");
            if (entry.Find("connection") is not { Children.IsEmpty: false } connection || BusKeys.Read(connection, template?.Transport.Serial, diagnostics) is not { } bus)
            {
                continue;
            }

            var unit = connection.Integer("unit") ?? template?.Transport.Unit ?? 1;
            var place = (connection.Find("tcp") ?? connection.Find("rtu"))!.Position;
            if (!devices.TryAdd((bus.Host, bus.Port, unit), entry.Name))
            {
                diagnostics.Error(place, Codes.SameMeterDevice, $"{entry.Path} is the same device as meters.{devices[(bus.Host, bus.Port, unit)]}: {bus}, unit {unit}", "Give each meter its own address or unit.");
            }

            if (meters.FirstOrDefault(other => other.Host == bus.Host && other.Port == bus.Port && other.Serial != bus.Serial) is { } neighbour)
            {
                diagnostics.Error(place, Codes.SerialSettings, $"{entry.Path}: {bus.Host} runs at {bus.Serial} here and at {neighbour.Serial} for meters.{neighbour.Id.Value}", "All devices of one bus need the same settings.");
            }

            meters.Add(new Meter
            {
                Id = new MeterId(entry.Name),
                Index = meters.Count,
                Template = entry.Text("template") ?? "",
                Host = bus.Host,
                Port = bus.Port,
                Serial = bus.Serial,
                Unit = unit,
                Poll = poll,
                Refresh = template?.Refresh ?? TimeSpan.Zero,
                Phases = entry.Find("phases")?.Value as PhaseRotation ?? PhaseRotation.L1L2L3,
            });
        }

        return meters.ToImmutable();
    }

    internal static bool HasBuiltRole(Entry meter) => meter.Find("role") is not { Value: null };

    private static void CheckTemplate(Entry entry, IReadOnlyDictionary<string, MeterTemplate> templates, DiagnosticList diagnostics)
    {
        // A meter whose role is not built yet needs no second report.
        if (!HasBuiltRole(entry))
        {
            return;
        }

        if (entry.Find("template") is { Value: string name } template && !templates.ContainsKey(name) && Drivers.SunSpec.SunSpecUnit.KindOf(name) is null)
        {
            diagnostics.Error(template.Position, Codes.UnknownTemplate, $"{template.Path}: there is no meter template '{name}'", NearestWord.Suggest(name, [.. templates.Keys]));
        }
        else if (entry.Find("template") is { Value: string known } reference && templates.GetValueOrDefault(known) is { HasPhases: false } total)
        {
            diagnostics.Error(
                reference.Position, Codes.TemplateWithoutPhases, $"{reference.Path}: a {total.Products[0]} tells no current of each phase", "Take a meter that does: nothing can be guarded by a total.");
        }
    }

    private static void CheckPoll(Entry entry, TimeSpan poll, MeterStaleness staleness, DiagnosticList diagnostics)
    {
        if (poll >= staleness.NoIncrease)
        {
            diagnostics.Error(
                entry.Find("poll")?.Position ?? entry.KeyPosition,
                Codes.PollTooSlow,
                FormattableString.Invariant($"{entry.Path}.poll: a meter read every {poll.TotalSeconds}s is stale between two readings (site.safety.meter_stale.no_increase is {staleness.NoIncrease.TotalSeconds}s)"),
                "Read it more often: 1s is usual.");
        }
    }
}
