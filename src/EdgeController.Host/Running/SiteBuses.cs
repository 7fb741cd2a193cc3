using EdgeController.Core.Topology;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;

namespace EdgeController.Host.Running;

/// <summary>Opens the buses of a site with the pauses that the most delicate device on each of them needs.</summary>
internal static class SiteBuses
{
    /// <summary>The buses; <paramref name="checksIdentity"/> is false only in a negative control: any transaction id and any unit will do.</summary>
    public static FieldBuses Of(Site site, IReadOnlyDictionary<string, MeterTemplate> templates, bool checksIdentity, TimeProvider time) =>
        new(bus => Open(bus, site.Meters.Where(meter => meter.Host == bus.Host && meter.Port == bus.Port).Select(meter => templates.GetValueOrDefault(meter.Template)?.Transport).OfType<MeterTransport>(), checksIdentity, time));

    private static IModbusTransport Open(BusAddress bus, IEnumerable<MeterTransport> devices, bool checksIdentity, TimeProvider time)
    {
        var gap = TimeSpan.Zero;
        var afterConnect = TimeSpan.Zero;
        foreach (var device in devices)
        {
            gap = device.MinGap > gap ? device.MinGap : gap;
            afterConnect = device.AfterConnect > afterConnect ? device.AfterConnect : afterConnect;
        }

        return bus.Serial is { } format
            ? new ModbusRtuClient(new ModbusRtuOptions { Device = bus.Host, Format = format, Gap = gap }, time)
            : new ModbusTcpClient(new ModbusTcpOptions { Host = bus.Host, Port = bus.Port, Gap = gap, AfterConnect = afterConnect, ChecksIdentity = checksIdentity }, time);
    }
}
