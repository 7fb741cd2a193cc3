using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Host.Commands;

/// <summary>One meter's readings as a table: raw registers, values, age and quality of each.</summary>
internal sealed class MeterTable(Site site, Meter meter, MeterTemplate template)
{
    private readonly Dictionary<RegisterValue, (string Hex, long Since)> _seen = [];
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private MeterPlausibility _plausibility = MeterPlausibility.Initial;
    private int _polls;

    /// <summary>Writes one reading; false where it could not be used.</summary>
    public bool Write(TemplateReading reading, TimeSpan took, TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"meter {meter.Id.Value} ({template.Id}) at {meter.Bus}, unit {meter.Unit}: poll {++_polls}, answered in {took.TotalMilliseconds:0} ms"));
        foreach (var failure in reading.Failures)
        {
            output.WriteLine("  " + failure);
        }

        if (reading.IsEmpty)
        {
            return false;
        }

        var problem = MeterProbe.Problem(template, reading.Image, meter.Phases.Terminals.Length);
        var suspicion = problem is null ? Suspicion(reading.Image) : null;
        output.WriteLine($"  {"value",-14}{"register",9}  {"raw",-20}{"reading",14}  {"unchanged",9}  quality");
        Phases("voltage", "V", template.Voltage, reading.Image, suspicion, output);
        Phases("current", "A", template.Current, reading.Image, suspicion, output);
        Phases("power", "W", template.Power, reading.Image, suspicion, output);
        Row("total", "W", template.TotalPower, reading.Image, suspicion, output);
        Row("total export", "W", template.TotalExport, reading.Image, suspicion, output);
        Row("frequency", "Hz", template.Frequency, reading.Image, null, output);
        Row("energy in", "Wh", template.EnergyImport, reading.Image, null, output);
        Row("energy out", "Wh", template.EnergyExport, reading.Image, null, output);
        output.WriteLine(problem is not null ? $"  not usable: {problem}" : suspicion is not null ? $"  suspect: {suspicion}" : "  the template fits this device");
        return problem is null;
    }

    /// <summary>What the controller would hold against the sample by itself; the stations' evidence is not known here.</summary>
    private string? Suspicion(RegisterImage image)
    {
        var at = new Instant(TimeProvider.System.GetElapsedTime(_started));
        if (MeterReadingDecoder.ToEvent(meter, template, image, at) is not MeterReading reading)
        {
            return null;
        }

        var limit = site.Circuits.FirstOrDefault(circuit => circuit.Meter == meter.Index)?.LimitAmps ?? PerPhase.All(new Amperes(double.MaxValue / 4));
        (_plausibility, var verdict) = _plausibility.Observe(reading, new MeterEvidence(limit, default, default, 0, TimeSpan.MaxValue, template.Refresh) { CanFeedIn = true });
        return verdict.Doubt == MeterDoubt.None ? null : verdict.Doubt.Sentence();
    }

    private void Phases(string name, string unit, PhaseValues? at, RegisterImage image, string? suspicion, TextWriter output)
    {
        Row(name + " L1", unit, at?.L1, image, suspicion, output);
        Row(name + " L2", unit, at?.L2, image, suspicion, output);
        Row(name + " L3", unit, at?.L3, image, suspicion, output);
    }

    private void Row(string name, string unit, RegisterValue? at, RegisterImage image, string? suspicion, TextWriter output)
    {
        if (at is null)
        {
            return;
        }

        var hex = TemplateReader.Hex(template, image, at);
        var value = TemplateReader.Value(template, image, at);
        var now = TimeProvider.System.GetTimestamp();
        if (!_seen.TryGetValue(at, out var seen) || seen.Hex != hex)
        {
            _seen[at] = seen = (hex, now);
        }

        var quality = value is null ? "missing" : suspicion is null ? "fresh" : "suspect";
        var shown = value is { } known ? FormattableString.Invariant($"{known:0.###} {unit}") : "-";
        var unchanged = TimeProvider.System.GetElapsedTime(seen.Since, now).TotalSeconds;
        output.WriteLine(FormattableString.Invariant($"  {name,-14}{at.Address,9}  {hex,-20}{shown,14}  {unchanged,7:0} s  {quality}"));
    }
}
