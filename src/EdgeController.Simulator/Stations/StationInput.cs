using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.Stations;

/// <summary>What can happen to a station.</summary>
public enum StationInputKind
{
    /// <summary>Time passed; expected once a second.</summary>
    Tick,

    /// <summary>The socket that it wished for is open.</summary>
    Connected,

    /// <summary>The socket is gone, or could not be opened.</summary>
    Closed,
    Message,
    PlugIn,
    Unplug,

    /// <summary>Power cycle by hand.</summary>
    Reboot,
    PowerLost,
    PowerRestored,
}

/// <summary>One input of the station machine.</summary>
public readonly record struct StationInput(StationInputKind Kind, ReadOnlyMemory<byte> Frame = default, int Connector = 0, SimulatedVehicle? Vehicle = null)
{
    public static readonly StationInput Tick = new(StationInputKind.Tick);
    public static readonly StationInput Connected = new(StationInputKind.Connected);
    public static readonly StationInput Closed = new(StationInputKind.Closed);
    public static readonly StationInput Reboot = new(StationInputKind.Reboot);
    public static readonly StationInput PowerLost = new(StationInputKind.PowerLost);
    public static readonly StationInput PowerRestored = new(StationInputKind.PowerRestored);

    public static StationInput Message(ReadOnlyMemory<byte> frame) => new(StationInputKind.Message, frame);

    public static StationInput PlugIn(int connector, SimulatedVehicle vehicle) => new(StationInputKind.PlugIn, default, connector, vehicle);

    public static StationInput Unplug(int connector) => new(StationInputKind.Unplug, default, connector);
}

/// <summary>What a station wants done.</summary>
public enum StationOutputKind
{
    Send,
    Connect,
    Close,
}

/// <summary>One output of the station machine: a frame to send, or a wish about its socket.</summary>
public readonly record struct StationOutput(StationOutputKind Kind, ReadOnlyMemory<byte> Frame = default);
