using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>How a site file says on which bus a device is: over TCP, or at a serial port of this machine.</summary>
internal static class BusKeys
{
    /// <summary>The keys of a serial port, beside <c>tcp</c>.</summary>
    internal static KeySpec[] Serial(string path) =>
    [
        new($"{path}.rtu", KeyKind.Text, "Serial port (RS-485) of this machine, instead of 'tcp'. Names below /dev/serial/by-id stay when the adapter changes its socket.") { Example = "/dev/ttyUSB0" },
        new($"{path}.baud", KeyKind.Integer, "Bits per second on the serial port; without it as the device is delivered.") { Min = 300, Max = 1000000, Example = "9600" },
        new($"{path}.format", KeyKind.Choice, "Data bits, parity and stop bits on the serial port; without it as the device is delivered.") { Choices = ["8N1", "8E1", "8O1", "8N2"] },
    ];

    /// <summary>The address, or null after it was reported what is missing or wrong.</summary>
    /// <param name="entry">The section that holds <c>tcp</c> or <c>rtu</c>.</param>
    /// <param name="delivered">The device's serial settings as delivered, where they are known.</param>
    /// <param name="diagnostics">Where findings go.</param>
    internal static BusAddress? Read(Entry entry, SerialFormat? delivered, DiagnosticList diagnostics)
    {
        var (tcp, rtu) = (entry.Find("tcp"), entry.Find("rtu"));
        if ((tcp is null) == (rtu is null))
        {
            diagnostics.Error(
                tcp is null ? entry.KeyPosition : rtu!.KeyPosition,
                tcp is null ? Codes.MissingKey : Codes.BadValue,
                tcp is null ? $"{entry.Path}: neither tcp nor rtu is there" : $"{entry.Path}: both tcp and rtu are there",
                "Write 'tcp: 192.168.10.20:502' for a network, or 'rtu: /dev/ttyUSB0' for a serial port.");
            return null;
        }

        return tcp is not null ? ReadTcp(entry, tcp, diagnostics) : ReadSerial(entry, rtu!, delivered, diagnostics);
    }

    private static BusAddress? ReadTcp(Entry entry, Entry tcp, DiagnosticList diagnostics)
    {
        foreach (var idle in new[] { entry.Find("baud"), entry.Find("format") })
        {
            if (idle is not null)
            {
                diagnostics.Error(idle.KeyPosition, Codes.WithoutEffect, $"{idle.Path}: has no meaning over TCP", "Remove it, or set it at the gateway.");
            }
        }

        return tcp.Value is Endpoint endpoint ? new BusAddress(endpoint.Host, endpoint.Port, null) : null;
    }

    private static BusAddress? ReadSerial(Entry entry, Entry rtu, SerialFormat? delivered, DiagnosticList diagnostics)
    {
        if (rtu.Value is not string path)
        {
            return null;
        }

        if (!path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            diagnostics.Error(rtu.Position, Codes.BadValue, $"{rtu.Path}: '{path}' is no serial port", "Write for example 'rtu: /dev/ttyUSB0'.");
            return null;
        }

        if (entry.Integer("unit") == 0)
        {
            diagnostics.Error(entry.Find("unit")!.Position, Codes.BadValue, $"{entry.Path}.unit: 0 speaks to all devices of a serial bus at once, and none answers", "Write the device's unit id, 1 to 247.");
        }

        if ((entry.Integer("baud") ?? delivered?.Baud) is not { } baud)
        {
            diagnostics.Error(rtu.Position, Codes.MissingKey, $"{entry.Path}.baud is missing: how this model is delivered is not known", "Read it from the device's display and write for example 'baud: 9600' and 'format: 8N1'.");
            return null;
        }

        return SerialFormat.Parse(baud, entry.Text("format") ?? delivered?.ToString().Split(' ')[1] ?? "8N1") is { } format ? new BusAddress(path, 0, format) : null;
    }
}
