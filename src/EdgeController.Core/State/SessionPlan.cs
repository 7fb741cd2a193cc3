using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>A session's part of the newest charging plan.</summary>
/// <param name="Steps">In the order of time; each holds until the next.</param>
/// <param name="Until">When the plan is too old to go by.</param>
public sealed record SessionPlan(ImmutableArray<PlannedStep> Steps, Instant Until)
{
    /// <summary>What the plan gives at that instant; null before it begins and once it is too old.</summary>
    public Amperes? At(Instant now)
    {
        if (now >= Until)
        {
            return null;
        }

        Amperes? limit = null;
        foreach (var step in Steps)
        {
            if (step.From > now)
            {
                break;
            }

            limit = step.Limit;
        }

        return limit;
    }
}
