using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>The guard's constants, and the switches that a negative control turns off.</summary>
public sealed record GuardOptions
{
    private const double LargestStepOfMaximum = 0.25;

    public static GuardOptions Default { get; } = new();

    /// <summary>How long a lease holds in a station with wear-levelled memory; three times as long once its write budget runs low.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Age at which such a lease is renewed, unless a change has renewed it before: late, but with time for three repetitions.</summary>
    public TimeSpan RenewAfter { get; init; } = TimeSpan.FromSeconds(240);

    /// <summary>
    /// What an EVSE must have missed since its last profile before it is raised, ampere-seconds: 4 A after 15 s,
    /// 1 A after a minute. A load that sways moves it no more often than that.
    /// </summary>
    public double MissedBeforeIncrease { get; init; } = 60;

    /// <summary>
    /// What a write must bring when a quarter of the allowance is left (plain flash: half): this current for as long as the longest lease. Nothing from half of
    /// the allowance up (plain flash: all of it), ever more towards its end.
    /// </summary>
    public Amperes WriteWorth { get; init; } = new(5);

    /// <summary>Smaller changes than this are not worth a profile, unless a circuit is over its limit.</summary>
    public Amperes Deadband { get; init; } = new(1);

    /// <summary>An increase of this size is worth a profile where one is written anyway.</summary>
    public Amperes WithRenewal { get; init; } = new(0.5);

    /// <summary>
    /// Where a circuit asks for a decrease, one EVSE gives this much more than its share, so that not each of its neighbours is written to for a
    /// few tenths of an ampere.
    /// </summary>
    public Amperes PooledDecrease { get; init; } = new(2);

    /// <summary>Left free on each row by increases, so that a load that sways a little does not pull everybody along.</summary>
    public Amperes Headroom { get; init; } = new(0.5);

    /// <summary>Largest increase in one step.</summary>
    public Amperes Ramp { get; init; } = new(8);

    /// <summary>Least time between two voluntary changes of one EVSE.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many free connectors each circuit keeps room for, at their fallback.</summary>
    public int NewcomerRoom { get; init; } = 2;

    /// <summary>How many vehicles may arrive within a lease with nobody there to make room: the reserve holds their fallback.</summary>
    public int ArrivalsWithinLease { get; init; } = int.MaxValue;

    /// <summary>Open leases plus the highest load that can arise stay within this multiple of the breaker (P0: no trip at 1.13).</summary>
    public double ReserveRatio { get; init; } = 1.13;

    /// <summary>A vehicle paused for lack of room stays paused at least this long.</summary>
    public TimeSpan MinimumPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Drawing above the limit for this long: the limit is sent again.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Drawing above the limit for this long: the EVSE counts at what it draws plus <see cref="Ramp"/>.</summary>
    public TimeSpan NotFollowingAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A link that has not answered a setpoint for this long has lost it.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A decrease that was not answered for this long, its repetition included, frees nothing any more: others make room.</summary>
    public TimeSpan UnansweredAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>After this many refusals in a row the EVSE is left at its fallback for <see cref="RefusalPause"/>.</summary>
    public int RefusalsTolerated { get; init; } = 3;

    public TimeSpan RefusalPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a vehicle charges before others of the same rank take its place, where not all minimums fit.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A turn lasts at least this long, unless a circuit would be over.</summary>
    public TimeSpan MinimumOn { get; init; } = TurnBook.Least;

    /// <summary>Who has waited this long is next, whatever its rank and its memory.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(75);

