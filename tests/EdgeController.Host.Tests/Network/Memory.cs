namespace EdgeController.Host.Tests.Network;

/// <summary>The managed memory of this process, which holds controller and test peers alike.</summary>
internal static class Memory
{
    private const double MiB = 1024 * 1024;

    public static double SettledMiB()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true) / MiB;
    }

    public static double NowMiB() => GC.GetTotalMemory(forceFullCollection: false) / MiB;
}
