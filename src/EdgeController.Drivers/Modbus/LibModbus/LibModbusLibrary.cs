using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>Finds the native library, or says in one sentence that it is missing.</summary>
public static class LibModbusLibrary
{
    /// <summary>Tried in this order.</summary>
    public static readonly ImmutableArray<string> DefaultNames = ["libmodbus.so.5", "libmodbus.so"];

    /// <summary>
    /// Loads the first of <paramref name="names"/> that exists; null when one was loaded, else what to install. The imports name
    /// <c>libmodbus.so.5</c>, which the loader also matches with the SONAME of what is loaded here. There is deliberately no import
    /// resolver: an assembly can have one only, and this is not its only native library.
    /// </summary>
    public static string? Load(ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out _))
            {
                return null;
            }
        }

        return $"Modbus needs the library libmodbus ({string.Join(" or ", names)} not found): install the package libmodbus5.";
    }
}
