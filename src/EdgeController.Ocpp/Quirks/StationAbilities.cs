using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Quirks;

/// <summary>What a station has shown or said about the profiles that it can hold; as good as possible until it says otherwise.</summary>
public sealed record StationAbilities
{
    /// <summary>Highest stack level that it takes (2.x ProfileStackLevel).</summary>
    public int MaxStackLevel { get; init; } = int.MaxValue;

    /// <summary>Its device model names watts only (2.x RateUnit).</summary>
    public bool SaysWattsOnly { get; init; }

    /// <summary>It has refused amperes, whatever it says.</summary>
    public bool RefusedAmperes { get; init; }

    /// <summary>It has refused a number of phases (2.1: NoPhaseForDC).</summary>
    public bool RefusedPhases { get; init; }

    /// <summary>Ids up to this are the station's own (2.1).</summary>
    public int MaxExternalConstraintsId { get; init; }

    /// <summary>Profiles that it can hold; null where not told.</summary>
    public int? MaxProfiles { get; init; }

    /// <summary>Periods in one schedule; null where not told.</summary>
    public int? PeriodsPerSchedule { get; init; }

    /// <summary>It says that it can switch between one phase and three (2.x ACPhaseSwitchingSupported).</summary>
    public bool SwitchesPhases { get; init; }

    public bool? Enabled { get; init; }

    public bool? Available { get; init; }

    public bool InWatts => SaysWattsOnly || RefusedAmperes;

    /// <summary>It says that it does not charge smartly: accepted profiles mean nothing.</summary>
    public bool SwitchedOff => Enabled == false || Available == false;

    /// <summary>What decides how profiles are worded: the fallback is installed again where this changes.</summary>
    internal (bool InWatts, bool RefusedPhases, bool Stacks, int FirstId, bool SwitchedOff) Wording => (InWatts, RefusedPhases, MaxStackLevel > 0, V2xProfiles.FallbackId(this), SwitchedOff);
}
