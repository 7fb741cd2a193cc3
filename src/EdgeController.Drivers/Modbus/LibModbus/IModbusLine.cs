namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>One native client connection, blocking; used by one thread, but for <see cref="Abort"/>.</summary>
internal interface IModbusLine : IDisposable
{
    /// <summary>Where it leads, for messages.</summary>
    string Name { get; }

    bool IsOpen { get; }

    ModbusResult Open();

    /// <summary>Sends one request and takes its answer; a read fills the request's words only when the result is good.</summary>
    ModbusResult Exchange(ModbusRequest asked);

    /// <summary>From any thread: ends a blocking exchange at once, as far as the line can, and lets no further one begin.</summary>
    void Abort();
}
