using Microsoft.Win32.SafeHandles;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>Owns one <c>modbus_t</c> and the socket in it.</summary>
internal sealed class ModbusContextHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ModbusContextHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.Close(handle);
        NativeMethods.Free(handle);
        return true;
    }
}
