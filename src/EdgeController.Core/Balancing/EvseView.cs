using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>One EVSE as the guard sees it during one tick.</summary>
internal struct EvseView
{
    /// <summary>It can be given a lease now.</summary>
    public bool Steerable;

    /// <summary>Why it cannot; null when it can.</summary>
    public Reason? Why;

    /// <summary>Phases that its current loads.</summary>
    public Phases Loaded;

    /// <summary>What it was told last: the limit of an open lease, else what holds beneath.</summary>
    public double Told;

    /// <summary>What it counts for on each phase that it loads: never less than it may draw.</summary>
    public double Account;

    /// <summary>Measured current on phases that it is not expected to load.</summary>
    public double StrayL1;
    public double StrayL2;
    public double StrayL3;

    public double Minimum;
    public double Maximum;
    public double Weight;

    /// <summary>Its fair share of this tick.</summary>
    public double Share;

    /// <summary>Row that stopped the share, or <see cref="FairShare.OwnMaximum"/>.</summary>
    public int Binding;

    /// <summary>False where there is no room for its minimum.</summary>
    public bool Admitted;

    /// <summary>The new limit of this tick; NaN where it keeps what it was told.</summary>
    public double Next;

    public SetpointChange Change;

    public readonly double Stray(int phase) => phase switch
    {
        0 => StrayL1,
        1 => StrayL2,
        _ => StrayL3,
    };
}
