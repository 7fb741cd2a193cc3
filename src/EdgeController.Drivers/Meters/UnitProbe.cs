using System.Collections.Immutable;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>What was found behind one unit id.</summary>
/// <param name="Unit">The unit id.</param>
/// <param name="Fits">The templates whose probe its values pass, with one value to compare with the display.</param>
/// <param name="SunSpecAt">Register of the SunSpec marker; null where there is none.</param>
public sealed record FoundUnit(int Unit, ImmutableArray<string> Fits, int? SunSpecAt);

/// <summary>Finds out what answers at a unit id; only reads.</summary>
public static class UnitProbe
{
    private const int GatewayPath = 10;
    private const int GatewaySilent = 11;
    private static readonly int[] SunSpecBases = [40000, 50000, 0];

    /// <summary>What answers; null where nothing does.</summary>
    public static async Task<FoundUnit?> LookAsync(IModbusTransport transport, int unit, IEnumerable<MeterTemplate> templates, CancellationToken cancellationToken)
    {
        var word = new ushort[1];
        var first = await transport.ReadAsync(unit, 3, 0, 1, word, cancellationToken);
        if (!first.IsOk && (first.Failure != ModbusFailure.Exception || first.ExceptionCode is GatewayPath or GatewaySilent))
        {
            return null;
        }

        var sunSpec = await SunSpecAsync(transport, unit, cancellationToken);
        var fits = ImmutableArray.CreateBuilder<string>();
        foreach (var template in templates)
        {
            var reading = await TemplateReader.ReadAsync(template, transport, unit, all: false, cancellationToken);
            var whole = reading.Failures.IsEmpty || template.Blocks.All(block => reading.Image.Runs.Any(run => run.FunctionCode == block.FunctionCode && run.Start == block.Start));
            if (whole && MeterProbe.Problem(template, reading.Image) is null)
            {
                fits.Add($"{template.Id} ({Shown(MeterDecoder.Decode(template, reading.Image))})");
            }
        }

        return new FoundUnit(unit, fits.ToImmutable(), sunSpec);
    }

    private static async Task<int?> SunSpecAsync(IModbusTransport transport, int unit, CancellationToken cancellationToken)
    {
        var marker = new ushort[2];
        foreach (var start in SunSpecBases)
        {
            if ((await transport.ReadAsync(unit, 3, start, 2, marker, cancellationToken)).IsOk && marker is [0x5375, 0x6E53])
            {
                return start;
            }
        }

        return null;
    }

    private static string Shown(MeterSample sample) => sample.Voltage.L1 is { } volts
        ? FormattableString.Invariant($"L1 {volts.Value:0.0} V, {sample.Current[Phase.L1]?.Value ?? 0:0.0} A")
        : FormattableString.Invariant($"{sample.TotalPower?.Value ?? 0:0} W in all, no phases");
}
