using EdgeController.Core.Events;
using EdgeController.Simulator.Stations;

namespace EdgeController.Scenarios.Stations;

/// <summary>A habit of real stations, by the numbers and names of <c>docs/stations.md</c>.</summary>
/// <param name="Words">What it does.</param>
/// <param name="Quirks">A simulated station that does it.</param>
/// <param name="Least">The least that its vehicle gets in the last quarter of an hour, as a share of what a good station's gets.</param>
/// <param name="Plan">Where its profiles live in the end; null where that does not matter.</param>
internal sealed record QuirkCase(string Words, StationQuirks Quirks, double Least = 0.95, ProfilePlan? Plan = null, string Version = "1.6")
{
    /// <summary>Its vehicle is paused by hand for two minutes.</summary>
    public bool Pauses { get; init; }

    /// <summary>It loses its power for a moment while its vehicle charges.</summary>
    public bool Reboots { get; init; }

    /// <summary>What a quirk file says of it.</summary>
    public Ocpp.Quirks.StationQuirks? Known { get; init; }

    public string Storage { get; init; } = "ram";

    private static Ocpp.Quirks.StationQuirks File { get; } = new() { Id = "quirky", Models = [new("EdgeSim", "Quirky*", "*")] };

    public override string ToString() => $"{Words} ({Version})";

