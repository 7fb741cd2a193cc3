using System.Globalization;
using EdgeController.Drivers.Meters;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>A template in words: for <c>templates show</c> and for the table of meters in the documentation.</summary>
public static class TemplateText
{
    /// <summary>All that the template holds.</summary>
    public static void Write(MeterTemplate template, TextWriter output)
    {
        output.WriteLine($"{template.Id}: {string.Join(", ", template.Products)}");
        output.WriteLine($"  reached by    {Transport(template.Transport)}; unit {template.Transport.Unit} as delivered");
        output.WriteLine($"  word order    {Order(template)}");
        output.WriteLine($"  verified      {template.Verified.ToString().ToLowerInvariant()}");
        if (template.Refresh > TimeSpan.Zero)
        {
            output.WriteLine(FormattableString.Invariant($"  refresh       new values every {template.Refresh.TotalSeconds:0.###} s"));
        }

        foreach (var block in template.Blocks)
        {
            var every = block.Every > TimeSpan.Zero ? FormattableString.Invariant($", every {block.Every.TotalSeconds:0.###} s") : "";
            output.WriteLine($"  read          function code {block.FunctionCode}, registers {block.Start}..{block.Start + block.Count - 1}{every}");
        }

        Phases(output, "voltage", "V", template.Voltage);
        Phases(output, "current", "A", template.Current);
        Phases(output, "power", "W", template.Power);
        Single(output, "total", "W", template.TotalPower);
        Single(output, "total_export", "W", template.TotalExport);
        Single(output, "frequency", "Hz", template.Frequency);
        Single(output, "energy_in", "Wh", template.EnergyImport);
        Single(output, "energy_out", "Wh", template.EnergyExport);
        output.WriteLine($"  probe         voltage {template.Probe.Voltage} V, frequency {template.Probe.Frequency} Hz");
        foreach (var identity in template.Probe.Identity)
        {
            output.WriteLine($"                register {identity.Start} holds {string.Join(' ', identity.Words.Select(word => $"0x{word:X4}"))}");
        }

        output.WriteLine($"  golden        {string.Join("; ", template.Golden.Select(golden => golden.Name))}");
        foreach (var source in template.Sources)
        {
            output.WriteLine($"  source        {source}");
        }
    }

    /// <summary>One row of the documentation's table.</summary>
    public static string Row(MeterTemplate template)
    {
        var codes = string.Join("+", template.Blocks.Select(block => block.FunctionCode).Distinct());
        var phases = template.HasPhases ? $"{template.Voltage!.L1.Type}".ToLowerInvariant() : "total only";
        return $"| `{template.Id}` | {string.Join(", ", template.Products)} | {Transport(template.Transport)} | {codes} | {phases}, {Order(template)} | {template.Verified.ToString().ToLowerInvariant()} |";
    }

    private static string Order(MeterTemplate template) => template.WordOrder == WordOrder.MostSignificantFirst ? "msw-first" : "lsw-first";

    private static string Transport(MeterTransport transport)
    {
        var rtu = transport.Serial is { } serial ? $"RTU {serial}" : "RTU (the site gives the baud rate)";
        return (transport.Tcp, transport.Rtu) switch
        {
            (true, true) => $"TCP, {rtu}",
            (false, true) => rtu,
            _ => "TCP",
        };
    }

    private static void Phases(TextWriter output, string name, string unit, PhaseValues? at)
    {
        if (at is not null)
        {
            Line(output, name, $"{at.L1.Address}, {at.L2.Address}, {at.L3.Address}", unit, at.L1);
        }
    }

    private static void Single(TextWriter output, string name, string unit, RegisterValue? at)
    {
        if (at is not null)
        {
            Line(output, name, at.Address.ToString(CultureInfo.InvariantCulture), unit, at);
        }
    }

    private static void Line(TextWriter output, string name, string at, string unit, RegisterValue value)
    {
        var none = value.NotAvailable.IsEmpty ? "" : $", no value: {string.Join(" ", value.NotAvailable.Select(pattern => $"0x{pattern:X}"))}";
        output.WriteLine(FormattableString.Invariant($"  {name,-13} {at}: {value.Type.ToString().ToLowerInvariant()} x {value.Scale:0.######} {unit}{none}"));
    }
}
