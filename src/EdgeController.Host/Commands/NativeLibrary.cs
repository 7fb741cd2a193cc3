using System.Collections.Immutable;
using EdgeController.Drivers.Modbus.LibModbus;

namespace EdgeController.Host.Commands;

/// <summary>The system library that meters are read with; asked for before anything else, so that it is missed at the start or never.</summary>
internal static class NativeLibrary
{
    /// <summary>One sentence with the package's name where the library is missing, else null.</summary>
    public static string? Problem(ImmutableArray<string>? names = null) => LibModbusLibrary.Load(names ?? LibModbusLibrary.DefaultNames);
}
