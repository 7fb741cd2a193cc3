namespace EdgeController.Core.Balancing;

/// <summary>Why an EVSE is not raised towards its share in this tick.</summary>
internal enum HeldBy
{
    None,

    /// <summary>Its last increase was too short a time ago.</summary>
    Spacing,

    /// <summary>Its station has not answered the last setpoint.</summary>
    Answer,

    /// <summary>A row has no room that is confirmed free.</summary>
    Room,

    /// <summary>The increase is not worth a write into its station.</summary>
    Writes,

    /// <summary>All stations were gone; not all are raised at once.</summary>
    Outage,
}
