using System.Collections.Immutable;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>Where a Modbus TCP device or gateway is and how long to wait for it.</summary>
public sealed record ModbusTcpOptions
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>From the request sent to the last byte of its answer.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>For each address that the host name stands for.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after the first failed connection; doubled after each further one.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Least time between an answer and the next request.</summary>
    public TimeSpan Gap { get; init; }

    /// <summary>Time that the device needs after a connection was made.</summary>
    public TimeSpan AfterConnect { get; init; }

    /// <summary>False only in a negative control: see <see cref="ModbusDialogue"/>.</summary>
    public bool ChecksIdentity { get; init; } = true;

    /// <summary>Names of the native library, tried in this order.</summary>
    public ImmutableArray<string> LibraryNames { get; init; } = LibModbusLibrary.DefaultNames;
}
