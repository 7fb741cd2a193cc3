using Microsoft.Win32.SafeHandles;

namespace EdgeController.Optimizer.Clp;

/// <summary>Owns one <c>Clp_Simplex</c>.</summary>
internal sealed class ClpModelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ClpModelHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.DeleteModel(handle);
        return true;
    }
}
