namespace EdgeController.Optimizer.Tests.Support;

/// <summary>Whether all seeds run (EDGE_LONG=1) or the reduced set.</summary>
internal static class LongRun
{
    public static bool Is { get; } = Environment.GetEnvironmentVariable("EDGE_LONG") == "1";

    /// <summary>Whether golden files are written instead of compared.</summary>
    public static bool Writes { get; } = Environment.GetEnvironmentVariable("EDGE_GOLDEN") == "write";
}
