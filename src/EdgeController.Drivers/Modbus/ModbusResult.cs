namespace EdgeController.Drivers.Modbus;

/// <summary>How a Modbus request ended: good, or a named failure with a sentence for the operator.</summary>
/// <param name="Failure">What went wrong, or <see cref="ModbusFailure.None"/>.</param>
/// <param name="ExceptionCode">The device's exception code (Modbus application protocol 7) with <see cref="ModbusFailure.Exception"/>, else 0.</param>
/// <param name="Sentence">Empty when good.</param>
public readonly record struct ModbusResult(ModbusFailure Failure, int ExceptionCode, string Sentence)
{
    public static readonly ModbusResult Ok = new(ModbusFailure.None, 0, "");

    public bool IsOk => Failure == ModbusFailure.None;

    public static ModbusResult Failed(ModbusFailure failure, string sentence) => new(failure, 0, sentence);

    public static ModbusResult FromException(int code) => new(ModbusFailure.Exception, code, $"the device answered exception {code} ({NameOf(code)})");

    private static string NameOf(int code) => code switch
    {
        1 => "illegal function",
        2 => "illegal data address: the register map does not fit this device",
        3 => "illegal data value",
        4 => "device failure",
        5 => "acknowledged, still working",
        6 => "device busy",
        8 => "memory parity error",
        10 => "gateway path unavailable",
        11 => "gateway: no answer from the unit",
        _ => "not in the standard",
    };
}

/// <summary>Named ways in which a Modbus request fails.</summary>
public enum ModbusFailure
{
    None,

    /// <summary>No complete answer within the response time-out.</summary>
    TimedOut,

    /// <summary>No connection: the host does not exist.</summary>
    HostUnknown,

    /// <summary>No connection: nothing listens, or the device takes no further client.</summary>
    ConnectionRefused,

    /// <summary>No connection within the connect time-out, or no route.</summary>
    Unreachable,

    /// <summary>The other side closed the connection.</summary>
    ConnectionLost,

    /// <summary>The device answered with an exception code.</summary>
    Exception,

    /// <summary>The answer has another length than asked for.</summary>
    WrongLength,

    /// <summary>The answer of a serial line came damaged.</summary>
    BadChecksum,

    /// <summary>The answer belongs to another request: other transaction id, unit or function code.</summary>
    WrongAnswer,

    /// <summary>The device confirmed a write and holds other values all the same.</summary>
    NotTaken,

    /// <summary>The request itself is outside what Modbus allows.</summary>
    InvalidRequest,

    /// <summary>The native library is not installed.</summary>
    LibraryMissing,

    /// <summary>The transport was disposed.</summary>
    Closed,
}
