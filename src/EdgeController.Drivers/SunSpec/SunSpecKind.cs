namespace EdgeController.Drivers.SunSpec;

/// <summary>What a SunSpec device is in the site.</summary>
public enum SunSpecKind
{
    /// <summary>A meter (models 201 to 204, 211 to 214): import positive.</summary>
    Meter,

    /// <summary>A PV inverter (101 to 103, 111 to 113, 701).</summary>
    Inverter,

    /// <summary>A battery behind its own inverter (the same, with 124, 713, 714 or 802).</summary>
    Storage,
}
