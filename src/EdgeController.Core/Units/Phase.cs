namespace EdgeController.Core.Units;

/// <summary>One of the three phases of the site's supply, as named at the main switchboard.</summary>
public enum Phase
{
    L1,
    L2,
    L3,
}

/// <summary>A set of site phases: those a station is wired to, or those a vehicle loads.</summary>
[Flags]
public enum Phases
{
    None = 0,
    L1 = 1,
    L2 = 2,
    L3 = 4,
    All = 7,
}

/// <summary>Questions about a set of phases.</summary>
public static class PhasesExtensions
{
    public static bool Has(this Phases set, Phase phase) => ((int)set & (1 << (int)phase)) != 0;

    public static Phases ToSet(this Phase phase) => (Phases)(1 << (int)phase);

    /// <summary>How many phases the set holds, 0 to 3.</summary>
    public static int Count(this Phases set) => System.Numerics.BitOperations.PopCount((uint)set);
}
