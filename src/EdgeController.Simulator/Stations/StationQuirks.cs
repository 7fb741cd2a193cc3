namespace EdgeController.Simulator.Stations;

/// <summary>How a station differs from a good one; everything off by default.</summary>
public sealed record StationQuirks
{
    /// <summary>What it calls itself.</summary>
    public string Model { get; init; } = "Good-1";

    public string Vendor { get; init; } = "EdgeSim";

    public string Firmware { get; init; } = "1.0";

    public ClockFault Clock { get; init; }

    public RelativeAnchor RelativeAnchor { get; init; } = RelativeAnchor.StartOfCharging;

    public bool RejectsTxDefault { get; init; }

    public bool RejectsTxProfile { get; init; }

    public bool RejectsStationMax { get; init; }

    /// <summary>Every SetChargingProfile is rejected.</summary>
    public bool RejectsProfiles { get; init; }

    /// <summary>SetChargingProfile is answered with NotImplemented.</summary>
    public bool HasNoSmartCharging { get; init; }

    /// <summary>Accepts every profile and obeys none.</summary>
    public bool IgnoresProfiles { get; init; }

    /// <summary>Accepts profiles of these purposes and obeys none of them.</summary>
    public ProfilePurpose[] Ignores { get; init; } = [];

    /// <summary>Accepts limits in watts and does not apply them.</summary>
    public bool IgnoresWatts { get; init; }

    /// <summary>A TxDefaultProfile counts from the next transaction on.</summary>
    public bool DefaultFromNextSession { get; init; }

    /// <summary>Reads CALLs and never answers them.</summary>
    public bool AnswersNothing { get; init; }

    /// <summary>Added before each answer.</summary>
    public TimeSpan AnswerDelay { get; init; }

    /// <summary>2.x: refuses GetVariables and tells its variables only in a report.</summary>
    public bool VariablesByReportOnly { get; init; }

    /// <summary>2.x: ids up to this are kept for external constraints (MaxExternalConstraintsId).</summary>
    public int MaxExternalConstraintsId { get; init; }

    public bool ForgetsProfilesOnReboot { get; init; }

    /// <summary>Applies the station-wide maximum to each connector instead of dividing it.</summary>
    public bool MaxPerConnector { get; init; }

    /// <summary>Sends a BootNotification on every new socket, not only after a boot.</summary>
    public bool BootsOnReconnect { get; init; }

    public int MaxStackLevel { get; init; } = 8;

    /// <summary>The highest stack level that it says it takes; null for the true one.</summary>
    public int? SaysStackLevel { get; init; }

    public bool AcceptsAmperes { get; init; } = true;

    public bool AcceptsWatts { get; init; } = true;

    /// <summary>Says its units as <c>A</c> and <c>W</c> instead of <c>Current</c> and <c>Power</c>.</summary>
    public bool SaysUnitsAsLetters { get; init; }

    public bool RejectsAbsolute { get; init; }

    public bool RejectsRelative { get; init; }

    /// <summary>Rejects limits that are not whole.</summary>
    public bool WholeAmpsOnly { get; init; }

    /// <summary>The only limits that it takes; empty for any.</summary>
    public double[] Steps { get; init; } = [];

    public bool RejectsZero { get; init; }

    /// <summary>After a limit of 0 it charges without one unless its profiles were cleared before the next was set.</summary>
    public bool ResumesWithoutLimit { get; init; }

    /// <summary>Replaces nothing: a second profile in the same place is rejected until the first is cleared.</summary>
    public bool NeedsClear { get; init; }

    /// <summary>A schedule that begins less than this long ago counts as one that has not begun.</summary>
    public TimeSpan StartsLate { get; init; }

    /// <summary>Its app or a switch caps what it offers; it says that it offers what it was told.</summary>
    public double? HiddenCapAmps { get; init; }

    /// <summary>Each new limit takes effect only after a delay by chance, up to this.</summary>
    public TimeSpan RandomDelay { get; init; }

    /// <summary>Clearing answers Unknown, or Accepted, and clears nothing.</summary>
    public bool ClearsNothing { get; init; }

    public CompositeHabit Composite { get; init; }

    /// <summary>2.1: takes no Dynamic profile.</summary>
    public bool RejectsDynamic { get; init; }

    /// <summary>2.1: asks every so often for its Dynamic profiles' limits.</summary>
    public TimeSpan PullsEvery { get; init; }

    /// <summary>Waits so long before it connects again.</summary>
    public TimeSpan RedialsAfter { get; init; }

    /// <summary>How it meters.</summary>
    public MeterHabits Meter { get; init; } = new();
}

/// <summary>What a station answers to GetCompositeSchedule.</summary>
public enum CompositeHabit
{
    Right,
    NoSchedule,
    NoPeriods,
    WrongDuration,
    NotImplemented,
}

/// <summary>How a station's metering differs from a good one's.</summary>
public sealed record MeterHabits
{
    public bool None { get; init; }

    /// <summary>Sends values only when it is asked by TriggerMessage.</summary>
    public bool OnlyWhenAsked { get; init; }

    /// <summary>Seconds between samples as it comes from the factory; null for the usual.</summary>
    public int? Seconds { get; init; }

    /// <summary>As it comes from the factory it sends no current.</summary>
    public bool CurrentNotConfigured { get; init; }

    /// <summary>Reboots when its measurands are changed.</summary>
    public bool RebootsOnMeasurands { get; init; }

    public bool RejectsMeasurands { get; init; }

    /// <summary>Only the energy register, as text in kWh with all its digits.</summary>
    public bool EnergyOnly { get; init; }

    public bool PowerIsZero { get; init; }

    /// <summary>The sum of all phases in one value without a phase.</summary>
    public bool SumOfPhases { get; init; }

    /// <summary>Current without a fraction.</summary>
    public bool WholeAmps { get; init; }

    /// <summary>Each phase shows by chance up to so much less or more.</summary>
    public double Noise { get; init; }

    /// <summary>Its values are multiplied by this: a mistaken unit.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The register jumps by so much once, after a profile was cleared.</summary>
    public double JumpWattHours { get; init; }

    /// <summary>2.x: each event of a transaction has number 0.</summary>
    public bool SequenceZero { get; init; }

    /// <summary>2.x: values of a transaction come as MeterValues.</summary>
    public bool Apart { get; init; }

    /// <summary>2.x: adds customData to what it sends and answers.</summary>
    public bool CustomData { get; init; }

    /// <summary>The last values of a transaction come after its end.</summary>
    public bool AfterStop { get; init; }
}
