using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>A charging station.</summary>
public sealed record Station
{
    public required StationId Id { get; init; }

    /// <summary>Place in <see cref="Site.Stations"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Index of the circuit it hangs on.</summary>
    public required int Circuit { get; init; }

    /// <summary>Highest current per phase that each of its EVSEs can offer (hardware maximum).</summary>
    public required Amperes Max { get; init; }

    /// <summary>Least current per phase that can be offered at all (IEC 61851-1: 6 A); between 0 and this nothing is offered.</summary>
    public required Amperes Min { get; init; }

    /// <summary>What each EVSE keeps when the controller is gone: 0, or at least <see cref="Min"/>.</summary>
    public required Amperes Fallback { get; init; }

    public required PhaseRotation Rotation { get; init; }

    /// <summary>Priority of its vehicles where nothing else tells one.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>What each of its EVSEs keeps while it is admitted and the site can carry it; 0 for none, else at least <see cref="Min"/>.</summary>
    public Amperes Guaranteed { get; init; }

    /// <summary>Mode of its sessions where nobody wishes another.</summary>
    public ChargingMode Mode { get; init; }

    /// <summary>By plan: when its vehicles leave by the site's clock where nobody says otherwise; null where nobody knows.</summary>
    public TimeSpan? Departs { get; init; }

    /// <summary>By plan: energy that each of its vehicles needs where nobody says otherwise; null where nobody knows.</summary>
    public WattHours? Needs { get; init; }

    /// <summary>1 + its place in <see cref="SitePolicy.Groups"/>; 0 where it is in none.</summary>
    public int Group { get; init; }

    /// <summary>Set for a direct-current station: then <see cref="Max"/>, <see cref="Min"/> and <see cref="Fallback"/> are its nominal amperes.</summary>
    public DcSupply? Dc { get; init; }

    /// <summary>What the cables between station and vehicle carry per phase, where that is less than the hardware offers; null where it is not.</summary>
    public Amperes? Cable { get; init; }

    /// <summary>It can charge a vehicle on its first terminal alone and on all three, by the number of phases in the profile.</summary>
    public bool SwitchesPhases { get; init; }

    /// <summary>Where it keeps charging profiles: decides how long leases are and how often it is written to.</summary>
    public StorageClass Storage { get; init; }

    /// <summary>What vehicles may give back there; null where they only charge.</summary>
    public V2xRating? V2x { get; init; }

    /// <summary>Name of its back end; null where the controller itself is the back end.</summary>
    public string? Csms { get; init; }

    /// <summary>Indexes of its EVSEs in <see cref="Site.Evses"/>, in the order of their numbers.</summary>
    public required ImmutableArray<int> Evses { get; init; }
}

/// <summary>A place where one vehicle charges at a time.</summary>
public sealed record Evse
{
    public required EvseId Id { get; init; }

    /// <summary>Place in <see cref="Site.Evses"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Index of its station.</summary>
    public required int Station { get; init; }
}
