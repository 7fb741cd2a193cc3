namespace EdgeController.Host.Commands;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The site file has errors.</summary>
    public const int SiteFileErrors = 1;

    /// <summary>The command line is wrong, or a port, a file or a library is not to be had.</summary>
    public const int Usage = 2;

    /// <summary>A breaker tripped, or promise P0 was broken.</summary>
    public const int Overload = 3;
}