    public static readonly QuirkCase[] All =
    [
        new("none at all", new()),
        new("takes stack level 0 only and says 3", new() { MaxStackLevel = 0, SaysStackLevel = 3 }, Plan: ProfilePlan.TxDefaultAndTx),
        new("takes stack level 0 only and says so", new() { MaxStackLevel = 0 }, Plan: ProfilePlan.TxDefaultAndTx),
        new("rejects the station maximum", new() { RejectsStationMax = true }, Plan: ProfilePlan.TxDefaultAndTx),
        new("rejects TxProfile", new() { RejectsTxProfile = true }, Plan: ProfilePlan.TxDefaultStacked),
        new("rejects TxProfile", new() { RejectsTxProfile = true }, Plan: ProfilePlan.TxDefaultStacked, Version: "2.0.1"),
        new("rejects TxDefaultProfile", new() { RejectsTxDefault = true }, Plan: ProfilePlan.StationMax),
        new("ignores TxDefaultProfile and TxProfile", new() { Ignores = [ProfilePurpose.TxDefaultProfile, ProfilePurpose.TxProfile] }, Plan: ProfilePlan.StationMax),
        new("ignores TxProfile", new() { Ignores = [ProfilePurpose.TxProfile] }, Plan: ProfilePlan.TxDefaultStacked),
        new("ignores the station maximum and rejects TxDefaultProfile", new() { Ignores = [ProfilePurpose.ChargePointMaxProfile], RejectsTxDefault = true }, 0),
        new("accepts every profile and obeys none", new() { IgnoresProfiles = true }, 0),
        new("rejects every profile", new() { RejectsProfiles = true }, 0),
        new("has no smart charging", new() { HasNoSmartCharging = true }, 0),
        new("answers nothing", new() { AnswersNothing = true }, 0),
        new("takes watts only", new() { AcceptsAmperes = false }),
        new("takes watts only", new() { AcceptsAmperes = false }, Version: "2.1"),
        new("takes watts only and says W", new() { AcceptsAmperes = false, SaysUnitsAsLetters = true }),
        new("takes amperes only", new() { AcceptsWatts = false }),
        new("ignores watts", new() { IgnoresWatts = true }),
        new("rejects Absolute", new() { RejectsAbsolute = true, RelativeAnchor = RelativeAnchor.Receipt }, 0.9),
        new("rejects Relative", new() { RejectsRelative = true }),
        new("rejects Relative", new() { RejectsRelative = true }, Version: "2.0.1"),
        new("takes whole amperes only", new() { WholeAmpsOnly = true }, 0.7),
        new("takes 6, 8, 10, 13 and 16 A only", new() { Steps = [6, 8, 10, 13, 16] }, 0.55) { Known = File with { Steps = [6, 8, 10, 13, 16] } },
        new("rejects 0", new() { RejectsZero = true }, 0.9) { Pauses = true },
        new("charges without a limit after 0", new() { ResumesWithoutLimit = true }, 0.9) { Pauses = true },
        new("replaces no profile", new() { NeedsClear = true }, 0.9),
        new("takes a young start for a future one", new() { StartsLate = TimeSpan.FromSeconds(30) }),
        new("is capped at 10 A by a switch", new() { HiddenCapAmps = 10 }, 0.3),
        new("delays each change by up to 600 s", new() { RandomDelay = TimeSpan.FromSeconds(600) }, 0.4),
        new("clears nothing", new() { ClearsNothing = true }),
        new("uses a default profile from the next session on", new() { DefaultFromNextSession = true }),
        new("forgets its profiles at a reboot", new() { ForgetsProfilesOnReboot = true }, 0.9) { Reboots = true },
        new("boots on each connection", new() { BootsOnReconnect = true }, 0.9) { Reboots = true },
        new("applies the station maximum to each connector", new() { MaxPerConnector = true }),
        new("tells no schedule", new() { Composite = CompositeHabit.NoSchedule }),
        new("tells an empty schedule", new() { Composite = CompositeHabit.NoPeriods }),
        new("tells a schedule of a wrong length", new() { Composite = CompositeHabit.WrongDuration }),
        new("does not know GetCompositeSchedule", new() { Composite = CompositeHabit.NotImplemented }),
        new("is a day behind", new() { Clock = ClockFault.DayBehind }),
        new("is a day ahead", new() { Clock = ClockFault.DayAhead }),
        new("is ten minutes slow", new() { Clock = ClockFault.SlowTenMinutes }),
        new("starts in 1970", new() { Clock = ClockFault.UnsetUntilTold }),
        new("has a clock that stands", new() { Clock = ClockFault.Stopped }, 0),
        new("answers after eight seconds", new() { AnswerDelay = TimeSpan.FromSeconds(8) }, 0.85),
        new("dials again after six minutes", new() { RedialsAfter = TimeSpan.FromMinutes(6) }, 0.9) { Reboots = true },
        new("sends no values", new() { Meter = new() { None = true } }, 0.2),
        new("sends values when asked only", new() { Meter = new() { OnlyWhenAsked = true } }, 0.8),
        new("sends values when asked only", new() { Meter = new() { OnlyWhenAsked = true } }, 0.8, Version: "2.0.1"),
        new("meters every five minutes", new() { Meter = new() { Seconds = 300 } }),
        new("meters every five minutes", new() { Meter = new() { Seconds = 300 } }, Version: "2.0.1"),
        new("sends no current until told to", new() { Meter = new() { CurrentNotConfigured = true } }),
        new("sends no current until told to", new() { Meter = new() { CurrentNotConfigured = true } }, Version: "2.1"),
        new("sends no current and cannot be told to", new() { Meter = new() { CurrentNotConfigured = true, RejectsMeasurands = true } }, 0.2),
        new("sends energy only, in kWh", new() { Meter = new() { EnergyOnly = true } }, 0.2),
        new("says that its power is 0", new() { Meter = new() { PowerIsZero = true } }),
        new("sends the sum of its phases", new() { Meter = new() { SumOfPhases = true } }, 0.2),
        new("meters whole amperes", new() { Meter = new() { WholeAmps = true } }, 0.6),
        new("has noise on each phase", new() { Meter = new() { Noise = 0.4 } }, 0.9),
        new("sends milliamperes as amperes", new() { Meter = new() { Factor = 1000 } }, 0.2),
        new("sends kiloamperes as amperes", new() { Meter = new() { Factor = 0.001 } }, 0.2),
        new("has a register that jumps by 30 kWh", new() { Meter = new() { JumpWattHours = 30_000 } }),
        new("numbers each event 0", new() { Meter = new() { SequenceZero = true } }, Version: "2.0.1"),
        new("sends a transaction's values apart", new() { Meter = new() { Apart = true } }, Version: "2.0.1"),
        new("adds customData", new() { Meter = new() { CustomData = true } }, Version: "2.1"),
        new("sends its last values after the end", new() { Meter = new() { AfterStop = true } }),
        new("reports its variables only", new() { VariablesByReportOnly = true }, Version: "2.0.1"),
        new("is known to obey only its maximum", new() { Ignores = [ProfilePurpose.TxDefaultProfile, ProfilePurpose.TxProfile] }, Plan: ProfilePlan.StationMax) { Known = File with { Plans = [ProfilePlan.StationMax] } },
        new("takes Dynamic profiles", new(), Version: "2.1") { Storage = "dynamic" },
        new("takes no Dynamic profile", new() { RejectsDynamic = true }, Version: "2.1") { Storage = "dynamic" },
        new("asks for its Dynamic profiles' limits", new() { PullsEvery = TimeSpan.FromSeconds(20) }, Version: "2.1") { Storage = "dynamic" },
        new("reboots when told what to meter", new() { Meter = new() { RebootsOnMeasurands = true, CurrentNotConfigured = true } }, 0.2) { Known = File with { LeaveMetering = true } },
    ];
}
