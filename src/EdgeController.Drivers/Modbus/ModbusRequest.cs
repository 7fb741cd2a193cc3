namespace EdgeController.Drivers.Modbus;

/// <summary>One request to a unit: a read by function code 1 to 4, or a write by 6 or 16. Words is what to write, or where what is read goes.</summary>
internal readonly record struct ModbusRequest(int Unit, int FunctionCode, int Start, ushort[] Words)
{
    public const int WriteSingle = 6;
    public const int WriteSeveral = 16;

    public bool IsWrite => FunctionCode is WriteSingle or WriteSeveral;

    /// <summary>Why Modbus cannot ask this; null when it can.</summary>
    public ModbusResult? Problem =>
        Unit is >= 0 and <= 255 && FunctionCode is (>= 1 and <= 4) or WriteSeveral or WriteSingle && Start >= 0 && Start + Words.Length <= 65536
            && Words.Length >= 1 && Words.Length <= (IsWrite ? ModbusPdu.MaxWriteCount : ModbusPdu.MaxReadCount)
            ? null
            : ModbusResult.Failed(
                ModbusFailure.InvalidRequest,
                $"unit {Unit}, function code {FunctionCode}, registers {Start}+{Words.Length} cannot be {(IsWrite ? "written" : "read")}");
}
