namespace EdgeController.Core.Topology;

/// <summary>Who set a limit: one limit per circuit and source.</summary>
public readonly record struct LimitSource(LimitKind Kind, string Name)
{
    public override string ToString() => Kind switch
    {
        LimitKind.Calendar => $"calendar {Name}",
        LimitKind.External => $"external {Name}",
        _ => Name,
    };
}

/// <summary>What kind of source a limit has.</summary>
public enum LimitKind
{
    /// <summary>A window of the site file's calendar.</summary>
    Calendar,

    /// <summary>An energy manager, by its name.</summary>
    External,

    /// <summary>The budget that the contract demand leaves for the rest of its period.</summary>
    Demand,
}
