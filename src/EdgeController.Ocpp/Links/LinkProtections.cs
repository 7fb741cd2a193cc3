namespace EdgeController.Ocpp.Links;

/// <summary>What keeps a station's link honest, one by one, so that a test can show that each is needed (<see cref="StationLinkOptions.Without"/>).</summary>
[Flags]
public enum LinkProtections
{
    None = 0,

    /// <summary>Of a back end's profiles the station gets only those that compose with ours by minimum (policy <c>forward</c>).</summary>
    ForwardRules = 1,

    /// <summary>No lease of ours is raised between a vehicle's needs and the back end's answer to them.</summary>
    NeedsWindow = 2,

    /// <summary>A setting of the back end that touches charging profiles puts the fallback in doubt.</summary>
    SettingsWatch = 4,

    /// <summary>Metering that the back end has made too slow is set right again.</summary>
    MeteringWatch = 8,

    /// <summary>A refused fallback is worded otherwise.</summary>
    FallbackCures = 16,

    /// <summary>A refused lease is worded otherwise.</summary>
    LeaseCures = 32,

    /// <summary>What went upstream once is known again by its bytes.</summary>
    WentUp = 64,

    /// <summary>A copy that crosses the answer to its call is answered here once more.</summary>
    CrossedCopies = 128,

    /// <summary>A lease that a station does not clear is lowered in its own time.</summary>
    LeaseLowering = 256,

    /// <summary>A station that asks for a Dynamic lease of ours is answered only as long as that ends with what the guard gave.</summary>
    PullBound = 512,

    /// <summary>What is cleared and tried in a station's memory counts against its budget of writes.</summary>
    UpkeepCounts = 1024,
}
