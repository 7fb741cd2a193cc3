using EdgeController.Core.Planning;

namespace EdgeController.Host.Planning;

/// <summary>The newest plan with what it was made from, and why there is no newer one, for everybody who shows it; any thread may read.</summary>
internal sealed class PlanBook
{
    private volatile PlanPicture? _newest;
    private volatile string? _problem;

    /// <summary>Null before the first plan.</summary>
    public PlanPicture? Newest
    {
        get => _newest;
        set => _newest = value;
    }

    /// <summary>Why the last plan did not come, as a sentence; null where it came.</summary>
    public string? Problem
    {
        get => _problem;
        set => _problem = value;
    }
}

/// <summary>One plan.</summary>
/// <param name="Request">What it was made from.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Currency">What its money is in.</param>
internal sealed record PlanPicture(PlanRequest Request, ChargingPlan Plan, string Currency);
