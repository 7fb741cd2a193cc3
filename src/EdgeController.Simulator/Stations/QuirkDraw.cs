using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Stations;

/// <summary>A habit that a simulated station may be given.</summary>
/// <param name="Words">What it does, for people.</param>
/// <param name="Quirks">The station that does it.</param>
/// <param name="Obeys">Its vehicle follows what the controller writes within a minute, so that its current can be compared with a limit.</param>
/// <param name="Holds">It can be held below its hardware maximum at all.</param>
public sealed record DrawnQuirk(string Words, StationQuirks Quirks, bool Obeys = true, bool Holds = true);

/// <summary>
/// The habits of real stations, to be drawn from: those of the shipped quirk files under their own vendors' names, and the same and others at
/// models that nobody knows.
/// </summary>
public static class QuirkDraw
{
    private static readonly ProfilePurpose[] Transactional = [ProfilePurpose.TxDefaultProfile, ProfilePurpose.TxProfile];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DrawnQuirk> All { get; } =
    [
        new("none", new()),
        new("ABB Terra AC: stack level 0 only", new() { Vendor = "ABB", Model = "TAC-W11", Firmware = "1.6.6", MaxStackLevel = 0, SaysStackLevel = 8 }),
        new("Delta: clear before set", new() { Vendor = "Delta", Model = "AC MAX", MaxStackLevel = 0, NeedsClear = true }, Obeys: false),
        new("EFR: watts only", new() { Vendor = "EFR", Model = "HomeCharge", AcceptsAmperes = false }),
        new("Huawei: watts only", new() { Vendor = "Huawei", Model = "FusionCharge AC", AcceptsAmperes = false, SaysUnitsAsLetters = true }),
        new("go-e: no watts, no limit after 0", new() { Vendor = "go-e", Model = "Charger", AcceptsWatts = false, ResumesWithoutLimit = true }, Obeys: false),
        new("NEcharge: five steps", new() { Vendor = "NEcharge", Model = "N1", Steps = [6, 8, 10, 13, 16] }),
        new("Wallbox 5: stack level 0 only", new() { Vendor = "Wall Box Chargers", Model = "PLP1", Firmware = "5.17.73", MaxStackLevel = 0 }),
        new("Wallbox 6: Relative only", new() { Vendor = "Wall Box Chargers", Model = "PLP1", Firmware = "6.4.12", RejectsAbsolute = true, RelativeAnchor = RelativeAnchor.Receipt }),
        new("BENY: whole amperes", new() { Vendor = "ZJ BENY", Model = "BCP", WholeAmpsOnly = true }),
        new("EVBox: no station maximum", new() { Vendor = "EV-BOX", Model = "Elvi-1", Ignores = [ProfilePurpose.ChargePointMaxProfile] }),
        new("Grizzl-E: no station maximum", new() { Vendor = "United Chargers", Model = "Grizzl-E", RejectsStationMax = true }),
        new("stack level 0 only and says so", new() { MaxStackLevel = 0, Model = "Odd-1" }),
        new("stack level 0 only and says 3", new() { MaxStackLevel = 0, SaysStackLevel = 3, Model = "Odd-2" }),
        new("rejects TxProfile", new() { RejectsTxProfile = true, Model = "Odd-3" }),
        new("rejects TxDefaultProfile", new() { RejectsTxDefault = true, Model = "Odd-4" }),
        new("ignores TxDefaultProfile and TxProfile", new() { Ignores = Transactional, Model = "Odd-5" }, Obeys: false),
        new("ignores TxProfile", new() { Ignores = [ProfilePurpose.TxProfile], Model = "Odd-6" }, Obeys: false),
        new("takes watts only", new() { AcceptsAmperes = false, Model = "Odd-7" }),
        new("ignores watts", new() { IgnoresWatts = true, Model = "Odd-8" }),
        new("takes whole amperes only", new() { WholeAmpsOnly = true, Model = "Odd-9" }),
        new("rejects 0", new() { RejectsZero = true, Model = "Odd-10" }),
        new("replaces no profile", new() { NeedsClear = true, Model = "Odd-11" }, Obeys: false),
        new("takes a young start for a future one", new() { StartsLate = TimeSpan.FromSeconds(30), Model = "Odd-12" }),
        new("is capped at 10 A by a switch", new() { HiddenCapAmps = 10, Model = "Odd-13" }),
        new("clears nothing", new() { ClearsNothing = true, Model = "Odd-14" }),
        new("uses a default profile from the next session on", new() { DefaultFromNextSession = true, Model = "Odd-15" }, Obeys: false),
        new("forgets its profiles at a reboot", new() { ForgetsProfilesOnReboot = true, Model = "Odd-16" }),
        new("boots on each connection", new() { BootsOnReconnect = true, Model = "Odd-17" }),
        new("is a day behind", new() { Clock = ClockFault.DayBehind, Model = "Odd-18" }),
        new("is a day ahead", new() { Clock = ClockFault.DayAhead, Model = "Odd-19" }),
        new("is ten minutes slow", new() { Clock = ClockFault.SlowTenMinutes, Model = "Odd-20" }),
        new("starts in 1970", new() { Clock = ClockFault.UnsetUntilTold, Model = "Odd-21" }),
        new("has a clock that stands", new() { Clock = ClockFault.Stopped, Model = "Odd-22" }),
        new("answers after eight seconds", new() { AnswerDelay = TimeSpan.FromSeconds(8), Model = "Odd-23" }, Obeys: false),
        new("dials again after six minutes", new() { RedialsAfter = TimeSpan.FromMinutes(6), Model = "Odd-24" }),
        new("sends no values", new() { Meter = new() { None = true }, Model = "Odd-25" }, Obeys: false),
        new("sends values when asked only", new() { Meter = new() { OnlyWhenAsked = true }, Model = "Odd-26" }),
        new("meters every five minutes", new() { Meter = new() { Seconds = 300 }, Model = "Odd-27" }),
        new("sends no current until told to", new() { Meter = new() { CurrentNotConfigured = true }, Model = "Odd-28" }),
        new("sends the sum of its phases", new() { Meter = new() { SumOfPhases = true }, Model = "Odd-29" }, Obeys: false),
        new("meters whole amperes", new() { Meter = new() { WholeAmps = true }, Model = "Odd-30" }),
        new("has noise on each phase", new() { Meter = new() { Noise = 0.4 }, Model = "Odd-31" }),
        new("sends energy only, in kWh", new() { Meter = new() { EnergyOnly = true }, Model = "Odd-32" }, Obeys: false),
        new("numbers each event 0", new() { Meter = new() { SequenceZero = true }, Model = "Odd-33" }),
        new("sends its last values after the end", new() { Meter = new() { AfterStop = true }, Model = "Odd-34" }),
        new("reports its variables only", new() { VariablesByReportOnly = true, Model = "Odd-35" }),
        new("adds customData", new() { Meter = new() { CustomData = true }, Model = "Odd-36" }),
        new("tells an empty schedule", new() { Composite = CompositeHabit.NoPeriods, Model = "Odd-37" }),
        new("delays each change by up to 600 s", new() { RandomDelay = TimeSpan.FromSeconds(600), Model = "Odd-38" }, Obeys: false, Holds: false),
        new("accepts every profile and obeys none", new() { IgnoresProfiles = true, Model = "Odd-39" }, Obeys: false, Holds: false),
        new("rejects every profile", new() { RejectsProfiles = true, Model = "Odd-40" }, Obeys: false, Holds: false),
        new("has no smart charging", new() { HasNoSmartCharging = true, Model = "Odd-41" }, Obeys: false, Holds: false),
        new("answers nothing", new() { AnswersNothing = true, Model = "Odd-42" }, Obeys: false, Holds: false),
    ];

    /// <summary>One habit for each station, by chance. <paramref name="mayRun"/> says whether the site can stand one more station that nothing holds.</summary>
    public static IReadOnlyList<DrawnQuirk> For(int stations, SeededRandom random, Func<int, bool> mayRun)
    {
        var drawn = new DrawnQuirk[stations];
        for (var station = 0; station < stations; station++)
        {
            var quirk = random.Chance(0.2) ? All[0] : All[random.Below(All.Count)];
            drawn[station] = quirk.Holds || mayRun(station) ? quirk : All[0];
        }

        return drawn;
    }
}
