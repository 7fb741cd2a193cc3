using System.Collections.Immutable;
using EdgeController.Core.Topology;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>An RS-485 bus at a serial port of this machine.</summary>
public sealed record ModbusRtuOptions
{
    /// <summary>Path of the port, for example <c>/dev/ttyUSB0</c>; names below <c>/dev/serial/by-id</c> survive a change of sockets.</summary>
    public required string Device { get; init; }

    public required SerialFormat Format { get; init; }

    /// <summary>From the request sent to the last byte of its answer.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Least time between an answer and the next request; the standard asks for 3.5 characters, which is always kept.</summary>
    public TimeSpan Gap { get; init; }

    /// <summary>
    /// Pause after a request without a good answer. On a serial line nothing numbers the requests, so that an answer that comes late must have
    /// come before the next one is asked: it is thrown away then.
    /// </summary>
    public TimeSpan AfterFailure { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Names of the native library, tried in this order.</summary>
    public ImmutableArray<string> LibraryNames { get; init; } = LibModbusLibrary.DefaultNames;

    /// <summary>3.5 characters of 11 bits (Modbus over serial line 2.5.1.1); 1.75 ms from 19200 baud on.</summary>
    internal TimeSpan Silence => TimeSpan.FromMilliseconds(Format.Baud > 19200 ? 1.75 : 3.5 * 11 * 1000 / Format.Baud);
}
