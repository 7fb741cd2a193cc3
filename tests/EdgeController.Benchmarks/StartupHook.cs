using System.Diagnostics.CodeAnalysis;
using EdgeController.Benchmarks.Harness;

/// <summary>Called by the runtime before the program of a measured process; name and place are the runtime's.</summary>
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = "The runtime looks for it without one.")]
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for it without one.")]
internal static class StartupHook
{
    public static void Initialize() => Gauge.ServeWhereAsked();
}
