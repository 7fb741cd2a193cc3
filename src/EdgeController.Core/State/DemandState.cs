using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Where a circuit with a contract demand stands in its running period.</summary>
public sealed record DemandState
{
    /// <summary>Before the clock has been told.</summary>
    public static readonly DemandState Unknown = new();

    /// <summary>Number of the running period since 1970 UTC; null while it is not known.</summary>
    public long? Period { get; init; }

    /// <summary>Year and month of its beginning in the site's zone, as year x 12 + month.</summary>
    public int Month { get; init; }

    /// <summary>When it ends if the clock runs on.</summary>
    public Instant Ends { get; init; }

    /// <summary>Up to when energy has been counted.</summary>
    public Instant CountedTo { get; init; }

    /// <summary>Import so far in the period; what was not measured counts as assumed.</summary>
    public WattHours Energy { get; init; }

    /// <summary>Every second of the period was measured: only then its mean can become the month's peak.</summary>
    public bool Measured { get; init; }

    /// <summary>The highest measured mean of the month so far; null before the first period that was measured from end to end.</summary>
    public Watts? MonthPeak { get; init; }

    /// <summary>Mean of the period before; null where it is not known.</summary>
    public Watts? LastMean { get; init; }

    /// <summary>What the mean of this period may be: the contract, or the month's peak where that is higher and may be used.</summary>
    public Watts Target { get; init; }

    /// <summary>Mean import that keeps the period at its target, less the margin, for the rest of it.</summary>
    public Watts Budget { get; init; }
}
