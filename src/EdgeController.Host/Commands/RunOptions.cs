using System.Collections.Immutable;
using EdgeController.Host.Running;

namespace EdgeController.Host.Commands;

/// <summary>Options that <c>run</c> and <c>demo</c> share.</summary>
internal sealed record RunOptions(ListenAddress Http, ListenAddress Ocpp, TimeSpan? For, bool Verbose)
{
    /// <summary>Folder for what must survive a restart; null where the command keeps nothing.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Another duty plan than the site file's own; null for that.</summary>
    public string? Duties { get; init; }

    /// <summary>The broker that a demo is to talk to; null for none.</summary>
    public Uri? Broker { get; init; }

    /// <summary>File names of libmosquitto; null for its usual ones.</summary>
    public ImmutableArray<string>? MqttLibrary { get; init; }

    /// <summary>File names of libmodbus; null for its usual ones.</summary>
    public ImmutableArray<string>? ModbusLibrary { get; init; }
}
