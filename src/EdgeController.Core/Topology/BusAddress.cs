namespace EdgeController.Core.Topology;

/// <summary>Where a Modbus bus begins: a TCP device or gateway, or a serial port of this machine.</summary>
/// <param name="Host">Host name or address; the path of the port where <paramref name="Serial"/> is not null.</param>
/// <param name="Port">TCP port; 0 for a serial port.</param>
/// <param name="Serial">How characters travel on the serial line; null for TCP.</param>
public sealed record BusAddress(string Host, int Port, SerialFormat? Serial)
{
    public override string ToString() => Serial is null ? $"{Host}:{Port}" : $"{Host} ({Serial})";
}
