using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace EdgeController.Drivers.Mqtt.LibMosquitto;

/// <summary>Finds the native library, or says in one sentence that it is missing.</summary>
public static class LibMosquittoLibrary
{
    /// <summary>Tried in this order.</summary>
    public static readonly ImmutableArray<string> DefaultNames = ["libmosquitto.so.1", "libmosquitto.so"];

    private static readonly Lazy<int> Initialised = new(NativeMethods.LibraryInit);

    /// <summary>Loads the first of <paramref name="names"/> that exists; null when one was loaded, else what to install.</summary>
    public static string? Load(ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out _))
            {
                return null;
            }
        }

        return $"MQTT needs the library libmosquitto ({string.Join(" or ", names)} not found): install the package libmosquitto1.";
    }

    /// <summary>Once a process, before the first client; it is not safe from two threads at once.</summary>
    internal static void Initialise() => _ = Initialised.Value;
}
