namespace EdgeController.Core.Topology;

/// <summary>What plans go by beside prices and wishes, as the site file names it.</summary>
public sealed record PlanningSources
{
    public static PlanningSources Default { get; } = new();

    /// <summary>File of the duty plan, as written in the site file; null for none.</summary>
    public string? Duties { get; init; }

    /// <summary>Whether stays and energy are guessed from what a token did before, and who will come from who came on days alike.</summary>
    public bool Learns { get; init; } = true;

    /// <summary>Forecast of the load that is no charging of ours; null where only the site's own history tells.</summary>
    public ForecastSource? Load { get; init; }

    /// <summary>Forecast of all PV together; null where only its own history tells.</summary>
    public ForecastSource? Pv { get; init; }
}

/// <summary>Where a forecast comes from: a file, an address, or both, of which the file goes before the address.</summary>
public sealed record ForecastSource
{
    /// <summary>File, as written in the site file; null for none.</summary>
    public string? File { get; init; }

    /// <summary>Address that serves the same; null for none.</summary>
    public Uri? Url { get; init; }

    /// <summary>How often the address is asked.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What each value is multiplied with, to be in watts.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>How long it holds after it was written or received.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromHours(48);
}
