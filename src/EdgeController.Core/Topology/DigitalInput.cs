namespace EdgeController.Core.Topology;

/// <summary>One contact behind a Modbus device: one bit of a register, or a bit of its own.</summary>
/// <param name="Host">Host name or address of the device or its gateway.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Unit">Modbus unit id, 0 to 247.</param>
/// <param name="FunctionCode">1 for a coil, 2 for a discrete input, 3 for a holding register, 4 for an input register.</param>
/// <param name="Register">Address of the register or bit, from 0.</param>
/// <param name="Bit">Number of the bit, 0 is the lowest; 0 for a coil or discrete input.</param>
/// <param name="ActiveWhenOpen">The bit at 0 is the signal: then a broken wire is one too.</param>
public sealed record DigitalInput(string Host, int Port, int Unit, int FunctionCode, int Register, int Bit, bool ActiveWhenOpen)
{
    /// <summary>Set where the device hangs on a serial port of this machine; then the port is 0.</summary>
    public SerialFormat? Serial { get; init; }

    /// <summary>The bus that it shares with whatever has the same address.</summary>
    public BusAddress Bus => new(Host, Port, Serial);

    /// <summary>Whether the register's value is the signal.</summary>
    public bool IsActive(ushort value) => ((value >> Bit) & 1) == (ActiveWhenOpen ? 0 : 1);
}
