using System.Collections.Immutable;
using EdgeController.Core.Events;

namespace EdgeController.Ocpp.Quirks;

/// <summary>
/// What is known of a model or a family of stations before it is asked anything, from one file in <c>config/stations</c>. All of it is
/// about wording and patience: none of it can raise a limit.
/// </summary>
public sealed record StationQuirks
{
    /// <summary>The file's name without its ending.</summary>
    public required string Id { get; init; }

    /// <summary>Which stations it is about.</summary>
    public required ImmutableArray<ModelPattern> Models { get; init; }

    /// <summary>Ways to hold fallback and lease that work, the best first; empty where the usual order is as good as any.</summary>
    public ImmutableArray<ProfilePlan> Plans { get; init; } = [];

    /// <summary>The highest stack level that it really takes; null where what it says is true.</summary>
    public int? HighestStack { get; init; }

    /// <summary><c>A</c> or <c>W</c>: the only unit that it takes; null where both do.</summary>
    public string? Unit { get; init; }

    public bool WholeAmps { get; init; }

    /// <summary>The only limits that it takes, ascending; empty where it takes any.</summary>
    public ImmutableArray<decimal> Steps { get; init; } = [];

    /// <summary>Set where it takes Relative profiles only: from when it counts them.</summary>
    public RelativeAnchor? Relative { get; init; }

    /// <summary>It refuses a limit of 0.</summary>
    public bool RefusesZero { get; init; }

    /// <summary>It does not replace a profile: the old one has to be cleared first.</summary>
    public bool ClearFirst { get; init; }

    /// <summary>After a limit of 0 it charges without any unless the profile was cleared.</summary>
    public bool ClearAfterZero { get; init; }

    /// <summary>It refuses a number of phases.</summary>
    public bool NoPhases { get; init; }

    /// <summary>How long before now a schedule begins; null for the usual minute.</summary>
    public TimeSpan? StartBefore { get; init; }

    /// <summary>How long it may wait by chance before it follows a new limit.</summary>
    public TimeSpan RandomDelay { get; init; }

    /// <summary>Its metering stays as it is: it reboots, or stops metering, when it is told to send other values.</summary>
    public bool LeaveMetering { get; init; }

    /// <summary>Measurands that it must not be asked for.</summary>
    public ImmutableArray<string> UnwantedMeasurands { get; init; } = [];

    /// <summary>What cannot be met by wording, as a sentence for whoever installs it.</summary>
    public string? Advice { get; init; }

    /// <summary>Where the facts come from.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];
}

/// <summary>Vendor, model and firmware as a station tells them at its boot; <c>*</c> stands for any run of characters, letter case does not count.</summary>
public sealed record ModelPattern(string Vendor, string Model, string Firmware)
{
    /// <summary>How much it says: the more letters, the more exact.</summary>
    public int Weight => (Vendor + Model + Firmware).Count(letter => letter != '*');

    public bool Fits(StationModel model) => Wildcard.Fits(Vendor, model.Vendor) && Wildcard.Fits(Model, model.Model) && Wildcard.Fits(Firmware, model.Firmware);
}

/// <summary>What a station said that it is.</summary>
public sealed record StationModel(string Vendor, string Model, string Firmware)
{
    public override string ToString() => $"{Vendor} {Model} ({Firmware})";
}

/// <summary>From when a station counts a schedule that names no start.</summary>
public enum RelativeAnchor
{
    /// <summary>From the moment at which the profile arrived; also the careful assumption, because no other moment makes a lease end earlier than it is counted.</summary>
    Receipt,

    /// <summary>From the start of charging, as OCPP 1.6 says.</summary>
    Charging,
}
