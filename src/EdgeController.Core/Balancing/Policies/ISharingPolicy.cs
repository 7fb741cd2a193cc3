using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>A rule that says who gets what beyond the minimum, and who is admitted first where not all minimums fit. Pure and without state.</summary>
public interface ISharingPolicy
{
    /// <summary>Its word in the site file.</summary>
    Sharing Sharing { get; }

    /// <summary>All rise together by weight; else each gets as much as the rows give before the next one does.</summary>
    bool RisesTogether { get; }

    /// <summary>Place in the order: the smaller one is served first; equal ones by arrival.</summary>
    double Rank(in Claim claim, Instant now);

    /// <summary>So much smaller counts the rank of who is in its turn: where ranks change as time passes, places are not swapped each time that two cross.</summary>
    double Hold => 0;
}
