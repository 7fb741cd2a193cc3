using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeController.Simulator.World;

/// <summary>What came out of a simulated run, as it is written to <c>docs/results</c>.</summary>
public sealed record RunReport
{
    public required string Site { get; init; }

    public required ulong Seed { get; init; }

    public required double Hours { get; init; }

    public required IReadOnlyList<CircuitOutcome> Circuits { get; init; }

    public required SessionOutcome Sessions { get; init; }

    public required double PeakKw { get; init; }

    public required WriteCount ProfileWritesPerStationDay { get; init; }

    /// <summary>The same by what they were for; null where no controller ran.</summary>
    public WriteCauses? ProfileWritesByCause { get; init; }

    /// <summary>What held charging back, by cause, the largest first; null where no controller ran.</summary>
    public IReadOnlyList<LossOutcome>? Losses { get; init; }

    public required IReadOnlyList<FaultOutcome> Faults { get; init; }

    /// <summary>What a hostile back end brought about; null where there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AdversaryOutcome? Adversary { get; init; }

    /// <summary>Where the site's energy came from and went; null where it has neither PV nor battery.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EnergyOutcome? Energy { get; init; }

    /// <summary>The same run with PV and batteries left to themselves; null where none is steered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EnergyOutcome? EnergyUnsteered { get; init; }

    /// <summary>What the energy cost; null where the site file tells no prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CostOutcome? Cost { get; init; }

    /// <summary>Whether any row breaks the promise of no overload: over its limit for more than 30 s, above 1.45 x, or tripped.</summary>
    [JsonIgnore]
    public bool Overloaded => Circuits.Any(circuit => circuit.Overloaded);

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.RunReport);
}

/// <summary>One phase of a circuit, or (with <paramref name="Phase"/> null) its power limit or that of its apparent power.</summary>
public sealed record CircuitOutcome(
    string Id,
    string? Phase,
    double? LimitAmps,
    double? LimitKw,
    double WorstRatio,
    int SecondsOverLimit,
    int LongestOverLimitSeconds,
    int BreakerTrips)
{
    /// <summary>Set where the outcome is that of the apparent power.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LimitKva { get; init; }

    /// <summary>Longest time in a row over the limit that no running fault excuses.</summary>
    [JsonIgnore]
    public int LongestUnexcusedSeconds { get; init; }

    /// <summary>Promise P0: at most 30 s over the limit in a row, never above 1.45 x, no trip.</summary>
    [JsonIgnore]
    public bool Overloaded => LongestUnexcusedSeconds > 30 || WorstRatio > 1.45 || BreakerTrips > 0;
}

/// <summary>Energy of all visits that began.</summary>
public sealed record SessionOutcome(int Count, double RequestedKwh, double DeliveredKwh, double MissedKwh, double IdealKwh)
{
    /// <summary>Visits that got what they asked for, but for 0.1 kWh at most.</summary>
    public int Met { get; init; }
}

/// <summary>What one cause held back: energy that came later or not at all, and how much of it vehicles still wanted when they left.</summary>
public sealed record LossOutcome(
    string Cause, string? Subject, string? Phase, string? Source, string Sentence, double HeldBackKwh, double MissingKwh);

/// <summary>What the energy through the grid connections cost and brought, in the site's currency.</summary>
public sealed record CostOutcome(double Import, double Export, double ImportKwh, int Plans)
{
    public double Total => Math.Round(Import - Export, 2);
}

/// <summary>Profile writes per station and day.</summary>
public sealed record WriteCount(double Median, double Max);

/// <summary>Profile writes per station and day by what they were for, and how the budgets were kept. <c>MaxDeferrable</c> is the most increases
/// and renewals of a station in one day, which the budget holds back; <c>StationDaysOverBudget</c> counts the days and stations with more writes of all
/// kinds than the budget, which only decreases and fallbacks can bring about.</summary>
public sealed record WriteCauses(
    WriteCount Decreases, WriteCount Increases, WriteCount Renewals, WriteCount Fallbacks, int MaxDeferrable, int StationDaysOverBudget);

/// <summary>One fault of the catalogue as it went.</summary>
public sealed record FaultOutcome(string Name, double SecondsToSafe, double WorstRatio, bool Passed);

/// <summary>How a run with a hostile back end and odd stations went.</summary>
/// <param name="Absences">Times without the back end, for all stations or for one.</param>
/// <param name="Calls">What the back end asked for, all kinds.</param>
/// <param name="ProfilesAccepted">Charging profiles of the back end that were taken.</param>
/// <param name="ProfilesRefused">Those that were not.</param>
/// <param name="AnswersCompared">Answers about charging profiles that were compared with the simulator's own reckoning.</param>
/// <param name="CappedSeconds">Seconds and vehicles whose current was compared with a limit of the back end.</param>
/// <param name="WorstAboveCapAmps">The most that a vehicle drew above the back end's limit (and the fallback) once there was time to follow; null where nothing was compared.</param>
/// <param name="Transactions">Transactions that stations began.</param>
/// <param name="Messages">Messages of transactions that stations were answered.</param>
/// <param name="Repeats">Copies of them that the back end got once more, each because an answer was lost.</param>
/// <param name="Thinned">1.6: periodic values that the back end had asked not to get.</param>
/// <param name="Lost">Messages that the back end never got.</param>
/// <param name="Wrong">What was not as promised, in words; empty where all was.</param>
/// <param name="Habits">Each station's habit.</param>
public sealed record AdversaryOutcome(
    int Absences,
    int Calls,
    int ProfilesAccepted,
    int ProfilesRefused,
    int AnswersCompared,
    int CappedSeconds,
    double? WorstAboveCapAmps,
    int Transactions,
    int Messages,
    int Repeats,
    int Thinned,
    int Lost,
    IReadOnlyList<string> Wrong,
    IReadOnlyList<string> Habits)
{
    /// <summary>What a vehicle may draw above its limit while it follows it, A.</summary>
    public const double Tolerance = 0.5;

    /// <summary>Both records are equal, all answers true, and nobody drew more than the back end allows.</summary>
    public bool Passed => Lost == 0 && Wrong.Count == 0 && !(WorstAboveCapAmps > Tolerance);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
