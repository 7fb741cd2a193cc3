using System.Collections.Immutable;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Quirks;

/// <summary>What a station has shown or said about the profiles that it can hold; as good as possible until it says otherwise.</summary>
public sealed record StationAbilities
{
    /// <summary>Less than any station offers: it pauses as if it had been told 0.</summary>
    private static readonly Amperes InPlaceOfZero = new(1);

    /// <summary>Highest stack level that it says it takes (1.6 ChargeProfileMaxStackLevel, 2.x ProfileStackLevel).</summary>
    public int MaxStackLevel { get; init; } = int.MaxValue;

    /// <summary>Highest stack level that it really takes, where that is known to be less.</summary>
    public int? HighestStack { get; init; }

    /// <summary>Its device model names watts only (1.6 ChargingScheduleAllowedChargingRateUnit, 2.x RateUnit).</summary>
    public bool SaysWattsOnly { get; init; }

    /// <summary>It has refused amperes, whatever it says.</summary>
    public bool RefusedAmperes { get; init; }

    /// <summary>The only unit that works, <c>A</c> or <c>W</c>, whatever it says; null where that is not known.</summary>
    public string? Unit { get; init; }

    /// <summary>It has refused a number of phases (2.1: NoPhaseForDC).</summary>
    public bool RefusedPhases { get; init; }

    public bool WholeAmps { get; init; }

    /// <summary>The only limits that it takes, ascending; empty for any.</summary>
    public ImmutableArray<decimal> Steps { get; init; } = [];

    public bool RefusesZero { get; init; }

    /// <summary>A lease is cleared before the next one is set: always, or only where the last one was 0.</summary>
    public bool ClearFirst { get; init; }

    public bool ClearAfterZero { get; init; }

    /// <summary>Leases have to be Relative; counted from there.</summary>
    public RelativeAnchor? Relative { get; init; }

    /// <summary>Whether the fallback has to be Relative; null for the one that fits what is known of the clock.</summary>
    public bool? FallbackRelative { get; init; }

    /// <summary>How long before now a schedule begins.</summary>
    public TimeSpan StartBefore { get; init; } = LeaseTimes.StartsBefore;

    /// <summary>It has refused a Dynamic profile (2.1).</summary>
    public bool RefusedDynamic { get; init; }

    /// <summary>Ids up to this are the station's own (2.1).</summary>
    public int MaxExternalConstraintsId { get; init; }

    /// <summary>Profiles that it can hold; null where not told.</summary>
    public int? MaxProfiles { get; init; }

    /// <summary>Periods in one schedule; null where not told.</summary>
    public int? PeriodsPerSchedule { get; init; }

    /// <summary>It says that it can switch between one phase and three (1.6 ConnectorSwitch3to1PhaseSupported, 2.x ACPhaseSwitchingSupported).</summary>
    public bool SwitchesPhases { get; init; }

    public bool? Enabled { get; init; }

    public bool? Available { get; init; }

    public bool InWatts => Unit is { } only ? only == "W" : SaysWattsOnly || RefusedAmperes;

    /// <summary>The highest stack level worth trying.</summary>
    public int StackLevels => Math.Min(MaxStackLevel, HighestStack ?? int.MaxValue);

    /// <summary>It says that it does not charge smartly: accepted profiles mean nothing.</summary>
    public bool SwitchedOff => Enabled == false || Available == false;

    /// <summary>What decides how profiles are worded: the fallback is installed again where this changes.</summary>
    internal (bool InWatts, bool RefusedPhases, bool Stacks, int FirstId, bool SwitchedOff) Wording => (InWatts, RefusedPhases, StackLevels > 0, V2xProfiles.FallbackId(this), SwitchedOff);

    /// <summary>The highest limit at or below that one which the station takes; a pause is never more than 1 A.</summary>
    public Amperes Fit(Amperes limit)
    {
        if (WholeAmps)
        {
            limit = new Amperes(Math.Floor(limit.Value + 1e-6));
        }

        if (!Steps.IsEmpty)
        {
            var below = Steps.LastOrDefault(step => (double)step <= limit.Value + 1e-6);
            limit = new Amperes((double)below);
        }

        return RefusesZero && limit < InPlaceOfZero ? InPlaceOfZero : limit;
    }

    /// <summary>With what a quirk file says.</summary>
    public StationAbilities With(StationQuirks known) => this with
    {
        HighestStack = known.HighestStack ?? HighestStack,
        Unit = known.Unit ?? Unit,
        WholeAmps = WholeAmps || known.WholeAmps,
        Steps = known.Steps.IsEmpty ? Steps : known.Steps,
        RefusesZero = RefusesZero || known.RefusesZero,
        ClearFirst = ClearFirst || known.ClearFirst,
        ClearAfterZero = ClearAfterZero || known.ClearAfterZero,
        RefusedPhases = RefusedPhases || known.NoPhases,
        Relative = known.Relative ?? Relative,
        StartBefore = known.StartBefore ?? StartBefore,
    };

    /// <summary>With what stations of the model have shown; the file knows more about what it names.</summary>
    public StationAbilities With(LearnedQuirks learned) => this with
    {
        HighestStack = learned.StackZeroOnly ? 0 : HighestStack,
        Unit = Unit ?? (learned.InWatts ? "W" : null),
        WholeAmps = WholeAmps || learned.WholeAmps,
        RefusesZero = RefusesZero || learned.RefusesZero,
        ClearFirst = ClearFirst || learned.ClearFirst,
        ClearAfterZero = ClearAfterZero || learned.ClearAfterZero,
        Relative = Relative ?? (learned.Relative ? RelativeAnchor.Receipt : null),
        FallbackRelative = FallbackRelative ?? learned.FallbackRelative,
    };
}
