using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Drivers.Mqtt.LibMosquitto;

namespace EdgeController.Host.Commands;

/// <summary>The system libraries that meters are read and brokers are talked to with; asked for before anything else, so that it is missed at the start or never.</summary>
internal static class NativeLibrary
{
    /// <summary>One sentence with the package's name where the library is missing, else null.</summary>
    public static string? Problem(ImmutableArray<string>? names = null) => LibModbusLibrary.Load(names ?? LibModbusLibrary.DefaultNames);

    /// <summary>The same for the library that speaks to a broker; null where the site has none.</summary>
    public static string? MqttProblem(Site site, ImmutableArray<string>? names = null) => site.Mqtt is null ? null : LibMosquittoLibrary.Load(names ?? LibMosquittoLibrary.DefaultNames);
}
