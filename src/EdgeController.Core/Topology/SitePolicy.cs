using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>Who gets what when not everybody can have everything.</summary>
public sealed record SitePolicy
{
    public static SitePolicy Default { get; } = new();

    /// <summary>The rule for all stations that are in no group.</summary>
    public Sharing Sharing { get; init; } = Sharing.Fair;

    /// <summary>Groups of stations with a rule of their own; <see cref="Station.Group"/> counts them from 1.</summary>
    public ImmutableArray<PolicyGroup> Groups { get; init; } = [];

    /// <summary>What holds for who charges, by idTag or idToken; compared without case (OCPP 1.6 CiString).</summary>
    public ImmutableDictionary<string, TokenTerms> Tokens { get; init; } = ImmutableDictionary.Create<string, TokenTerms>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Stations that share by a rule of their own what the site's fair share gives them together.</summary>
public sealed record PolicyGroup(string Name, Sharing Sharing);

/// <summary>What the site file says of one idTag or idToken; null where it says nothing.</summary>
public sealed record TokenTerms(Priority? Priority, ChargingMode? Mode)
{
    /// <summary>What the duty plan calls the vehicle that this token charges; null where it has no name.</summary>
    public string? Vehicle { get; init; }

    /// <summary>When it leaves by the site's clock where nobody says otherwise.</summary>
    public TimeSpan? Departs { get; init; }

    /// <summary>Days on which it leaves.</summary>
    public Weekdays DepartureDays { get; init; } = Weekdays.All;

    /// <summary>Energy that it needs where nobody says otherwise.</summary>
    public WattHours? Needs { get; init; }

    /// <summary>What its battery holds: it needs no more, and that much where nothing else is known.</summary>
    public WattHours? Battery { get; init; }
}

/// <summary>The rules by which EVSEs share; one class each in <c>Balancing/Policies</c>.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The words of the site file.")]
public enum Sharing
{
    /// <summary>Weighted max-min fairness.</summary>
    Fair,

    /// <summary>The higher priority first.</summary>
    Priority,

    /// <summary>Who came first, first.</summary>
    FirstCome,

    /// <summary>Who leaves first, first.</summary>
    EarliestDeparture,

    /// <summary>Who can wait least, first.</summary>
    LeastLaxity,
}
