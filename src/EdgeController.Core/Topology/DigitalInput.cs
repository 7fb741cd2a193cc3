namespace EdgeController.Core.Topology;

/// <summary>One contact behind a Modbus device, as one bit of a register.</summary>
/// <param name="Host">Host name or address of the device or its gateway.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Unit">Modbus unit id, 0 to 247.</param>
/// <param name="FunctionCode">3 for a holding register, 4 for an input register.</param>
/// <param name="Register">Address of the register, from 0.</param>
/// <param name="Bit">Number of the bit, 0 is the lowest.</param>
/// <param name="ActiveWhenOpen">The bit at 0 is the signal: then a broken wire is one too.</param>
public sealed record DigitalInput(string Host, int Port, int Unit, int FunctionCode, int Register, int Bit, bool ActiveWhenOpen)
{
    /// <summary>Whether the register's value is the signal.</summary>
    public bool IsActive(ushort value) => ((value >> Bit) & 1) == (ActiveWhenOpen ? 0 : 1);
}
