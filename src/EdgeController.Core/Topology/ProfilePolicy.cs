namespace EdgeController.Core.Topology;

/// <summary>What becomes of a back end's charging profiles.</summary>
public enum ProfilePolicy
{
    /// <summary>They are kept here, never reach the station, and lower what the guard gives.</summary>
    Cap,

    /// <summary>As <see cref="Cap"/>, and the station gets those that cannot raise anything there.</summary>
    Forward,

    /// <summary>They are refused.</summary>
    Reject,
}