    /// <summary>
    /// Who has not shown yet which phases it loads counts on all of them, and waits for room that it may not need: it is next after this
    /// long, once.
    /// </summary>
    public TimeSpan FirstLook { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Whoever charges keeps its place until another of the same rank has received this much less over the last days.</summary>
    public WattHours TurnHysteresis { get; init; } = new(1000);

    /// <summary>A vehicle that draws nothing of its offer for this long is woken.</summary>
    public TimeSpan WakeAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the offer is taken away for that.</summary>
    public TimeSpan WakePause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in one session.</summary>
    public int WakePulses { get; init; } = 3;

    /// <summary>Three phases must have been too many for this long before one is used.</summary>
    public TimeSpan SwitchDownAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Three phases must have fitted again for this long.</summary>
    public TimeSpan SwitchUpAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What must be free above the minimum for that.</summary>
    public Amperes SwitchMargin { get; init; } = new(1);

    /// <summary>How long nothing flows before the number of phases changes.</summary>
    public TimeSpan SwitchPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Least time between two changes of it.</summary>
    public TimeSpan SwitchSpacing { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How leases live in a station of this class.</summary>
    public LeaseTerms Terms(StorageClass storage) => storage switch
    {
        StorageClass.Flash => LeaseTerms.Flash,
        StorageClass.Ram or StorageClass.Dynamic => LeaseTerms.Ram,
        _ => new LeaseTerms(Lease, Lease * 3, Lease - RenewAfter),
    };

    /// <summary>
    /// What the station moves by in one step: large direct-current stations go through their range in about as many steps as one of 32 A. One
    /// that does not follow counts at so much above what it draws.
    /// </summary>
    public Amperes RampOf(Station station) => station.Dc is null ? Ramp : Amperes.Max(Ramp, station.Max * LargestStepOfMaximum);

    /// <summary>The largest increase of the station in one step: where each write counts, one goes all the way.</summary>
    public Amperes LargestStep(Station station) => station.Storage == StorageClass.Flash ? new(double.PositiveInfinity) : RampOf(station);

    /// <summary>How long a lease of the station lasts at most.</summary>
    public TimeSpan LongestLease(Station station) => Terms(station.Storage).Longest;

    /// <summary>A branch whose meter shows no voltage frees its share for others after this long (fault F8).</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After an outage EVSEs are raised one by one within this time, in an order by chance (fault F7).</summary>
    public TimeSpan RestartSpread { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Protections that are switched off: empty in operation, one at a time in a negative control.</summary>
    public Protections Without { get; init; } = Protections.None;
}

/// <summary>What keeps the site safe, one by one, so that a test can show that each is needed.</summary>
[Flags]
public enum Protections : long
{
    None = 0,

    /// <summary>A meter without good samples stops increases and renewals, then counts as blind.</summary>
    MeterStaleness = 1,

    /// <summary>Room for the highest load that can arise within a lease.</summary>
    Reserve = 2,

    /// <summary>A decrease frees its current only when accepted and measured.</summary>
    ConfirmedHeadroom = 4,

    /// <summary>Stations that are offline or hold no profile count at what they may draw.</summary>
    CautiousAccounts = 8,

    /// <summary>Stations that do not follow or do not answer count at what they draw or may draw, and others make room.</summary>
    DriftAccounts = 32,

    /// <summary>A meter whose values cannot be true counts as stale.</summary>
    MeterPlausibility = 64,

    /// <summary>A station whose current lands on other phases than the site file says counts on all phases.</summary>
    PhaseMapping = 128,

    /// <summary>An answer on the field bus counts only for the request that it belongs to: transaction id and unit.</summary>
    AnswerIdentity = 256,

    /// <summary>What is drawn from a busbar stays within its rating, whatever PV and batteries feed it.</summary>
    BusRating = 1 << 12,

    /// <summary>Single- and two-phase vehicles load the phases evenly enough.</summary>
    Unbalance = 1 << 13,

    /// <summary>Turns where not all minimums fit: nobody starves.</summary>
    Rotation = 1 << 14,
    /// <summary>Limits in watts count at the amperes that they are at the lowest voltage.</summary>
    Undervoltage = 1 << 20,

    /// <summary>What a vehicle does not take is given to others.</summary>
    DemandLearning = 1 << 21,

    /// <summary>Sleeping vehicles are woken.</summary>
    Waking = 1 << 22,

    /// <summary>A single phase takes over from three only where it has room.</summary>
    PhaseRoom = 1 << 23,

    /// <summary>What stations draw above their limits, each too little not to be following, is taken off what all share.</summary>
    Overdraw = 1 << 24,

    /// <summary>A branch without power frees its share only after a minute.</summary>
    SlowRelease = 1 << 25,

    /// <summary>After an outage not all EVSEs are raised at once.</summary>
    RestartSpread = 1 << 26,

    /// <summary>The write budget of a station's memory.</summary>
    WriteBudget = 1 << 15,

    /// <summary>The back ends' charging profiles lower what the guard gives.</summary>
    CsmsLimits = 1 << 28,

    /// <summary>An EVSE counts for what it may draw, also where less or nothing is measured there.</summary>
    LimitAccounts = 1 << 29,

    /// <summary>What a back end allows all its stations together holds for their sum.</summary>
    GroupLimits = 1L << 30,

    /// <summary>All of the guard: every EVSE may draw its hardware maximum.</summary>
    Guard = 16,

    /// <summary>Limits of the calendar and of energy managers.</summary>
    TimedLimits = 1 << 16,

    /// <summary>The grid operator's dimming.</summary>
    Dimming = 1 << 17,

    /// <summary>The budget of the contract demand.</summary>
    ContractDemand = 1 << 18,

    /// <summary>What PV feeds in is held back where a circuit's export limit or breaker asks for it.</summary>
    ExportLimit = 1 << 9,

    /// <summary>An inverter below an export limit is held at its part of it also while nobody sees what flows.</summary>
    StandingExport = 1L << 34,

    /// <summary>A battery charges only from what the circuits carry beside the vehicles.</summary>
    ChargingRoom = 1 << 10,

    /// <summary>A battery is kept within its usable state of charge.</summary>
    ChargeBounds = 1 << 11,

    /// <summary>Batteries and inverters are commanded only after they were seen to let go of an order by themselves.</summary>
    ReversionProof = 1 << 27,

    /// <summary>A clock that jumps or was never set ends no window of the calendar.</summary>
    ClockDoubt = 1 << 19,

    /// <summary>What a vehicle gives back helps others only where the meters show it; without it what it was told counts.</summary>
    MeasuredHelp = 1L << 40,

    /// <summary>What a vehicle is told to give back ends by itself.</summary>
    DischargeLease = 1L << 41,

    /// <summary>A lease of a station whose clock is lost is cleared where less is allowed, and where it would end.</summary>
    LostClocks = 1L << 33,
}
