using Microsoft.Win32.SafeHandles;

namespace EdgeController.Drivers.Mqtt.LibMosquitto;

/// <summary>Owns one <c>struct mosquitto</c>, its socket and all memory in it.</summary>
internal sealed class MosquittoHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public MosquittoHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.Destroy(handle);
        return true;
    }
}
