namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>How a simulated device misbehaves.</summary>
public enum ModbusServerFault
{
    None,

    /// <summary>Takes connections and requests and never answers.</summary>
    Mute,

    /// <summary>Takes no connection and drops those it had.</summary>
    Refuse,

    /// <summary>Takes connections and closes them when a request comes.</summary>
    Close,
}
