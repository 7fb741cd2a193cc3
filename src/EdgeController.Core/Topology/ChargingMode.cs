namespace EdgeController.Core.Topology;

/// <summary>What a vehicle is charged with, as wished for its session.</summary>
public enum ChargingMode
{
    /// <summary>All that the site can give it.</summary>
    Fast,

    /// <summary>Only what would flow into the grid otherwise.</summary>
    Solar,

    /// <summary>The minimum always, more from what would flow into the grid otherwise.</summary>
    SolarMinimum,

    /// <summary>What the charging plan wants; all that the site can give it while there is no plan.</summary>
    Plan,

    /// <summary>Nothing.</summary>
    Paused,
}
